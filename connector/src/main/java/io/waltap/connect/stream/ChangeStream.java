/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.stream;

import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.PgOutputDecoder;
import io.waltap.connect.pgoutput.PgOutputMessage;
import io.waltap.connect.pgoutput.PgOutputMessage.Begin;
import io.waltap.connect.pgoutput.PgOutputMessage.Commit;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.BatchLimit;
import io.waltap.connect.record.RecordBuilder;
import java.nio.ByteBuffer;
import java.sql.SQLException;

/**
 * The path of a change, on one screen: read a message from the slot, decode it, build its records,
 * hand them over. What Kafka has acknowledged comes back as one number, and is confirmed to the
 * slot between two messages.
 *
 * <pre>
 *   ReplicationStream.read → PgOutputDecoder.decode → RecordBuilder.add → Outbox.hand → poll()
 *           ▲                                                                           │
 *           └────── confirm ◄── AckTracker ◄── commitRecord(), commit() ◄── Kafka ◄─────┘
 * </pre>
 *
 * One thread runs all of this up to the hand-over, and owns everything that it touches.
 */
public final class ChangeStream {
  /** Unsigned: after any position. */
  public static final long NEVER = -1;

  private final RecordBuilder records;
  private final RecordSink outbox;
  private final SideWork sideWork;
  private final BatchLimit limit;
  private Batch batch = new Batch();
  private RecordSink.KeepAlive keepAlive = () -> {};

  public ChangeStream(
      RecordBuilder records, RecordSink outbox, SideWork sideWork, BatchLimit limit) {
    this.records = records;
    this.outbox = outbox;
    this.sideWork = sideWork;
    this.limit = limit;
  }

  /** Streams until the thread is interrupted, the link breaks, or the side work ends it. */
  public void run(ChangeSource stream) throws SQLException, InterruptedException {
    runUntil(NEVER, stream);
  }

  /**
   * Streams all transactions that committed before a position, and none that committed later. It
   * returns only when the position is reached: the side work cannot end it.
   */
  public void runUntil(long lsn, ChangeSource stream) throws SQLException, InterruptedException {
    keepAlive = () -> stream.confirmAndKeepAlive(outbox.confirmable());
    // records that a broken link left here count as delivered, and will not be built again
    handOver();
    records.streamStarted();
    boolean more = turn(lsn);
    while (more) {
      if (Thread.interrupted()) {
        throw new InterruptedException("stopped");
      }
      outbox.awaitRoom(keepAlive);
      more =
          switch (step(lsn, stream)) {
            case PASSED_OVER -> true;
            case NOTHING -> idle(lsn, stream);
            case CAPTURED -> turn(lsn);
            case FULL -> {
              handOver();
              yield turn(lsn);
            }
            case END -> false;
          };
      stream.confirm(outbox.confirmable());
    }
    records.ended(lsn == NEVER ? Lsn.NONE : lsn, batch);
    handOver();
  }

  /** What became of a message. */
  private enum Step {
    /** There was none. */
    NOTHING,
    /** It is a change of a table that is not captured. */
    PASSED_OVER,
    CAPTURED,
    /** It is captured, and the batch must be handed over. */
    FULL,
    /** It begins a transaction that committed at the end position or later. */
    END
  }

  /** Takes one message. Afterwards nothing keeps its bytes, which may be many. */
  private Step step(long end, ChangeSource stream) throws SQLException {
    ByteBuffer bytes = stream.read();
    if (bytes == null) {
      return Step.NOTHING;
    }
    int relation = PgOutputDecoder.relationOid(bytes);
    if (relation != 0 && !records.captures(relation)) {
      return Step.PASSED_OVER; // its columns are not even decoded
    }
    int size = bytes.remaining();
    PgOutputMessage message = PgOutputDecoder.decode(bytes);
    if (message instanceof Begin begin && Lsn.isAfter(begin.finalLsn() + 1, end)) {
      return Step.END;
    }
    int before = batch.size();
    records.add(message, stream.position(), batch);
    if (batch.size() > before) {
      batch.addBytes(size);
    }
    boolean full = limit.reachedBy(batch);
    if (message instanceof Commit) {
      records.addPositions(batch); // they belong to the transaction
    }
    if (records.isBetweenTransactions()) {
      batch.endTransaction();
    }
    if (message instanceof Commit commit) {
      outbox.delivered(commit.endLsn());
      full |= outbox.heartbeatDue() || batch.isOnlyAnEnd();
    }
    return full ? Step.FULL : Step.CAPTURED;
  }

  /**
   * There is nothing to read: hands over the batch. Keepalives tell up to where the WAL has nothing
   * for us.
   */
  private boolean idle(long end, ChangeSource stream) throws SQLException, InterruptedException {
    long position = records.inTransaction() ? Lsn.NONE : stream.position();
    if (position != Lsn.NONE) {
      outbox.delivered(position);
      records.passed(position, batch);
    }
    handOver();
    return turn(end) && Lsn.isAfter(end, position);
  }

  /**
   * Gives the side work its turn. Its records come after all records that the stream has brought so
   * far.
   *
   * @return false if it ends the stream, which it can if the stream has no end of its own
   */
  private boolean turn(long end) throws SQLException, InterruptedException {
    if (records.inTransaction() || !sideWork.isDue()) {
      return true;
    }
    handOver();
    return sideWork.betweenTransactions(keepAlive) || end != NEVER;
  }

  private void handOver() throws SQLException, InterruptedException {
    records.addPositions(batch);
    if (outbox.hand(batch, records.isBetweenTransactions(), keepAlive)) {
      batch = new Batch();
      if (!records.isBetweenTransactions()) {
        batch.continueTransaction();
      }
    }
  }
}
