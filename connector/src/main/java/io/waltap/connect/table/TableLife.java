/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.table;

import io.waltap.connect.config.Problem;
import io.waltap.connect.pgoutput.Lsn;
import java.time.Instant;
import java.util.Set;

/**
 * The state of one captured table. Each state says what becomes of the table's changes, what is
 * stored of it, and from which WAL position the table still needs the slot.
 * docs/design/table-life.md has the diagram. Immutable, and free of I/O.
 *
 * <p>A state is set by the thread of the lane's stream only, through {@link Tables#become}, which
 * refuses a transition that {@link #mayBecome} does not allow.
 */
public sealed interface TableLife {

  /** Whether changes in the lane's stream become records; if not, the stream skips them. */
  boolean captured();

  /**
   * Whether the rows are still to be read: the stored offset says {@code "snapshot": "started"}.
   */
  boolean rowsMissing();

  /**
   * The WAL position from which the table still needs the lane's slot; {@link Lsn#NONE}: from none.
   */
  default long needs() {
    return Lsn.NONE;
  }

  /** The key up to which chunks are delivered, as the offset stores it; null without a chunk. */
  default String after() {
    return null;
  }

  /** The states that may follow this one. */
  Set<Class<? extends TableLife>> next();

  /** Whether that state may follow this one. */
  default boolean mayBecome(TableLife life) {
    return next().contains(life.getClass());
  }

  /** The state's name, as an operator sees it. */
  default String label() {
    return getClass().getSimpleName();
  }

  /**
   * The table is in the publication, and its rows are not read yet. Set by the check that found it,
   * by a Relation message, or by a start. Its stored offset stays as it was.
   *
   * @param seenAt the WAL position at which it was found; nothing is read before the stream has
   *     passed it
   * @param captured whether something of the table was delivered before; then its changes go on
   *     until its rows are read
   */
  record New(long seenAt, boolean captured) implements TableLife {
    /** A table of which nothing was delivered. */
    public New(long seenAt) {
      this(seenAt, false);
    }

    @Override
    public boolean rowsMissing() {
      return true;
    }

    @Override
    public Set<Class<? extends TableLife>> next() {
      return Set.of(New.class, Snapshotting.class, Streaming.class, Waiting.class, Gone.class);
    }
  }

  /**
   * Something prevents the rows from being read, or a change from becoming a record. Set by the
   * part that failed. An operator sees the problem, and when the next try is. All other tables go
   * on.
   *
   * @param problem what is wrong, and what fixes it
   * @param since the first failure
   * @param retryAt the next try
   * @param attempts failures in a row
   * @param needs the WAL position that holds the slot, from which the next try delivers changes
   *     again; {@link Lsn#NONE} if it needs none
   * @param captured whether the stream delivers the table's changes meanwhile; only if {@code
   *     needs} is none
   * @param rowsMissing whether the next try reads the rows; if not, it delivers changes again
   * @param after the key up to which chunks were delivered, or null: the next try goes on there
   */
  record Waiting(
      Problem problem,
      Instant since,
      Instant retryAt,
      int attempts,
      long needs,
      boolean captured,
      boolean rowsMissing,
      String after)
      implements TableLife {
    public Waiting {
      if (captured && needs != Lsn.NONE) {
        throw new IllegalArgumentException("changes that are delivered need not be held");
      }
    }

    /** The rows are missing, and the table's changes are withheld. */
    public Waiting(Problem problem, Instant since, Instant retryAt, int attempts, long needs) {
      this(problem, since, retryAt, attempts, needs, false, true);
    }

    /** No chunk was delivered. */
    public Waiting(
        Problem problem,
        Instant since,
        Instant retryAt,
        int attempts,
        long needs,
        boolean captured,
        boolean rowsMissing) {
      this(problem, since, retryAt, attempts, needs, captured, rowsMissing, null);
    }

    /** The slot is not held any longer, so that the rows are to be read again. */
    public Waiting setAside() {
      return new Waiting(problem, since, retryAt, attempts, Lsn.NONE, false, true);
    }

    /** Chunks were delivered up to this key, or null. */
    public Waiting after(String key) {
      return new Waiting(problem, since, retryAt, attempts, needs, captured, rowsMissing, key);
    }

    /** The next try is at this time. */
    public Waiting retryAt(Instant time) {
      return new Waiting(problem, since, time, attempts, needs, captured, rowsMissing, after);
    }

    @Override
    public Set<Class<? extends TableLife>> next() {
      return Set.of(Waiting.class, New.class, Snapshotting.class, CatchingUp.class, Gone.class);
    }
  }

  /**
   * The rows are being read. Set by {@code LaneStart} (before the stream), {@code TableAdmission}
   * (while the others stream), and by each chunk.
   *
   * @param after only for {@link Way#CHUNKS}: the key up to which rows are delivered, or null
   * @param needs only for {@link Way#WHILE_STREAMING}: the WAL position from which the slot is held
   */
  record Snapshotting(Way way, String after, long needs) implements TableLife {
    /** How the rows are read. */
    public enum Way {
      /** Before the stream goes on; the stream brings the changes up to the snapshot first. */
      AT_START(true),
      /** By a slot of its own, while the lane streams its other tables. */
      WHILE_STREAMING(false),
      /** In ranges of the primary key, while the lane streams this table too. */
      CHUNKS(true);

      private final boolean captured;

      Way(boolean captured) {
        this.captured = captured;
      }
    }

    public static Snapshotting atStart() {
      return new Snapshotting(Way.AT_START, null, Lsn.NONE);
    }

    public static Snapshotting whileStreaming(long needs) {
      return new Snapshotting(Way.WHILE_STREAMING, null, needs);
    }

    /**
     * @param after the key up to which rows are delivered, or null
     */
    public static Snapshotting inChunks(String after) {
      return new Snapshotting(Way.CHUNKS, after, Lsn.NONE);
    }

    public Snapshotting {
      if (after != null && way != Way.CHUNKS) {
        throw new IllegalArgumentException("only chunks have a key: " + way);
      }
    }

    @Override
    public boolean captured() {
      return way.captured;
    }

    @Override
    public boolean rowsMissing() {
      return true;
    }

    @Override
    public Set<Class<? extends TableLife>> next() {
      return Set.of(
          New.class,
          Snapshotting.class,
          CatchingUp.class,
          Streaming.class,
          Waiting.class,
          Gone.class);
    }

    /**
     * A captured table is not read while others stream. A table that is read while others stream is
     * not captured before it has caught up. So a start of the lane may choose another way only if
     * nothing else reads the table.
     */
    @Override
    public boolean mayBecome(TableLife life) {
      boolean captured = way.captured;
      return TableLife.super.mayBecome(life)
          && !(life instanceof Snapshotting other && other.way.captured != captured)
          && !(life instanceof CatchingUp && captured)
          && !(life instanceof Streaming && !captured);
    }
  }

  /**
   * The rows are read. The changes since then are read from a slot of the table's own, up to the
   * place of the lane. Set by {@code TableAdmission}.
   *
   * @param needs the WAL position from which the slot is held; after a failure, reading starts
   *     again there
   */
  record CatchingUp(long needs) implements TableLife {
    @Override
    public boolean captured() {
      return false;
    }

    @Override
    public boolean rowsMissing() {
      return true;
    }

    @Override
    public Set<Class<? extends TableLife>> next() {
      return Set.of(Streaming.class, Waiting.class, Gone.class);
    }
  }

  /**
   * The lane's stream delivers the table's changes. Nothing is missing. Set when its rows are read,
   * or need not be.
   */
  record Streaming() implements TableLife {
    /** The one value: this state has nothing of its own. */
    public static final Streaming INSTANCE = new Streaming();

    @Override
    public boolean captured() {
      return true;
    }

    @Override
    public boolean rowsMissing() {
      return false;
    }

    @Override
    public Set<Class<? extends TableLife>> next() {
      return Set.of(New.class, Waiting.class, Gone.class);
    }
  }

  /**
   * The table is not in the publication any more. Set by the check that did not find it. Its
   * changes that are still in the stream were committed before this check, and are captured. If the
   * table returns, it is {@link New}.
   *
   * @param seenAt the WAL position at which it was not found
   * @param rowsMissing whether its rows are read when it returns; they are not under FOR ALL
   *     TABLES, where the stream has all its changes
   * @param captured whether these changes become records; not if earlier ones could not
   */
  record Gone(long seenAt, boolean rowsMissing, boolean captured) implements TableLife {
    /** Its changes that are left in the stream become records. */
    public Gone(long seenAt, boolean rowsMissing) {
      this(seenAt, rowsMissing, true);
    }

    @Override
    public Set<Class<? extends TableLife>> next() {
      return Set.of(New.class, Gone.class);
    }
  }
}
