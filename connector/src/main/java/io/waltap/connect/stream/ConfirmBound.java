/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.stream;

import io.waltap.connect.pgoutput.Lsn;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Bounds what may be confirmed to the slot, below what Connect has stored. A table that is being
 * read holds the slot: if the reading is interrupted, it is repeated from the WAL after that
 * position. A lane that reads through a publication of its own has a limit: nothing is confirmed
 * beyond the last check of both publications.
 *
 * <p>Owned by the stream's thread, except for the limit, which any thread sets.
 */
public final class ConfirmBound {
  /** Unsigned: after any position. */
  private static final long NEVER = -1;

  private static final Limit NO_LIMIT = new Limit(NEVER, NEVER);

  private final Map<Object, Hold> holds = new HashMap<>();
  private final AtomicReference<Limit> limit = new AtomicReference<>(NO_LIMIT);

  /**
   * Holds the slot for a table, until {@link #release}. A second hold of the same table keeps the
   * position, and cancels a release.
   *
   * @param table what stands for the table: two tables of one name, or a table under two names,
   *     hold for themselves
   * @param lsn the last position that may be confirmed meanwhile
   * @return that position
   */
  long hold(Object table, long lsn) {
    Hold held = holds.computeIfAbsent(table, id -> new Hold(lsn));
    held.releasedAfter = NEVER;
    return held.lsn;
  }

  /**
   * Ends a table's hold once a position after {@code delivered} is stored. Then everything that was
   * handed over until now is stored.
   *
   * @param delivered the position up to which everything is handed over
   */
  void release(Object table, long delivered) {
    Hold held = holds.get(table);
    if (held != null) {
      held.releasedAfter = delivered;
    }
  }

  /** Ends the holds of all tables like {@link #release(Object, long)}. */
  void releaseAll(long delivered) {
    holds.keySet().forEach(table -> release(table, delivered));
  }

  /**
   * Confirms nothing after this position, until another limit is set or the limit is lifted. Called
   * on any thread.
   */
  void limit(long lsn) {
    limit.set(new Limit(lsn, NEVER));
  }

  /**
   * Lifts the limit once a position after {@code delivered} is stored. Until then, the WAL may have
   * to be read again for changes that the lane's own publication did not have.
   */
  void liftLimit(long delivered) {
    limit.updateAndGet(
        current -> current.lsn == NEVER ? NO_LIMIT : new Limit(current.lsn, delivered));
  }

  /**
   * Positions after this one do not count any more, because the server's log does not have them.
   *
   * @param end the last position that still counts; {@link Lsn#NONE}: none does
   */
  void goBack(long end) {
    holds.replaceAll((table, hold) -> hold.goneBack(end));
    limit.updateAndGet(
        current -> new Limit(earlier(current.lsn, end), earlier(current.liftedAfter, end)));
  }

  private static long earlier(long lsn, long end) {
    return lsn == NEVER ? NEVER : Lsn.min(lsn, end);
  }

  /**
   * Up to where the slot may be confirmed.
   *
   * @param stored the position up to which Connect has stored everything
   */
  long confirmable(long stored) {
    Limit current = limit.get();
    if (Lsn.isAfter(stored, current.liftedAfter) && limit.compareAndSet(current, NO_LIMIT)) {
      current = NO_LIMIT;
    }
    long bound = stored;
    if (!holds.isEmpty()) {
      holds.values().removeIf(hold -> hold.isOver(stored));
      for (Hold hold : holds.values()) {
        bound = Lsn.isAfter(bound, hold.lsn) ? hold.lsn : bound;
      }
    }
    return Lsn.isAfter(bound, current.lsn) ? current.lsn : bound;
  }

  /**
   * @param lsn the last position that may be confirmed
   * @param liftedAfter the limit ends when a position after this one is stored
   */
  private record Limit(long lsn, long liftedAfter) {}

  /** What one table holds. */
  private static final class Hold {
    private final long lsn;
    private long releasedAfter = NEVER;

    Hold(long lsn) {
      this.lsn = lsn;
    }

    Hold goneBack(long end) {
      Hold hold = new Hold(Lsn.min(lsn, end));
      hold.releasedAfter = earlier(releasedAfter, end);
      return hold;
    }

    boolean isOver(long stored) {
      return Lsn.isAfter(stored, releasedAfter);
    }
  }
}
