/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.record.Batch;
import io.waltap.connect.stream.Outbox;
import io.waltap.connect.stream.RecordSink;
import io.waltap.connect.stream.SideWork;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/**
 * Takes what a second stream of the lane delivers, and ends that stream when it is told to. Owned
 * by the thread of the second stream; the lane's thread asks how far it is, and ends it.
 */
final class SyncSink implements RecordSink, SideWork {
  private static final long HAND_OVER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Outbox outbox;
  private final Runnable handedOver;
  private long delivered = Lsn.NONE;
  private long lastHandOver = System.nanoTime();
  private volatile long handed = Lsn.NONE;
  private volatile boolean stop;

  /**
   * @param handedOver run after each batch
   */
  SyncSink(Outbox outbox, Runnable handedOver) {
    this.outbox = outbox;
    this.handedOver = handedOver;
  }

  /** Up to where everything is handed over; {@link Lsn#NONE} at first. */
  long handed() {
    return handed;
  }

  /** Ends the stream after the current transaction. */
  void stop() {
    stop = true;
  }

  @Override
  public void delivered(long lsn) {
    delivered = Lsn.max(delivered, lsn);
  }

  @Override
  public boolean heartbeatDue() {
    return stop || System.nanoTime() - lastHandOver > HAND_OVER_NANOS;
  }

  /** Nothing is confirmed: the slot is temporary and ends soon. */
  @Override
  public long confirmable() {
    return Lsn.NONE;
  }

  @Override
  public void awaitRoom(KeepAlive keepAlive) throws SQLException, InterruptedException {
    outbox.awaitRoom(keepAlive);
  }

  @Override
  public boolean hand(Batch batch, boolean betweenTransactions, KeepAlive keepAlive)
      throws SQLException, InterruptedException {
    boolean any = !batch.isEmpty();
    if (any) {
      outbox.handAside(batch, keepAlive);
      handedOver.run();
    }
    lastHandOver = System.nanoTime();
    if (betweenTransactions) {
      handed = delivered;
    }
    return any;
  }

  // SideWork: the stream ends when it is asked to

  @Override
  public boolean isDue() {
    return stop;
  }

  @Override
  public boolean betweenTransactions(KeepAlive keepAlive) {
    return !stop;
  }
}
