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
 * Knows each row's place in the snapshot: the first row, the last row of a table, the last row of
 * all. Their events are marked as in Debezium. The last row of a table also carries the offset that
 * completes the table's snapshot. So it must come after all other rows of the table, whichever
 * thread reads them. Therefore each range holds back its last row. A table that is read holds back
 * its very last row until it is known whether another row follows. Shared by the snapshot's
 * threads.
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
   * @param end the position of a table whose rows are read
   * @param completed called for each table whose records are all handed over
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

  /** One table's part of the snapshot. */
  final class Table {
    private final TableTask task;
    private final SnapshotRecords records;
    private final boolean firstTable;
    private int rangesLeft;
    private boolean anyRow;
    // once true it stays true, so that the threads need no lock for every row
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
