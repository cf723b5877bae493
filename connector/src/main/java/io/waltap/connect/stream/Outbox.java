/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.stream;

import io.waltap.connect.convert.EarlyConversion;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.Delivery;
import io.waltap.connect.record.HeartbeatRecords;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Hands captured records to Connect, and with them, at the heartbeat's interval, the lane's
 * position. Used by one thread while streaming, and by the snapshot's threads through {@link
 * #handRows}.
 */
public final class Outbox implements RecordSink {
  /** Well below any sensible {@code wal_sender_timeout}. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(1);

  /**
   * Kafka's producer reports a record as sent just before it frees its buffer. Without this wait, a
   * huge record and the next one would be in memory together.
   */
  private static final long LETTING_GO_MILLIS = 30;

  private static final TablePosition NOTHING = TablePosition.snapshot(false, Lsn.NONE);

  /** A larger row is not converted early: it is already in memory several times. */
  private static final long MOST_CONVERTED_EARLY = 2 << 20;

  private final RecordQueue queue;
  private final AckTracker acks;
  private final HeartbeatRecords heartbeats;
  private final EarlyConversion conversion;
  private final ConfirmBound bound = new ConfirmBound();
  private final Object sending = new Object();
  private final long intervalNanos;

  private LanePosition position;
  private long delivered = Lsn.NONE;
  private long released = Lsn.NONE;
  private long slotLsn = Lsn.NONE;
  private long nextHeartbeat;
  private boolean heartbeatSent;

  /** The lane's position as the latest heartbeat has it; null before the first. */
  private volatile LanePosition sent;

  /**
   * @param lane the lane, at no position yet
   * @param heartbeatInterval zero: none
   */
  public Outbox(
      RecordQueue queue,
      AckTracker acks,
      HeartbeatRecords heartbeats,
      EarlyConversion conversion,
      LanePosition lane,
      Duration heartbeatInterval) {
    this.queue = queue;
    this.acks = acks;
    this.heartbeats = heartbeats;
    this.conversion = conversion;
    this.position = lane;
    this.intervalNanos = heartbeatInterval.toNanos();
  }

  /**
   * Names the log whose positions are delivered from here on. If it is another one, the next batch
   * carries the lane's position, before any change of that log is handed over.
   */
  public void identify(String clusterId, int clusterTimeline) {
    LanePosition named = position.of(clusterId, clusterTimeline);
    heartbeatSent = heartbeatSent && named.equals(position);
    position = named;
    LanePosition latest = sent;
    sent = latest == null ? null : latest.of(clusterId, clusterTimeline);
  }

  /** What has been delivered, and from which log; without a system identifier before the first. */
  public LanePosition position() {
    return position.at(delivered);
  }

  /**
   * The server's log has less than was delivered: later positions do not count any more, and are
   * not confirmed.
   *
   * @param end the last position that still counts; {@link Lsn#NONE}: none does
   */
  public void goBack(long end) {
    slotLsn = Lsn.min(slotLsn, end);
    if (Lsn.isAfter(delivered, end)) {
      delivered = end;
      released = Lsn.NONE;
      heartbeatSent = false;
      sent = null;
      acks.goBack(end);
      bound.goBack(end);
    }
  }

  /** The slot is confirmed up to here: before that, no WAL is there to be held. */
  public void slotIsAt(long lsn) {
    slotLsn = lsn;
  }

  @Override
  public void delivered(long lsn) {
    delivered = Lsn.max(delivered, lsn);
  }

  public long delivered() {
    return delivered;
  }

  @Override
  public boolean heartbeatDue() {
    return intervalNanos > 0
        && delivered != Lsn.NONE
        && (!heartbeatSent || System.nanoTime() - nextHeartbeat >= 0);
  }

  @Override
  public long confirmable() {
    return bound.confirmable(acks.confirmable());
  }

  /**
   * The position up to which the slot could be confirmed if no table held it. The WAL between a
   * table's hold and here is what the slot keeps for that table alone.
   */
  public long confirmableWithoutHolds() {
    return acks.confirmable();
  }

  /**
   * Confirms nothing after this position, until another limit is set or the limit is lifted. Called
   * on any thread.
   */
  public void limit(long lsn) {
    bound.limit(lsn);
  }

  /**
   * Lifts the limit once a position after what is delivered now is stored. Until then, the WAL may
   * have to be read again for changes that were not sent.
   */
  public void liftLimit() {
    bound.liftLimit(delivered);
  }

  /**
   * Confirms nothing more to the slot until the table is released. Without that WAL, the reading of
   * the table could not be repeated.
   *
   * @return the last position that may be confirmed meanwhile
   */
  public long hold(Object table) {
    // until Connect has stored something, the slot stays where it was found
    return bound.hold(table, Lsn.max(acks.confirmable(), slotLsn));
  }

  /**
   * Ends a table's hold once everything that was handed over until now is stored. A later position,
   * once stored, shows that.
   */
  public void release(Object table) {
    bound.release(table, delivered);
  }

  /** Ends the holds of all tables in this way. */
  public void releaseAll() {
    bound.releaseAll(delivered);
  }

  @Override
  public void awaitRoom(KeepAlive keepAlive) throws SQLException, InterruptedException {
    if (queue.isFull()) {
      while (!queue.awaitRoom(KEEP_ALIVE)) {
        keepAlive.run();
        nudge();
      }
      if (queue.isLeft()) {
        Thread.sleep(LETTING_GO_MILLIS);
      }
    }
  }

  @Override
  public boolean hand(Batch batch, boolean betweenTransactions, KeepAlive keepAlive)
      throws SQLException, InterruptedException {
    boolean heartbeat = heartbeatDue();
    LanePosition carried = heartbeat ? position.at(delivered) : null;
    if (heartbeat) {
      batch.add(heartbeats.lane(carried));
      heartbeatSent = true;
      nextHeartbeat = System.nanoTime() + intervalNanos;
    }
    if (betweenTransactions) {
      batch.endTransaction();
    }
    if (batch.isEmpty() && !batch.isOnlyAnEnd()) {
      if (intervalNanos == 0 && delivered != released) {
        releaseDelivered();
      }
      return false;
    }
    offer(batch, carried, keepAlive);
    if (heartbeat || intervalNanos == 0) {
      releaseDelivered();
    }
    return true;
  }

  /** Hands over rows of a snapshot that is read before the stream goes on. */
  public void handRows(Batch batch) throws SQLException, InterruptedException {
    handAside(batch, () -> {});
  }

  /** Hands over records that do not come from the lane's stream. Called on any thread. */
  public void handAside(Batch batch, KeepAlive keepAlive)
      throws SQLException, InterruptedException {
    batch.aside();
    batch.endTransaction();
    offer(batch, null, keepAlive);
  }

  /**
   * @param carried the lane's position that the batch carries; null: none
   */
  private void offer(Batch batch, LanePosition carried, KeepAlive keepAlive)
      throws SQLException, InterruptedException {
    if (queue.isBehind() && batch.bytes() <= MOST_CONVERTED_EARLY) {
      batch.addBytes(conversion.convert(batch.records()));
    }
    Delivery delivery = acks.track(batch.size());
    batch.deliverTo(queue.counted(batch, delivery));
    boolean handed = false;
    try {
      while (!offerOnce(batch, carried)) {
        keepAlive.run();
        nudge();
      }
      handed = true;
    } finally {
      if (!handed) {
        acks.untrack(delivery, batch.size()); // it may be handed over later
      }
    }
  }

  private boolean offerOnce(Batch batch, LanePosition carried) throws InterruptedException {
    if (carried == null) {
      return queue.offer(batch, KEEP_ALIVE);
    }
    // otherwise another thread could repeat an older position after this one
    synchronized (sending) {
      boolean handed = queue.offer(batch, KEEP_ALIVE);
      if (handed) {
        sent = carried;
      }
      return handed;
    }
  }

  /**
   * Repeats the latest heartbeat if Connect has taken everything, and still there is no room. With
   * exactly-once support, Connect says that it has dropped records only when a Kafka transaction
   * ends, and none begins while all records are dropped. If no heartbeat was sent, one goes out
   * that carries no position.
   */
  private void nudge() {
    synchronized (sending) {
      LanePosition latest = sent;
      if (queue.isBehind()) {
        return;
      }
      Batch batch = new Batch();
      batch.add(
          latest == null
              ? heartbeats.table(SourcePartition.NOTHING, NOTHING)
              : heartbeats.lane(latest));
      batch.aside();
      batch.endTransaction();
      batch.deliverTo(acks.track(1));
      queue.force(batch);
    }
  }

  private void releaseDelivered() {
    // without heartbeats no record carries the position, so it is enough that Kafka has all records
    acks.endSegment(delivered, intervalNanos > 0);
    released = delivered;
  }
}
