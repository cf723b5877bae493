/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.ThreadInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Reads the worker's own counters over a JMX connection on the loopback address. */
final class WorkerJmx implements AutoCloseable {
  private final long pid;
  private final JMXConnector connector;
  private final ThreadMXBean threads;
  private final List<GarbageCollectorMXBean> collectors;
  private final List<MemoryPoolMXBean> heap;

  private WorkerJmx(
      long pid,
      JMXConnector connector,
      ThreadMXBean threads,
      List<GarbageCollectorMXBean> collectors,
      List<MemoryPoolMXBean> heap) {
    this.pid = pid;
    this.connector = connector;
    this.threads = threads;
    this.collectors = List.copyOf(collectors);
    this.heap = List.copyOf(heap);
  }

  @SuppressWarnings("BanJNDI") // to a worker that we started, on the loopback address
  static WorkerJmx connect(long pid, int port) throws IOException {
    JMXConnector connector =
        JMXConnectorFactory.connect(
            new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi"));
    MBeanServerConnection server = connector.getMBeanServerConnection();
    return new WorkerJmx(
        pid,
        connector,
        ManagementFactory.newPlatformMXBeanProxy(
            server, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class),
        ManagementFactory.getPlatformMXBeans(server, GarbageCollectorMXBean.class),
        ManagementFactory.getPlatformMXBeans(server, MemoryPoolMXBean.class).stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList());
  }

  WorkerUsage usage() {
    double cpu = ProcStat.process(pid);
    Map<Long, ProcStat.ThreadTime> times = ProcStat.threads(pid);
    long[] ids = threads.getAllThreadIds();
    long[] bytes = threads.getThreadAllocatedBytes(ids);
    Map<Long, Long> allocated = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      // negative: the thread has ended
      allocated.put(ids[i], Math.max(0, bytes[i]));
    }
    Set<Long> ofConnector = new HashSet<>();
    for (ThreadInfo info : threads.getThreadInfo(ids)) {
      if (info != null && WorkerUsage.ofConnector(info.getThreadName())) {
        ofConnector.add(info.getThreadId());
      }
    }
    long gcMillis = 0;
    for (GarbageCollectorMXBean collector : collectors) {
      gcMillis += Math.max(0, collector.getCollectionTime());
    }
    return new WorkerUsage(cpu, times, allocated, ofConnector, gcMillis);
  }

  /** Starts the peak again from here. */
  void resetPeak() {
    heap.forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  /** Returns the sum of the peaks of the heap's pools in bytes. The heap held this much at most. */
  long peakHeap() {
    long sum = 0;
    for (MemoryPoolMXBean pool : heap) {
      sum += pool.getPeakUsage().getUsed();
    }
    return sum;
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the JMX connection", e);
    }
  }
}
