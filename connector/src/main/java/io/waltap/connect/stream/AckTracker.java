/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.stream;

import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.record.Delivery;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides what may be confirmed to the slot: nothing that Connect has not stored.
 *
 * <p>Records are counted in segments of the stream. A segment ends at a position, normally with the
 * heartbeat record that carries this position as its source offset; the position is
 * <em>released</em> when all records of the segment, and of all before it, are acknowledged.
 * Connect stores offsets in its own time, so three steps lead from released to confirmed:
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
  private final ArrayDeque<Segment> closed = new ArrayDeque<>();
  private Segment open = new Segment();
  private long released = Lsn.NONE;
  private long releasedAtLastPoll = Lsn.NONE;
  private long absorbed = Lsn.NONE;
  private long absorbedAtLastCommit = Lsn.NONE;
  private volatile long confirmable = Lsn.NONE;

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
   * @param needsStorage the position counts only if every record of the segment reached Kafka,
   *     because one of them carries the position
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
  }

  /** The position up to which the slot may be confirmed; {@link Lsn#NONE}: nothing yet. */
  public long confirmable() {
    return confirmable;
  }

  /** The position up to which Kafka has acknowledged everything. */
  public synchronized long released() {
    return released;
  }

  private synchronized void release() {
    while (!closed.isEmpty() && closed.peek().complete()) {
      Segment segment = closed.poll();
      if (!segment.needsStorage || segment.lost.get() == 0) {
        released = Lsn.max(released, segment.lsn);
      }
    }
  }

  /** A stretch of the stream. Its record count grows until it is closed. */
  private final class Segment implements Delivery {
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    // guarded by the tracker
    private long expected;
    private long lsn;
    private boolean needsStorage;
    // the last acknowledgment may come before the end; then endSegment() finds the segment complete
    private volatile boolean ended;

    @Override
    public void acknowledged(boolean stored) {
      if (!stored) {
        lost.incrementAndGet();
      }
      acknowledged.incrementAndGet();
      if (ended) {
        release();
      }
    }

    private boolean complete() {
      return acknowledged.get() == expected;
    }
  }
}
