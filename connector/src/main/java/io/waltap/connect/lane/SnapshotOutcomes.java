/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.SqlStates;
import io.waltap.connect.metrics.ConnectorMetrics;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.snapshot.TableOutcomes;
import io.waltap.connect.snapshot.TableTask;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.Tables;
import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Collects what became of the tables that are read before the stream. The threads of the snapshot
 * tell it; the lane's thread, which alone changes the states of tables, draws the conclusion.
 */
final class SnapshotOutcomes implements TableOutcomes {
  private final ConnectorMetrics metrics;
  private final List<TableTask> tasks;
  private final Queue<TableTask> completed = new ConcurrentLinkedQueue<>();
  private final Queue<Failed> failed = new ConcurrentLinkedQueue<>();

  /** The tables are read from now on, until {@link #apply}. */
  SnapshotOutcomes(ConnectorMetrics metrics, List<TableTask> tasks) {
    this.metrics = metrics;
    this.tasks = List.copyOf(tasks);
    tasks.forEach(task -> metrics.readingBegins(task.table().oid()));
    metrics.snapshotRunning(!tasks.isEmpty());
  }

  @Override
  public void completed(TableTask task) {
    completed.add(task);
    metrics.readingEnds(task.table().oid());
  }

  @Override
  public void failed(TableTask task, Exception cause, boolean anyRow) {
    failed.add(new Failed(task, cause, anyRow));
    metrics.readingEnds(task.table().oid());
  }

  int completed() {
    return completed.size();
  }

  /** The reading has ended, complete or not: changes the states of the tables. */
  void apply(Started lane, long lsn) {
    tasks.forEach(task -> metrics.readingEnds(task.table().oid()));
    metrics.snapshotRunning(false);
    Tables tables = lane.tables();
    for (TableTask task : completed) {
      tables.completed(tables.find(task.table().oid()), lsn);
    }
    for (Failed table : failed) {
      TableEntry entry = tables.find(table.task.table().oid());
      if (table.anyRow && entry.cursor().position() == null) {
        tables.delivered(entry, TablePosition.snapshot(false, lsn));
      }
      boolean begun = entry.cursor().position() != null;
      lane.admission().rowsFailed(table.task.table(), table.cause, begun);
    }
  }

  /**
   * At a first start, something must be readable: otherwise the cause is not one table's.
   *
   * @throws ConnectException if no table could be read
   * @throws SQLException if that may be different at the next start
   */
  void requireAny(boolean firstStart) throws SQLException {
    if (firstStart && completed.isEmpty()) {
      requireAll();
    }
  }

  /**
   * Without a stream afterwards, nothing would read the rest.
   *
   * @throws ConnectException if a table could not be read
   * @throws SQLException if that may be different at the next start
   */
  void requireAll() throws SQLException {
    Failed first = failed.peek();
    if (first == null) {
      return;
    }
    if (first.cause instanceof SQLException e && SqlStates.retriable(e)) {
      throw e;
    }
    throw new ConnectException(
        failed.size()
            + " of "
            + (failed.size() + completed.size())
            + " tables could not be read. The first is "
            + first.task.table().id()
            + ": "
            + TableTrouble.problem(first.task.table().id(), first.cause).text(),
        first.cause);
  }

  private record Failed(TableTask task, Exception cause, boolean anyRow) {}
}
