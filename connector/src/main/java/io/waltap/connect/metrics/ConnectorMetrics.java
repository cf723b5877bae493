/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.metrics;

import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.stream.AckTracker;
import io.waltap.connect.stream.RecordQueue;
import io.waltap.connect.table.TableLife;
import io.waltap.connect.table.Tables;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counters of one task, published as {@code
 * io.waltap:type=lane,server=<topic.prefix>,slot=<slot.name>}.
 */
public final class ConnectorMetrics implements LaneMetrics, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectorMetrics.class);

  private final RecordQueue queue;
  private final AckTracker acks;
  private final ObjectName name;
  private final AtomicLong reconnects = new AtomicLong();

  /** The OIDs of the tables whose reading has begun since the task started. */
  private final Set<Integer> begun = ConcurrentHashMap.newKeySet();

  /** The OIDs of the tables that are being read. */
  private final Set<Integer> reading = ConcurrentHashMap.newKeySet();

  private volatile boolean snapshotRunning;
  private volatile boolean connected;
  private volatile LongSupplier events = () -> 0;
  private volatile Tables tables;

  public ConnectorMetrics(String server, String slot, RecordQueue queue, AckTracker acks) {
    this.queue = queue;
    this.acks = acks;
    this.name = name(server, slot);
    try {
      MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
      if (beans.isRegistered(name)) {
        beans.unregisterMBean(name); // left by a task that did not stop in time
      }
      beans.registerMBean(this, name);
    } catch (JMException e) {
      LOG.warn("metrics are not published as {}", name, e);
    }
  }

  private static ObjectName name(String server, String slot) {
    try {
      return new ObjectName(
          "io.waltap:type=lane,server="
              + ObjectName.quote(server)
              + ",slot="
              + ObjectName.quote(slot));
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sets where the number of captured events and the states of the tables are read. */
  public void captured(LongSupplier counter, Tables lane) {
    events = counter;
    tables = lane;
  }

  public void connected(boolean now) {
    connected = now;
  }

  public void reconnecting() {
    reconnects.incrementAndGet();
  }

  /**
   * The reading of a table begins, in whichever way. Each reading must end by {@link #readingEnds}.
   *
   * @param oid of the table
   */
  public void readingBegins(int oid) {
    begun.add(oid);
    reading.add(oid);
  }

  /** The reading of a table is complete, has failed, or is given up. Does nothing if it was not. */
  public void readingEnds(int oid) {
    reading.remove(oid);
  }

  /** Whether tables are being read before the stream goes on. */
  public void snapshotRunning(boolean now) {
    snapshotRunning = now;
  }

  @Override
  public boolean isConnected() {
    return connected;
  }

  @Override
  public long getEvents() {
    return events.getAsLong();
  }

  @Override
  public long getReconnects() {
    return reconnects.get();
  }

  @Override
  public int getQueueRecords() {
    return queue.records();
  }

  @Override
  public long getQueueBytes() {
    return queue.bytes();
  }

  @Override
  public long getReleasedLsn() {
    return acks.released();
  }

  @Override
  public long getConfirmedLsn() {
    return acks.confirmable();
  }

  @Override
  public String getConfirmUpTo() {
    boolean allowed = acks.onRequest() && acks.allowed() != Lsn.NONE;
    return allowed ? Lsn.format(acks.allowed()) : "";
  }

  @Override
  public void setConfirmUpTo(String lsn) {
    acks.allow(Lsn.parse(lsn));
  }

  @Override
  public long getHeartbeatsDropped() {
    return acks.carriersDropped();
  }

  @Override
  public int getSnapshotTables() {
    return begun.size();
  }

  @Override
  public int getSnapshotTablesLeft() {
    return reading.size();
  }

  @Override
  public boolean isSnapshotRunning() {
    return snapshotRunning;
  }

  @Override
  public Map<String, Integer> getTablesByState() {
    Tables lane = tables;
    return lane == null ? Map.of() : lane.counts();
  }

  @Override
  public int getTablesSetAside() {
    return getTablesByState().getOrDefault(TableLife.Waiting.class.getSimpleName(), 0);
  }

  @Override
  public Map<String, String> getTablesNotStreaming() {
    Map<String, String> states = new TreeMap<>();
    Tables lane = tables;
    if (lane != null) {
      lane.notStreaming().forEach(table -> states.put(table.table(), table.text()));
    }
    return states;
  }

  @Override
  public void close() {
    try {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
    } catch (JMException e) {
      LOG.debug("metrics {} were not published", name, e);
    }
  }
}
