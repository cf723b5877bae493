/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect;

import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.record.LanePosition;
import io.waltap.connect.replication.AckTracker;
import io.waltap.connect.replication.RecordQueue;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Where captured records leave for Connect, and with them, at the heartbeat's interval, the lane's position. Used by one thread while
 * streaming, and by the snapshot's threads through {@link #handRows}.
 */
final class Outbox {
  /** Well below any sensible {@code wal_sender_timeout}. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(1);

  private final RecordQueue queue;
  private final AckTracker acks;
  private final HeartbeatRecords heartbeats;
  private final long intervalNanos;

  private String systemId = "";
  private int timeline;
  private long delivered = Lsn.NONE;
  private long released = Lsn.NONE;
  private long nextHeartbeat;
  private boolean heartbeatSent;

  /**
   * @param heartbeatInterval zero: none
   */
  Outbox(
      RecordQueue queue, AckTracker acks, HeartbeatRecords heartbeats, Duration heartbeatInterval) {
    this.queue = queue;
    this.acks = acks;
    this.heartbeats = heartbeats;
    this.intervalNanos = heartbeatInterval.toNanos();
  }

  /** What to do while there is no room: the server must hear from us. */
  @FunctionalInterface
  interface KeepAlive {
    void run() throws SQLException;
  }

  /** Names the cluster whose positions are delivered from here on. */
  void identify(String clusterId, int clusterTimeline) {
    this.systemId = clusterId;
    this.timeline = clusterTimeline;
  }

  /** Everything up to this position is in batches handed over, or in the one that comes next. */
  void delivered(long lsn) {
    delivered = Lsn.max(delivered, lsn);
  }

  long delivered() {
    return delivered;
  }

  boolean heartbeatDue() {
    return intervalNanos > 0
        && delivered != Lsn.NONE
        && (!heartbeatSent || System.nanoTime() - nextHeartbeat >= 0);
  }

  long confirmable() {
    return acks.confirmable();
  }

  /**
   * Hands over a batch if there is anything in it, or a heartbeat is due; waits while there is no room.
   *
   * @param betweenTransactions the batch does not end in the middle of a PostgreSQL transaction
   * @return whether the batch is gone
   */
  boolean hand(Batch batch, boolean betweenTransactions, KeepAlive keepAlive)
      throws SQLException, InterruptedException {
    boolean heartbeat = heartbeatDue();
    if (heartbeat) {
      batch.add(heartbeats.lane(new LanePosition(delivered, systemId, timeline)));
      heartbeatSent = true;
      nextHeartbeat = System.nanoTime() + intervalNanos;
    }
    if (batch.isEmpty()) {
      if (intervalNanos == 0 && delivered != released) {
        release();
      }
      return false;
    }
    if (betweenTransactions) {
      batch.endTransaction();
    }
    batch.deliverTo(acks.track(batch.size()));
    while (!queue.offer(batch, KEEP_ALIVE)) {
      keepAlive.run();
    }
    if (heartbeat || intervalNanos == 0) {
      release();
    }
    return true;
  }

  /** Hands over rows of a snapshot. */
  void handRows(Batch batch) throws InterruptedException {
    batch.endTransaction();
    batch.deliverTo(acks.track(batch.size()));
    boolean handed = false;
    while (!handed) {
      handed = queue.offer(batch, KEEP_ALIVE);
    }
  }

  private void release() {
    // without heartbeats no record carries the position: then that all records are with Kafka must
    // do
    acks.endSegment(delivered, intervalNanos > 0);
    released = delivered;
  }
}
