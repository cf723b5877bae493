/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.metrics;

import io.waltap.mirror.table.TableProgress;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics of one topic's mirror, published as {@code
 * io.waltap:type=mirror,connector=<name>,table=<namespace.table>}. Its task publishes how far the
 * table is, and any thread may read it.
 */
public final class TableMetrics implements MirrorMetrics, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TableMetrics.class);

  /**
   * Who has a name now. After a rebalance a task may have a table that another one has not let go
   * of yet.
   */
  private static final ConcurrentMap<ObjectName, TableMetrics> OWNERS = new ConcurrentHashMap<>();

  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long MICROS_PER_MILLI = 1_000;
  private static final double NANOS_PER_SECOND = 1e9;

  private final ObjectName name;
  private final Clock clock;
  private volatile TableProgress progress;

  /**
   * Publishes the metrics, in place of those that another task has published for the table.
   *
   * @param connector the connector's name
   * @param table the Iceberg table
   * @param first how far it is
   */
  public TableMetrics(String connector, String table, TableProgress first) {
    this(connector, table, first, Clock.systemUTC());
  }

  TableMetrics(String connector, String table, TableProgress first, Clock clock) {
    this.name = name(connector, table);
    this.clock = clock;
    this.progress = first;
    OWNERS.compute(name, (same, before) -> register());
  }

  private static ObjectName name(String connector, String table) {
    try {
      return new ObjectName(
          "io.waltap:type=mirror,connector="
              + ObjectName.quote(connector)
              + ",table="
              + ObjectName.quote(table));
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  private TableMetrics register() {
    try {
      MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
      if (beans.isRegistered(name)) {
        beans.unregisterMBean(name);
      }
      beans.registerMBean(this, name);
    } catch (JMException e) {
      LOG.warn("metrics are not published as {}", name, e);
    }
    return this;
  }

  /** From now on it is so far. */
  public void publish(TableProgress next) {
    progress = next;
  }

  /** Takes the metrics back, unless another task has published its own meanwhile. */
  @Override
  public void close() {
    OWNERS.computeIfPresent(name, (same, owner) -> owner == this ? unregister() : owner);
  }

  /** Returns null: nobody has the name any more. */
  private TableMetrics unregister() {
    try {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
    } catch (JMException e) {
      LOG.debug("metrics {} were not published", name, e);
    }
    return null;
  }

  @Override
  public String getState() {
    return progress.now().state();
  }

  @Override
  public String getReason() {
    return progress.now().reason();
  }

  @Override
  public long getRecords() {
    return progress.records();
  }

  @Override
  public long getChanges() {
    return progress.changes();
  }

  @Override
  public long getReplaysSkipped() {
    return progress.replays();
  }

  @Override
  public long getBufferBytes() {
    return progress.now().bufferBytes();
  }

  @Override
  public long getSecondsBehind() {
    long oldest = progress.now().oldestWaiting();
    if (oldest < 0) {
      return 0;
    }
    // clocks differ
    return Math.max(0, (clock.millis() * MICROS_PER_MILLI - oldest) / MICROS_PER_SECOND);
  }

  @Override
  public long getAppliedLsn() {
    return progress.now().appliedLsn();
  }

  @Override
  public long getAppliedTime() {
    long time = progress.now().appliedTime();
    return time < 0 ? time : time / MICROS_PER_MILLI;
  }

  @Override
  public long getCommits() {
    return progress.commits();
  }

  @Override
  public long getConflicts() {
    return progress.conflicts();
  }

  @Override
  public long getFences() {
    return progress.fences();
  }

  @Override
  public long getFailures() {
    return progress.failures();
  }

  @Override
  public long getUnfilledRows() {
    return progress.unfilled();
  }

  @Override
  public long getKeysLookedUp() {
    return progress.keys();
  }

  @Override
  public double getLastCommitSeconds() {
    return progress.last().nanos() / NANOS_PER_SECOND;
  }

  @Override
  public long getLastCommitRowsAdded() {
    return progress.last().rowsAdded();
  }

  @Override
  public long getLastCommitRowsDeleted() {
    return progress.last().rowsDeleted();
  }

  @Override
  public long getLastCommitFilesAdded() {
    return progress.last().filesAdded();
  }

  @Override
  public long getLastCommitDeleteFiles() {
    return progress.last().deleteFiles();
  }
}
