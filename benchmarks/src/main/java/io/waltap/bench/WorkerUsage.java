/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.bench.ProcStat.ThreadTime;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a worker has used since its start.
 *
 * @param cpuSeconds of the process
 * @param threads by the kernel's thread ID
 * @param allocated bytes by Java's thread ID
 * @param connectorThreads Java's IDs of the threads that a connector has made
 * @param gcMillis as the garbage collectors count it
 */
record WorkerUsage(
    double cpuSeconds,
    Map<Long, ThreadTime> threads,
    Map<Long, Long> allocated,
    Set<Long> connectorThreads,
    long gcMillis) {

  WorkerUsage {
    threads = Map.copyOf(threads);
    allocated = Map.copyOf(allocated);
    connectorThreads = Set.copyOf(connectorThreads);
  }

  /** Whether the thread's name is that of a thread that a connector has made. */
  static boolean ofConnector(String thread) {
    return thread.startsWith("waltap-") || thread.startsWith("debezium-");
  }

  /** Whether it is the thread that polls the task, converts, and gives records to the producer. */
  static boolean ofTask(String thread) {
    return thread.startsWith("task-thread-");
  }

  static boolean ofProducer(String thread) {
    return thread.startsWith("kafka-producer-");
  }

  /** Whether it is a thread of the compiler, the garbage collector or the like. */
  static boolean ofVirtualMachine(String thread) {
    return thread.startsWith("C1 Compiler")
        || thread.startsWith("C2 Compiler")
        || thread.startsWith("GC Thread")
        || thread.startsWith("G1 ")
        || thread.startsWith("VM ");
  }

  /**
   * Returns CPU seconds of some threads since an earlier time. Threads that have ended meanwhile
   * are not counted.
   */
  double cpuSince(WorkerUsage earlier, Predicate<String> named) {
    if (Double.isNaN(cpuSeconds)) {
      return Double.NaN;
    }
    double sum = 0;
    for (Map.Entry<Long, ThreadTime> entry : threads.entrySet()) {
      if (named.test(entry.getValue().name())) {
        ThreadTime before = earlier.threads.get(entry.getKey());
        sum += entry.getValue().seconds() - (before == null ? 0 : before.seconds());
      }
    }
    return sum;
  }

  /** Returns the bytes that all threads have allocated since an earlier time. */
  double allocatedSince(WorkerUsage earlier) {
    return bytesSince(earlier, id -> true);
  }

  /** Returns the bytes that the connector's threads have allocated since an earlier time. */
  double allocatedByConnectorSince(WorkerUsage earlier) {
    return bytesSince(earlier, connectorThreads::contains);
  }

  private double bytesSince(WorkerUsage earlier, Predicate<Long> counted) {
    double sum = 0;
    for (Map.Entry<Long, Long> entry : allocated.entrySet()) {
      if (counted.test(entry.getKey())) {
        sum += (double) (entry.getValue() - earlier.allocated.getOrDefault(entry.getKey(), 0L));
      }
    }
    return sum;
  }
}
