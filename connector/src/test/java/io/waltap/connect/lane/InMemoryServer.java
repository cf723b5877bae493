/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.CreatedSlot;
import io.waltap.connect.database.DatabaseException;
import io.waltap.connect.database.Provider;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.ServerInfo;
import io.waltap.connect.database.SlotState;
import io.waltap.connect.database.SystemIdentity;
import io.waltap.connect.database.TablePartition;
import io.waltap.connect.database.TablePartitions;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.TableIdentity;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.CapturedRecord;
import io.waltap.connect.record.EventTime;
import io.waltap.connect.record.SnapshotRecords;
import io.waltap.connect.record.TestTable;
import io.waltap.connect.snapshot.BatchConsumer;
import io.waltap.connect.snapshot.SnapshotPoint;
import io.waltap.connect.snapshot.TableOutcomes;
import io.waltap.connect.snapshot.TableTask;
import io.waltap.connect.stream.ChangeStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A lane's server in memory: the slot, the published tables with their rows, and the end of the
 * WAL, which is 500 at first and 100 further with each slot that is made. A snapshot ends with the
 * next command of its session, as on a real server. The connection can be lost once, at any step.
 */
final class InMemoryServer implements LaneServer {
  static final String SLOT = "slot";

  private final TestTable test;
  private final Map<TableId, PublishedTable> published = new TreeMap<>();
  private final Map<String, List<Integer>> keys = new HashMap<>();
  private final Map<String, SQLException> failures = new HashMap<>();
  private final List<String> done = new ArrayList<>();

  /** Null: there is none. */
  private SlotState slot;

  private SystemIdentity log = new SystemIdentity("sys", 1, 500);
  private long walEnd = log.walPosition();
  private boolean anotherSlot;
  private boolean moved;
  private Runnable afterReading = () -> {};
  private int steps;
  private int lastStep;

  /**
   * @param test what the tables' columns are, and the rows' records
   */
  InMemoryServer(TestTable test) {
    this.test = test;
  }

  /** A table of the publication, with the test table's columns. */
  static PublishedTable table(int oid, String name, Integer... members) {
    Relation relation = relation(oid, name);
    return new PublishedTable(
        oid, relation.id(), Set.of(members), relation, false, null, 1, true, true);
  }

  /** A table that is published as the root of these partitions. */
  static PublishedTable root(int oid, String name, int member, TablePartitions partitions) {
    Relation relation = relation(oid, name);
    return new PublishedTable(
            oid, relation.id(), Set.of(member), relation, true, null, 1, true, true)
        .with(partitions);
  }

  /**
   * A partition.
   *
   * @param attached the transaction that attached it; 0: it was created as a partition
   */
  static TablePartition partition(int oid, long attached) {
    return new TablePartition(
        oid, new TableId("public", "m" + oid), false, true, true, attached, oid);
  }

  /** A table as the stream describes it. */
  static Relation relation(int oid, String name) {
    return new Relation(oid, "public", name, ReplicaIdentity.DEFAULT, TestTable.RELATION.columns());
  }

  // What there is

  /**
   * Publishes a table.
   *
   * @param rows their primary keys
   */
  void publish(int oid, String name, Integer... rows) {
    PublishedTable table = table(oid, name, oid);
    published.put(table.id(), table);
    keys.put(table.id().text(), List.of(rows));
  }

  /** The primary keys of a table's rows. */
  List<Integer> keys(String table) {
    return keys.get(table);
  }

  /** The table's rows cannot be read. */
  void refuse(String table, SQLException cause) {
    failures.put(table, cause);
  }

  /** The server has this log from now on. */
  void hasLog(SystemIdentity now) {
    log = now;
    walEnd = now.walPosition();
  }

  /** The slot is confirmed up to here. */
  void slotAt(long confirmed) {
    slot = slot(confirmed, false);
  }

  /** The slot was confirmed up to here, and can no longer be read. */
  void invalidSlotAt(long confirmed) {
    slot = slot(confirmed, true);
  }

  /** Up to where the slot is confirmed. */
  long confirmed() {
    return slot.confirmedFlushLsn();
  }

  /** The slot is not the one of which the lane's stored position speaks. */
  void hasAnotherSlot() {
    anotherSlot = true;
  }

  /** Whether another client has moved the slot. */
  void moved(boolean now) {
    moved = now;
  }

  /** This happens when all rows that were asked for are read. */
  void afterReading(Runnable event) {
    afterReading = event;
  }

  /** The connection is lost at this step, from 1, and at no other. */
  void loseConnectionAt(int step) {
    lastStep = step;
  }

  /** How many steps there were, at which the connection may be lost. */
  int steps() {
    return steps;
  }

  /** What was done, but for questions. */
  List<String> done() {
    return List.copyOf(done);
  }

  // What the lane asks for

  @Override
  public ServerInfo prepare() throws SQLException {
    step();
    return new ServerInfo(
        180_000,
        "PostgreSQL 18.0",
        "sys",
        1,
        "logical",
        "test",
        false,
        60_000,
        10,
        0,
        10,
        0,
        "test",
        false,
        true,
        Provider.SELF_MANAGED);
  }

  @Override
  public boolean arrive(Supplier<Map<String, LanePosition>> stored) throws SQLException {
    step();
    return !anotherSlot;
  }

  @Override
  public Optional<SlotState> findSlot() throws SQLException {
    step();
    return Optional.ofNullable(slot);
  }

  @Override
  public CapturedTables tables() {
    try {
      step();
    } catch (SQLException e) {
      throw new DatabaseException("the tables could not be read", e);
    }
    return new CapturedTables(new TreeMap<>(published), Set.of(), 0);
  }

  @Override
  public Exporter openExporter() throws SQLException {
    step();
    return new Session();
  }

  @Override
  public void dropSlot() throws SQLException {
    step("drop slot");
    slot = null;
    step(); // dropped, and the answer is lost
  }

  @Override
  public void slotIsAt(long lsn) {
    done.add("slot is at " + lsn);
  }

  @Override
  public void requireUnmoved() throws SQLException {
    step("require unmoved");
    if (moved) {
      throw new SQLException("the slot was moved", "55006");
    }
  }

  @Override
  public void streamUntil(long lsn, ChangeStream stream) throws SQLException {
    step("stream until " + lsn);
  }

  /** A session that makes slots. */
  private final class Session implements Exporter {
    private String snapshot = "";

    @Override
    public SystemIdentity identify() throws SQLException {
      step();
      snapshot = "";
      return new SystemIdentity(
          log.systemId(), log.timeline(), walEnd, log.inRecovery(), log.history());
    }

    @Override
    public CreatedSlot makeSlot() throws SQLException {
      step("make slot");
      if (slot != null) {
        throw new SQLException("replication slot \"" + SLOT + "\" already exists", "42710");
      }
      CreatedSlot made = export(SLOT);
      slotAt(made.consistentPoint());
      step(); // made, and the answer is lost
      return made;
    }

    @Override
    public CreatedSlot makeTemporarySlot() throws SQLException {
      step("make temporary slot");
      return export("temporary");
    }

    private CreatedSlot export(String name) {
      walEnd += 100;
      snapshot = "snapshot " + walEnd;
      return new CreatedSlot(name, walEnd, snapshot);
    }

    @Override
    public void read(
        SnapshotPoint point, List<TableTask> tasks, BatchConsumer rows, TableOutcomes outcomes)
        throws SQLException, InterruptedException {
      if (!point.snapshotName().equals(snapshot)) {
        throw new IllegalStateException(point + " has ended");
      }
      for (TableTask task : tasks) {
        step("read " + task.table().id());
        SQLException unreadable = failures.get(task.table().id().text());
        if (unreadable != null) {
          outcomes.failed(task, unreadable, false);
          continue;
        }
        for (CapturedRecord row : records(task, point)) {
          step();
          Batch batch = new Batch();
          batch.add(row);
          rows.accept(batch);
        }
        outcomes.completed(task);
      }
      afterReading.run();
    }

    private List<CapturedRecord> records(TableTask task, SnapshotPoint point) {
      String table = task.table().id().text();
      TablePosition end = TablePosition.snapshot(point.completes(), point.lsn());
      SnapshotRecords made =
          new SnapshotRecords(
              test.context,
              test.schemas,
              task.schema(),
              0,
              0,
              point.lsn(),
              end,
              new TableIdentity(task.table().oid(), task.table().members()));
      List<CapturedRecord> records = new ArrayList<>();
      for (Integer key : keys(table)) {
        records.add(
            made.row(TestTable.tuple(key, "name", null), SnapshotRecords.WITHIN, EventTime.now()));
      }
      if (records.isEmpty()) {
        records.add(test.heartbeats.table(table, made.completed()));
      } else {
        int last = records.size() - 1;
        records.set(last, made.completing(records.get(last), SnapshotRecords.LAST_OF_TABLE));
      }
      return records;
    }

    @Override
    public void close() throws SQLException {
      snapshot = "";
      step();
    }
  }

  private void step(String what) throws SQLException {
    step();
    done.add(what);
  }

  private void step() throws SQLException {
    steps++;
    if (steps == lastStep) {
      throw new SQLException("the connection was lost", "08006");
    }
  }

  private static SlotState slot(long confirmed, boolean invalidated) {
    return new SlotState(
        SLOT,
        "pgoutput",
        "logical",
        "test",
        false,
        false,
        0,
        confirmed,
        confirmed,
        invalidated ? "lost" : "reserved",
        invalidated,
        invalidated ? "wal_removed" : "",
        false,
        false,
        false);
  }
}
