/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.position.TableIdentity;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.EventTime;
import io.waltap.connect.record.SnapshotRecords;
import io.waltap.connect.record.TestTable;
import io.waltap.connect.snapshot.BatchConsumer;
import io.waltap.connect.snapshot.SnapshotPoint;
import io.waltap.connect.snapshot.TableOutcomes;
import io.waltap.connect.snapshot.TableTask;
import io.waltap.connect.stream.ChangeStream;
import io.waltap.connect.stream.InMemorySource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * The server of tables that are read while others stream, in memory. A test says which rows there
 * are, what the copy of the lane's slot and the temporary slot send, and what goes wrong.
 */
final class InMemorySyncServer implements SyncServer {
  static final String MAKE = "make slot";
  static final String COPY = "stream copy";
  static final String READ = "read";
  static final String STREAM = "stream slot";

  /** What a copy of the lane's slot sends. */
  final InMemorySource copy = new InMemorySource();

  /** What the slot sends that was made with the snapshot. */
  final InMemorySource slot = new InMemorySource();

  private final TestTable test;
  private final long point;
  private final Map<String, List<Integer>> rows = new HashMap<>();
  private final Map<String, SQLException> refused = new HashMap<>();
  private final Set<String> refusedAfterARow = new HashSet<>();
  private final Map<String, SQLException> lost = new HashMap<>();
  private final Map<String, Error> errors = new HashMap<>();
  private final List<String> done = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile String waitsAt = "";

  /**
   * @param test what the tables' columns are, and the rows' records
   * @param point the snapshot's position
   */
  InMemorySyncServer(TestTable test, long point) {
    this.test = test;
    this.point = point;
  }

  /**
   * @param keys the primary keys of the table's rows
   */
  void rows(String table, Integer... keys) {
    rows.put(table, List.of(keys));
  }

  /** The table's rows cannot be read. */
  void refuse(String table, SQLException cause) {
    refused.put(table, cause);
  }

  /** The table's rows cannot be read to their end. */
  void refuseAfterARow(String table, SQLException cause) {
    refused.put(table, cause);
    refusedAfterARow.add(table);
  }

  /** This step fails. */
  void fail(String step, SQLException cause) {
    lost.put(step, cause);
  }

  /** An error of the JVM ends this step. */
  void fail(String step, Error cause) {
    errors.put(step, cause);
  }

  /**
   * This step never ends by itself. Reading can be interrupted. Making a slot cannot: it ends with
   * the sessions.
   */
  void waitAt(String step) {
    waitsAt = step;
  }

  void awaitReached() throws InterruptedException {
    reached.await();
  }

  boolean isEnded() {
    return ended.isDone();
  }

  List<String> done() {
    return List.copyOf(done);
  }

  @Override
  public void streamCopy(long end, ChangeStream stream) throws SQLException, InterruptedException {
    step(COPY, end == ChangeStream.NEVER ? COPY : COPY + " until " + end);
    stream.runUntil(end, copy);
  }

  @Override
  public OwnSlot makeSlot() throws SQLException {
    step(MAKE, MAKE);
    if (waitsAt.equals(MAKE)) {
      reached.countDown();
      ended.join();
      throw new SQLException("the session was ended", "57P01");
    }
    return new Session();
  }

  @Override
  public void endSessions() {
    ended.complete(null);
  }

  private void step(String name, String words) throws SQLException {
    done.add(words);
    if (errors.containsKey(name)) {
      throw errors.get(name);
    }
    if (lost.containsKey(name)) {
      throw lost.get(name);
    }
  }

  /** The session that has made the slot. */
  private final class Session implements OwnSlot {
    private boolean streamed;

    @Override
    public SnapshotPoint point() {
      return new SnapshotPoint(point, "snapshot", false);
    }

    @Override
    public void read(List<TableTask> tasks, BatchConsumer handover, TableOutcomes outcomes)
        throws SQLException, InterruptedException {
      if (streamed) {
        throw new IllegalStateException("the snapshot has ended");
      }
      List<String> names = tasks.stream().map(task -> task.table().id().text()).toList();
      step(READ, READ + " " + names);
      if (waitsAt.equals(READ)) {
        reached.countDown();
        new CountDownLatch(1).await();
      }
      for (TableTask task : tasks) {
        read(task, handover, outcomes);
      }
    }

    private void read(TableTask task, BatchConsumer handover, TableOutcomes outcomes)
        throws SQLException, InterruptedException {
      String table = task.table().id().text();
      SQLException unreadable = refused.get(table);
      boolean any = false;
      for (Integer key : rows.getOrDefault(table, List.of())) {
        if (unreadable == null || refusedAfterARow.contains(table) && !any) {
          hand(task, key, handover);
          any = true;
        }
      }
      if (unreadable == null) {
        outcomes.completed(task);
      } else {
        outcomes.failed(task, unreadable, any);
      }
    }

    private void hand(TableTask task, Integer key, BatchConsumer handover)
        throws SQLException, InterruptedException {
      SnapshotRecords records =
          new SnapshotRecords(
              test.context,
              test.schemas,
              task.schema(),
              0,
              0,
              point,
              TablePosition.snapshot(false, point),
              new TableIdentity(task.table().oid(), task.table().members()));
      Batch batch = new Batch();
      batch.add(
          records.row(TestTable.tuple(key, "name", null), SnapshotRecords.WITHIN, EventTime.now()));
      handover.accept(batch);
    }

    @Override
    public void stream(ChangeStream stream) throws SQLException, InterruptedException {
      streamed = true;
      step(STREAM, STREAM);
      stream.runUntil(ChangeStream.NEVER, slot);
    }

    @Override
    public void close() {
      done.add("close");
    }
  }
}
