/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.stream.Outbox;
import io.waltap.connect.stream.RecordSink;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife;
import io.waltap.connect.table.TableLife.CatchingUp;
import io.waltap.connect.table.TableLife.New;
import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.TableLife.Waiting;
import io.waltap.connect.table.Tables;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has tables read by a {@link TableSync} while the others stream, and lets them continue in the
 * lane's stream once they have caught up with it. A table that cannot be read waits, with the
 * reason; neither the lane nor the other tables fail. Runs on the stream's thread.
 */
final class TableCatchUp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TableCatchUp.class);

  /**
   * At this distance in bytes or less, the stream waits for the tables to catch up. That takes well
   * below a second.
   */
  private static final long CLOSE = 4 << 20;

  /**
   * The wait between two checks of how far the other thread has come, and between two keepalives to
   * the server.
   */
  private static final long STEP_MILLIS = 50;

  /** The stream waits this long for tables that are close, and then goes on without them. */
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(5);

  /** How long the stream then goes on before it waits again. */
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(30);

  /** So many groups of tables are read at once, each with a slot or two of its own. */
  private static final int MOST_AT_ONCE = 3;

  private final Outbox outbox;
  private final HeartbeatRecords heartbeats;
  private final Function<List<TableWork>, TableReading> syncs;
  private final TableTrouble trouble;
  private final List<Running> running = new ArrayList<>();

  /** Offsets of tables that have caught up, which are not handed over yet. */
  private Batch markers = new Batch();

  private Tables tables;

  /**
   * @param syncs makes the thread that reads tables
   */
  TableCatchUp(
      Outbox outbox,
      HeartbeatRecords heartbeats,
      Function<List<TableWork>, TableReading> syncs,
      TableTrouble trouble) {
    this.outbox = outbox;
    this.heartbeats = heartbeats;
    this.syncs = syncs;
    this.trouble = trouble;
  }

  /** Tables that are read together, by OID: the entry of a table that is renamed is another one. */
  private static final class Running {
    private final Map<Integer, TableEntry> entries = new LinkedHashMap<>();
    private final Map<Integer, Waiting> waited = new LinkedHashMap<>();
    private final Set<Integer> rows = new HashSet<>();
    private TableReading reading;
    private boolean rowsRead;
    private long patientAt = System.nanoTime();
  }

  /** The tables whose states it changes. */
  void serve(Tables lane) {
    tables = lane;
  }

  /** Whether a table in this state is being read, or catches up. */
  static boolean isReading(TableLife life) {
    return life instanceof CatchingUp
        || life instanceof Snapshotting reading
            && reading.way() == Snapshotting.Way.WHILE_STREAMING;
  }

  /** Whether tables are being read, or catch up. */
  boolean isBusy() {
    return !running.isEmpty();
  }

  /** Whether more tables can be read now. */
  boolean mayRead() {
    return running.size() < MOST_AT_ONCE;
  }

  /** Whether {@link #join} has something to do. */
  boolean isDue() {
    if (!markers.isEmpty()) {
      return true;
    }
    for (Running run : running) {
      if (isDue(run)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDue(Running run) {
    return run.reading.failure() != null
        || run.reading.handed() != Lsn.NONE && System.nanoTime() - run.patientAt >= 0;
  }

  /**
   * Starts to read tables.
   *
   * @param partitions by the table's OID, those of its partitions whose rows alone are read; empty:
   *     the whole table is
   */
  void read(Collection<PublishedTable> published, IntFunction<Set<Integer>> partitions) {
    Running run = new Running();
    List<TableWork> works = new ArrayList<>();
    for (PublishedTable table : published) {
      TableEntry entry = tables.find(table.oid());
      TableLife before = entry.life();
      // if the reading is interrupted, it is repeated with the WAL from here on
      long needs = outbox.hold(entry);
      run.entries.put(table.oid(), entry);
      if (before instanceof Waiting waiting) {
        run.waited.put(table.oid(), waiting);
      }
      if (before.rowsMissing()) {
        run.rows.add(table.oid());
      }
      TablePosition place = place(entry);
      if (place != null && before.rowsMissing() && entry.cursor().position() == null) {
        tables.delivered(entry, place); // an interrupted reading goes on from here
      }
      works.add(
          new TableWork(
              table,
              place,
              before.rowsMissing(),
              partitions.apply(table.oid()),
              entry.cursor().identity().partitionsXid()));
      tables.become(entry, Snapshotting.whileStreaming(needs));
    }
    run.reading = syncs.apply(works);
    running.add(run);
    run.reading.start();
  }

  /** Up to where the table's changes are delivered; null if nothing of the table ever was. */
  private TablePosition place(TableEntry entry) {
    if (entry.life() instanceof New found && !found.captured()) {
      return null; // the position of another table that had the name says nothing of this one
    }
    TablePosition position = entry.cursor().position();
    if (position != null) {
      return position;
    }
    if (!entry.life().rowsMissing()) {
      return TablePosition.snapshot(true, Lsn.NONE); // all that the slot has
    }
    return entry.captured() ? TablePosition.snapshot(false, outbox.delivered()) : null;
  }

  /** What is delivered of the tables that are being read. */
  Collection<TablePosition> beingRead() {
    List<TablePosition> positions = new ArrayList<>();
    running.forEach(run -> positions.addAll(run.reading.positions().values()));
    return positions;
  }

  /** Whether this table, or another of its name, is being read. */
  boolean isReading(PublishedTable table) {
    return running.stream()
        .flatMap(run -> run.entries.values().stream())
        .anyMatch(entry -> entry.oid() == table.oid() || entry.id().equals(table.id()));
  }

  /** Lets the tables continue in the lane's stream if they have caught up with it. */
  void join(RecordSink.KeepAlive keepAlive) throws SQLException, InterruptedException {
    for (Iterator<Running> runs = running.iterator(); runs.hasNext(); ) {
      Running run = runs.next();
      if (isDue(run) && join(run, keepAlive)) {
        runs.remove();
      }
    }
    if (!markers.isEmpty()) {
      // what they say has happened: if the link is lost now, they are handed over later
      Batch due = markers;
      outbox.handAside(due, keepAlive);
      markers = new Batch();
    }
  }

  /**
   * @return whether nothing is left to do
   */
  private boolean join(Running run, RecordSink.KeepAlive keepAlive)
      throws SQLException, InterruptedException {
    if (hasFailed(run)) {
      return true;
    }
    if (!run.rowsRead) {
      run.rowsRead = true;
      rowsRead(run);
    }
    long delivered = outbox.delivered();
    if (Lsn.isAfter(delivered - CLOSE, run.reading.handed())) {
      return false;
    }
    // both streams read the same WAL, so the tables soon pass the lane's stream, which waits
    long begun = System.nanoTime();
    while (Lsn.isAfter(delivered, run.reading.handed())) {
      if (hasFailed(run)) {
        return true;
      }
      if (System.nanoTime() - begun > LONGEST_WAIT) {
        run.patientAt = System.nanoTime() + PAUSE;
        return false;
      }
      Thread.sleep(STEP_MILLIS);
      keepAlive.run();
    }
    long end = run.reading.finish(keepAlive);
    if (!hasFailed(run)) {
      caughtUp(run, end);
    }
    return true;
  }

  /** The rows are read, but for tables whose rows could not be. */
  private void rowsRead(Running run) {
    Map<Integer, TableFailure> failures = run.reading.failed();
    for (TableEntry entry : List.copyOf(run.entries.values())) {
      TableFailure failed = failures.get(entry.oid());
      if (failed != null && failed.kind() == TableFailure.Kind.ROWS) {
        run.entries.remove(entry.oid());
        outbox.release(entry);
        wait(run, entry, failed.cause(), Lsn.NONE, false);
      } else {
        tables.become(entry, new CatchingUp(entry.life().needs()));
      }
    }
  }

  private void caughtUp(Running run, long end) {
    Map<Integer, TableFailure> failures = run.reading.failed();
    Map<String, TablePosition> positions = run.reading.positions();
    List<String> streaming = new ArrayList<>();
    for (TableEntry entry : run.entries.values()) {
      TableFailure failed = failures.get(entry.oid());
      if (failed == null) {
        tables.completed(entry, end);
        trouble.over(entry);
        streaming.add(entry.id().text());
      } else if (failed.kind() == TableFailure.Kind.CHANGE) {
        handedOver(entry, positions);
        wait(run, entry, failed.cause(), entry.life().needs(), false);
        continue; // the slot stays held for it
      } else {
        wait(run, entry, failed.cause(), Lsn.NONE, true);
        tables.delivered(entry, TablePosition.snapshot(false, end));
      }
      markers.add(heartbeats.table(entry.id().text(), tables.offset(entry)));
      outbox.release(entry);
    }
    if (!streaming.isEmpty()) {
      LOG.info("{} caught up at {} and stream with the others", streaming, Lsn.format(end));
    }
  }

  private void handedOver(TableEntry entry, Map<String, TablePosition> positions) {
    TablePosition position = positions.get(entry.id().text());
    if (position != null) {
      tables.delivered(entry, position);
    }
  }

  private void wait(Running run, TableEntry entry, Throwable cause, long needs, boolean captured) {
    Waiting before = run.waited.get(entry.oid());
    boolean rows = run.rows.contains(entry.oid());
    tables.become(entry, trouble.after(entry, cause, before, needs, captured, rows));
  }

  /**
   * Gives up the tables that are being read, and waits until nothing more of them is handed over.
   */
  void giveUp() throws InterruptedException {
    for (Running run : running) {
      run.reading.abortAndWait();
      interrupted(run, new InterruptedException("the lane starts again"));
    }
    running.clear();
  }

  private boolean hasFailed(Running run) {
    Throwable failure = run.reading.failure();
    if (failure instanceof Error e) {
      throw e;
    }
    if (failure != null) {
      interrupted(run, failure);
    }
    return failure != null;
  }

  /** Lets these tables wait for the next try, which goes on from what was delivered of them. */
  private void interrupted(Running run, Throwable cause) {
    Map<String, TablePosition> positions = run.reading.positions();
    for (TableEntry entry : run.entries.values()) {
      handedOver(entry, positions);
      // nothing of it was delivered, so that a later try needs no earlier WAL
      boolean free = entry.cursor().position() == null && run.rows.contains(entry.oid());
      long needs = free ? Lsn.NONE : entry.life().needs();
      if (free) {
        outbox.release(entry);
      }
      wait(run, entry, cause, needs, false);
    }
  }

  @Override
  public void close() {
    running.forEach(run -> run.reading.abort());
  }
}
