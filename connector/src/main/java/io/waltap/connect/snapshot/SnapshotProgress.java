/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.CapturedRecord;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.record.SnapshotRecords;
import java.sql.SQLException;
import java.util.function.Consumer;

/**
 * Knows each row's place in the snapshot: the first, a table's last, the last of all. Debezium
 * marks them in the event; the last row of a table also carries the offset that completes its
 * snapshot, so it must come after all others, whichever thread reads them. To that end each range
 * keeps back its last row, and the table that is through keeps back its very last until it is known
 * whether another one follows. Shared by the snapshot's threads.
 */
final class SnapshotProgress {
  private final BatchConsumer handover;
  private final HeartbeatRecords heartbeats;
  private final Consumer<TableTask> completed;
  private final TablePosition end;
  private int tablesLeft;
  // the last row of the table that finished last
  private Table finished;
  private CapturedRecord finishedRow;

  /**
   * @param end where a table stands when it is read
   * @param completed is told of each table whose records are all handed over
   */
  SnapshotProgress(
      int tables,
      TablePosition end,
      BatchConsumer handover,
      HeartbeatRecords heartbeats,
      Consumer<TableTask> completed) {
    this.tablesLeft = tables;
    this.end = end;
    this.handover = handover;
    this.heartbeats = heartbeats;
    this.completed = completed;
  }

  /** One table's share. */
  final class Table {
    private final TableTask task;
    private final SnapshotRecords records;
    private final boolean firstTable;
    private int rangesLeft;
    private boolean anyRow;
    // once true it stays so, and the threads need not meet at every row
    private volatile boolean manyRows;
    private CapturedRecord held;

    private Table(TableTask task, SnapshotRecords records, boolean firstTable, int ranges) {
      this.task = task;
      this.records = records;
      this.firstTable = firstTable;
      this.rangesLeft = ranges;
    }

    SnapshotRecords records() {
      return records;
    }

    /** The marker of the next row. */
    String marker() {
      if (manyRows) {
        return SnapshotRecords.WITHIN;
      }
      synchronized (SnapshotProgress.this) {
        if (anyRow) {
          manyRows = true;
          return SnapshotRecords.WITHIN;
        }
        anyRow = true;
        return firstTable ? SnapshotRecords.FIRST : SnapshotRecords.FIRST_OF_TABLE;
      }
    }

    /**
     * A range is read, and all its rows but the last are handed over.
     *
     * @param last the last row, or null if there was none
     */
    void rangeRead(CapturedRecord last) throws SQLException, InterruptedException {
      synchronized (SnapshotProgress.this) {
        if (last != null) {
          if (held != null) {
            hand(held);
          }
          held = last;
        }
        rangesLeft--;
        if (rangesLeft == 0) {
          tableRead(this);
        }
      }
    }
  }

  /**
   * @param first the table that comes first in the snapshot's order
   */
  Table table(TableTask task, SnapshotRecords records, boolean first, int ranges) {
    return new Table(task, records, first, ranges);
  }

  private void tableRead(Table table) throws SQLException, InterruptedException {
    tablesLeft--;
    if (table.held != null) {
      handFinished(SnapshotRecords.LAST_OF_TABLE);
      finished = table;
      finishedRow = table.held;
    } else {
      hand(heartbeats.table(table.records.schema().id().text(), end));
      completed.accept(table.task);
    }
    if (tablesLeft == 0) {
      handFinished(SnapshotRecords.LAST);
    }
  }

  private void handFinished(String marker) throws SQLException, InterruptedException {
    if (finished != null) {
      // the only row of the first table stays "first", unless nothing follows at all
      boolean only = finished.firstTable && !finished.manyRows;
      boolean stays = only && marker.equals(SnapshotRecords.LAST_OF_TABLE);
      hand(finished.records.completing(finishedRow, stays ? SnapshotRecords.FIRST : marker));
      completed.accept(finished.task);
      finished = null;
      finishedRow = null;
    }
  }

  private void hand(CapturedRecord captured) throws SQLException, InterruptedException {
    Batch batch = new Batch();
    batch.add(captured);
    handover.accept(batch);
  }
}
