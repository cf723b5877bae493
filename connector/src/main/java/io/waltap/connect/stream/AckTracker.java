/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.stream;

import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.record.Delivery;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Decides what may be confirmed to the slot: nothing that Connect has not stored.
 *
 * <p>Records are counted in segments of the stream. A segment ends at a position, normally with the
 * heartbeat record that carries this position as its source offset; the position is
 * <em>released</em> when all records of the segment, and of all before it, are acknowledged.
 * Connect may drop a record on the way. That is an acknowledgment too, but the position is not
 * released if the record that carries it was dropped. Connect stores offsets in its own time, so
 * three steps lead from released to confirmed:
 *
 * <pre>
 *   released   Kafka has acknowledged it: any thread, commitRecord()
 *   absorbed   Connect's task loop has seen that: it checks before each poll(), so this is what
 *              was released at the poll before
 *   stored     an offset flush that began later has ended: commit(), so this is what was absorbed
 *              at the commit() before
 * </pre>
 *
 * <p>So after a crash, the stored lane position may be ahead of the slot, but the slot is never
 * ahead of the stored position. That is why a slot that is ahead proves a gap.
 */
public final class AckTracker {
  /** Unsigned: after any position. */
  private static final long ANY = -1;

  private final ArrayDeque<Segment> closed = new ArrayDeque<>();
  private final AtomicLong carriersDropped = new AtomicLong();
  private Segment open = new Segment();
  private long released = Lsn.NONE;
  private long releasedAtLastPoll = Lsn.NONE;
  private long absorbed = Lsn.NONE;
  private long absorbedAtLastCommit = Lsn.NONE;
  private volatile long confirmable = Lsn.NONE;
  private volatile long allowed;

  /** What Connect has stored may be confirmed. */
  public AckTracker() {
    this(false);
  }

  /**
   * @param onRequest nothing is confirmed before {@link #allow}, and nothing beyond it: {@code
   *     slot.confirm.on.request}
   */
  public AckTracker(boolean onRequest) {
    this.allowed = onRequest ? Lsn.NONE : ANY;
  }

  /** Whether {@link #allow} bounds what is confirmed. */
  public boolean onRequest() {
    return allowed != ANY;
  }

  /**
   * Allows to confirm what is stored up to this position. It may only grow, so an earlier one
   * changes nothing. Called on any thread.
   */
  public synchronized void allow(long lsn) {
    if (onRequest()) {
      allowed = Lsn.max(allowed, lsn);
    }
  }

  /** What was allowed. */
  public long allowed() {
    return allowed;
  }

  /** Counts records that are handed over now, and returns the receiver of their acknowledgments. */
  public synchronized Delivery track(int records) {
    open.expected += records;
    return open;
  }

  /** Takes back the count of records that were not handed over after all. */
  public synchronized void untrack(Delivery delivery, int records) {
    ((Segment) delivery).expected -= records;
    release();
  }

  /**
   * Ends the segment: once its records and all before are acknowledged, {@code lsn} is released.
   *
   * @param needsStorage the position counts only if the segment's record that carries it reached
   *     Kafka
   */
  public synchronized void endSegment(long lsn, boolean needsStorage) {
    open.lsn = lsn;
    open.needsStorage = needsStorage;
    open.ended = true;
    closed.add(open);
    open = new Segment();
    release();
  }

  /**
   * Connect asks for records. So its loop has seen everything that was acknowledged before it asked
   * the last time.
   */
  public synchronized void polled() {
    absorbed = releasedAtLastPoll;
    releasedAtLastPoll = released;
  }

  /** Connect has stored offsets: at least those that its loop had seen at the commit before. */
  public synchronized void committed() {
    confirmable = Lsn.max(confirmable, absorbedAtLastCommit);
    absorbedAtLastCommit = absorbed;
  }

  /**
   * Positions after this one do not count any more, because the server's log does not have them.
   * What is not acknowledged yet is waited for as before.
   *
   * @param end the last position that still counts; {@link Lsn#NONE}: none does
   */
  public synchronized void goBack(long end) {
    for (Segment segment : closed) {
      segment.lsn = Lsn.min(segment.lsn, end);
    }
    released = Lsn.min(released, end);
    releasedAtLastPoll = Lsn.min(releasedAtLastPoll, end);
    absorbed = Lsn.min(absorbed, end);
    absorbedAtLastCommit = Lsn.min(absorbedAtLastCommit, end);
    confirmable = Lsn.min(confirmable, end);
    if (onRequest()) {
      allowed = Lsn.min(allowed, end);
    }
  }

  /** The position up to which the slot may be confirmed; {@link Lsn#NONE}: nothing yet. */
  public long confirmable() {
    return Lsn.isAfter(confirmable, allowed) ? allowed : confirmable;
  }

  /** The position up to which Kafka has acknowledged everything. */
  public synchronized long released() {
    return released;
  }

  /** How many records that carry the lane's position Connect has dropped. */
  public long carriersDropped() {
    return carriersDropped.get();
  }

  private synchronized void release() {
    while (!closed.isEmpty() && closed.peek().complete()) {
      Segment segment = closed.poll();
      if (!segment.needsStorage || !segment.carrierDropped) {
        released = Lsn.max(released, segment.lsn);
      }
    }
  }

  /** A stretch of the stream. Its record count grows until it is closed. */
  private final class Segment implements Delivery {
    private final AtomicLong acknowledged = new AtomicLong();
    // set before the acknowledgment is counted
    private volatile boolean carrierDropped;
    // guarded by the tracker
    private long expected;
    private long lsn;
    private boolean needsStorage;
    // the last acknowledgment may come before the end; then endSegment() finds the segment complete
    private volatile boolean ended;

    @Override
    public void acknowledged(SourceRecord captured, boolean stored) {
      if (!stored && captured.sourcePartition().containsKey(SourcePartition.SLOT)) {
        carrierDropped = true;
        carriersDropped.incrementAndGet();
      }
      acknowledged.incrementAndGet();
      if (ended) {
        release();
      }
    }

    private boolean complete() {
      // a record that Connect acknowledges twice must not keep the slot where it is
      return acknowledged.get() >= expected;
    }
  }
}
