/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.table.TableCursor;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife;
import io.waltap.connect.table.TableLife.Gone;
import io.waltap.connect.table.Tables;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Adds the markers of the tables that one stream delivers: {@code open} before the first record of
 * a table, and watermarks. Watermarks come between two transactions. A table that has records since
 * its last watermark gets one when the interval is over, and any other table every six hours, so
 * that its topic is not emptied by retention. Owned by the stream's thread.
 */
final class StreamMarkers {
  /**
   * Each round marks the tables that have had no marker since the round before began. So no table
   * is without a marker for longer than two rounds.
   */
  private static final long ROUND_NANOS = TimeUnit.HOURS.toNanos(3);

  /** Connect may have to create their topics. */
  private static final int IDLE_AT_ONCE = BatchLimit.NEW_TOPICS;

  private final MarkerRecords records;
  private final Tables tables;
  private final boolean wholeStream;
  private final long intervalNanos;
  private final LongSupplier clock;

  private final IdentityHashMap<TableEntry, Marks> known = new IdentityHashMap<>();

  /** Tables with records since their last watermark. */
  private final List<Marks> changed = new ArrayList<>();

  /** Tables that this round has still to mark. */
  private final Queue<Marks> idle = new ArrayDeque<>();

  private int round;
  private long nextRound;
  private long nextWatermark;

  /** All transactions of the present stream that committed before this position are delivered. */
  private long complete = Lsn.NONE;

  /**
   * @param wholeStream whether this is the lane's stream, and not one by which tables catch up
   * @param intervalNanos between two watermarks of a table that changes
   * @param clock the monotonic time in nanoseconds
   */
  StreamMarkers(
      MarkerRecords records,
      Tables tables,
      boolean wholeStream,
      long intervalNanos,
      LongSupplier clock) {
    this.records = records;
    this.tables = tables;
    this.wholeStream = wholeStream;
    this.intervalNanos = intervalNanos;
    this.clock = clock;
    this.nextWatermark = clock.getAsLong();
    this.nextRound = nextWatermark + ROUND_NANOS;
  }

  /** The markers of a stream; null without {@code mirror.signals.enabled}. */
  static StreamMarkers of(RecordContext context, Tables tables, boolean wholeStream) {
    MarkerRecords records = context.markers();
    if (records == null) {
      return null;
    }
    if (wholeStream) {
      records.startRun(); // what an earlier run of the lane has made may not be handed over
    }
    return new StreamMarkers(
        records,
        tables,
        wholeStream,
        context.config().events().mirrorSignalsInterval().toNanos(),
        System::nanoTime);
  }

  /** What is to be told of one table. */
  static final class Marks {
    private final TableEntry entry;
    private int run = -1;
    private int round = -1;
    private long lsn = Lsn.NONE;
    private boolean changed;

    private Marks(TableEntry entry) {
      this.entry = entry;
    }
  }

  /** What is to be told of a table. */
  Marks of(TableEntry entry) {
    return known.computeIfAbsent(entry, Marks::new);
  }

  /** A new stream begins, which replays from an earlier position. */
  void streamStarted() {
    complete = Lsn.NONE;
  }

  /** The next record is of a change of this table. */
  void change(Marks marks, Batch out) {
    if (marks.run != records.run()) {
      open(marks, marks.entry.cursor().before(), out);
    }
    if (!marks.changed) {
      marks.changed = true;
      changed.add(marks);
    }
  }

  /**
   * A transaction has ended, and all before it are delivered.
   *
   * @param endLsn the end of its commit
   * @param commitMicros when it was committed
   */
  void committed(long endLsn, long commitMicros, Batch out) {
    complete = endLsn;
    long now = clock.getAsLong();
    if (isDue(now)) {
      mark(now, commitMicros, out);
    }
  }

  /** Nothing more is there to read, and everything before this position is delivered. */
  void idle(long lsn, Batch out) {
    complete = lsn;
    long now = clock.getAsLong();
    if (isDue(now)) {
      mark(now, micros(), out);
    }
  }

  /**
   * The stream ends here, so that nothing later tells what is complete. Tables that have caught up
   * are all marked, because the lane's stream has nothing to tell of what came before.
   *
   * @param end everything before this position is delivered; {@link Lsn#NONE}: up to what was
   *     passed last
   */
  void ended(long end, Batch out) {
    complete = Lsn.max(complete, end);
    if (complete == Lsn.NONE) {
      return;
    }
    long micros = micros();
    if (wholeStream) {
      changed.removeIf(marks -> isSettled(marks, micros, out));
    } else {
      for (TableEntry entry : tables.in(TableLife::captured)) {
        watermark(of(entry), micros, out);
      }
    }
  }

  private boolean isDue(long now) {
    return !changed.isEmpty() && now - nextWatermark >= 0
        || wholeStream && now - nextRound >= 0
        || !idle.isEmpty();
  }

  private void mark(long now, long micros, Batch out) {
    if (wholeStream && now - nextRound >= 0) {
      nextRound = now + ROUND_NANOS;
      startRound();
    }
    if (!changed.isEmpty() && now - nextWatermark >= 0) {
      nextWatermark = now + intervalNanos;
      changed.removeIf(marks -> isSettled(marks, micros, out));
    }
    for (int i = 0; i < IDLE_AT_ONCE && !idle.isEmpty(); i++) {
      Marks marks = idle.remove();
      if (marks.round != round && isPublished(marks.entry.life())) {
        watermark(marks, micros, out);
      }
    }
  }

  private void startRound() {
    idle.clear();
    for (TableEntry entry : tables.in(StreamMarkers::isPublished)) {
      Marks marks = of(entry);
      if (marks.round != round) {
        idle.add(marks);
      }
    }
    round++;
  }

  /** The topic of a table that has left is not to be made again. */
  private static boolean isPublished(TableLife life) {
    return life.captured() && !(life instanceof Gone);
  }

  /**
   * Marks a table that has changed.
   *
   * @return false if it is still to be marked, because the stream replays what comes before
   */
  private boolean isSettled(Marks marks, long micros, Batch out) {
    // another stream delivers a table that is not captured, and marks it
    boolean settled = !marks.entry.captured() || watermark(marks, micros, out);
    marks.changed = !settled;
    return settled;
  }

  /**
   * Adds a watermark, unless nothing of the table was ever delivered.
   *
   * @return false if the stream replays what comes before the table's position
   */
  private boolean watermark(Marks marks, long micros, Batch out) {
    TableCursor cursor = marks.entry.cursor();
    TablePosition position = cursor.position();
    if (position == null) {
      return true;
    }
    if (Lsn.isAfter(position.commitLsn(), complete) || Lsn.isAfter(marks.lsn, complete)) {
      return false;
    }
    Map<String, Object> offset = cursor.reached();
    if (marks.run != records.run()) {
      open(marks, offset, out);
    }
    records.watermark(marks.entry.id(), offset, complete, micros, out);
    marks.lsn = complete;
    marks.round = round;
    return true;
  }

  private void open(Marks marks, Map<String, Object> offset, Batch out) {
    marks.run = records.run();
    marks.lsn = Lsn.NONE; // it may be another log
    records.open(marks.entry.id(), marks.entry.oid(), offset, out);
  }

  private static long micros() {
    return ProcessingClock.now() / 1000;
  }
}
