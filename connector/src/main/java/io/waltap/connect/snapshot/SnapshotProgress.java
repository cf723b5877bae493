/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import io.waltap.connect.record.Batch;
import io.waltap.connect.record.CapturedRecord;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.record.SnapshotRecords;
import java.sql.SQLException;

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
  private final TableOutcomes outcomes;
  private int tablesLeft;
  private boolean anyTable;
  // the last row of the table that finished last
  private Table finished;
  private CapturedRecord finishedRow;

  SnapshotProgress(
      int tables, BatchConsumer handover, HeartbeatRecords heartbeats, TableOutcomes outcomes) {
    this.tablesLeft = tables;
    this.handover = handover;
    this.heartbeats = heartbeats;
    this.outcomes = outcomes;
  }

  /** One table's part of the snapshot. */
  final class Table {
    private final TableTask task;
    private final SnapshotRecords records;
    private final boolean whole;
    private final boolean firstTable;
    private int rangesLeft;
    private boolean begun;
    private boolean anyRow;
    // once true it stays true, so that the threads need no lock for every row
    private volatile boolean manyRows;
    private volatile boolean failed;
    private CapturedRecord held;

    private Table(
        TableTask task, SnapshotRecords records, boolean whole, boolean firstTable, int ranges) {
      this.task = task;
      this.records = records;
      this.whole = whole;
      this.firstTable = firstTable;
      this.rangesLeft = ranges;
    }

    TableTask task() {
      return task;
    }

    SnapshotRecords records() {
      return records;
    }

    /** Whether a range of the table could not be read: then the others need not be. */
    boolean isFailed() {
      return failed;
    }

    /** A range is read next: hands over what comes before all rows of the table, once. */
    void begin() throws SQLException, InterruptedException {
      synchronized (SnapshotProgress.this) {
        if (begun) {
          return;
        }
        begun = true;
        Batch batch = new Batch();
        records.begin(whole, batch);
        if (!batch.isEmpty()) {
          handover.accept(batch);
        }
      }
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
        if (failed) {
          return;
        }
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

    /** The table cannot be read: what is left of it is not, and it does not count as read. */
    void fail(Exception cause) throws SQLException, InterruptedException {
      synchronized (SnapshotProgress.this) {
        if (!failed) {
          failed = true;
          held = null;
          outcomes.failed(task, cause, anyRow);
          tablesLeft--;
          handLast();
        }
      }
    }
  }

  /**
   * @param whole whether all rows of the table are read
   */
  Table table(TableTask task, SnapshotRecords records, boolean whole, int ranges) {
    boolean first = !anyTable;
    anyTable = true;
    return new Table(task, records, whole, first, ranges);
  }

  /** A table whose reading could not even be planned. */
  synchronized void unplanned(TableTask task, Exception cause)
      throws SQLException, InterruptedException {
    outcomes.failed(task, cause, false);
    tablesLeft--;
    handLast();
  }

  /** A table of which there is nothing to read. */
  synchronized void empty(TableTask task, SnapshotRecords records, boolean whole)
      throws SQLException, InterruptedException {
    Table table = table(task, records, whole, 0);
    table.begin();
    tableRead(table);
  }

  /** Whether each table was read, or has failed. */
  synchronized boolean isThrough() {
    return tablesLeft == 0;
  }

  private void tableRead(Table table) throws SQLException, InterruptedException {
    tablesLeft--;
    if (table.held != null) {
      handFinished(SnapshotRecords.LAST_OF_TABLE);
      finished = table;
      finishedRow = table.held;
    } else {
      Batch batch = new Batch();
      table.records.end(table.whole, batch); // first: the heartbeat completes the table, too
      batch.add(heartbeats.table(table.records.schema().id().text(), table.records.completed()));
      handover.accept(batch);
      outcomes.completed(table.task);
    }
    handLast();
  }

  private void handLast() throws SQLException, InterruptedException {
    if (tablesLeft == 0) {
      handFinished(SnapshotRecords.LAST);
    }
  }

  private void handFinished(String marker) throws SQLException, InterruptedException {
    if (finished != null) {
      // the only row of the first table stays "first", unless nothing follows at all
      boolean only = finished.firstTable && !finished.manyRows;
      boolean stays = only && marker.equals(SnapshotRecords.LAST_OF_TABLE);
      String place = stays ? SnapshotRecords.FIRST : marker;
      Batch batch = new Batch();
      finished.records.last(finishedRow, place, finished.whole, batch);
      handover.accept(batch);
      outcomes.completed(finished.task);
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
