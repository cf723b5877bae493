/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.record.Batch;
import io.waltap.connect.record.MarkerRecords;
import io.waltap.connect.snapshot.BatchConsumer;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.Tables;
import java.sql.SQLException;
import java.util.Map;

/**
 * Tells a mirror where the rows of a table that is read in chunks begin and end ({@code
 * mirror.signals.enabled}). Owned by the stream's thread.
 */
final class ChunkMarkers {
  private final MarkerRecords records;
  private final TableEntry entry;
  private boolean begun;

  /**
   * @param records null if a mirror is not told
   */
  ChunkMarkers(MarkerRecords records, TableEntry entry) {
    this.records = records;
    this.entry = entry;
  }

  /**
   * Hands over, once, what comes before the table's first row. It must be called before the older
   * transactions are waited for. So the first chunk shows everything that was delivered until then,
   * and what the chunk leaves out comes after the marker.
   *
   * @param delivered everything up to here has been delivered from the stream
   */
  void begin(long delivered, Tables tables, BatchConsumer handover)
      throws SQLException, InterruptedException {
    if (records == null || begun) {
      return;
    }
    Map<String, Object> offset = tables.store(entry, entry.life(), delivered);
    Batch batch = new Batch();
    open(offset, batch);
    records.snapshotBegin(entry.id(), offset, delivered, batch);
    try {
      handover.accept(batch);
    } catch (SQLException e) {
      notHandedOver();
      throw e;
    }
    begun = true;
  }

  /** Adds what comes before any record of the table in this run of the lane. */
  void open(Map<String, Object> offset, Batch out) {
    if (records != null) {
      records.open(entry.id(), entry.oid(), offset, out);
    }
  }

  /** Whether {@link #end} completes the table. */
  boolean complete() {
    return records != null;
  }

  /**
   * Adds the record that completes the table: if it was the last row, nothing would send a marker
   * again that was lost.
   */
  void end(Map<String, Object> offset, long delivered, Batch out) {
    records.snapshotEnd(entry.id(), offset, delivered, out);
  }

  /** The last records are not handed over: the link is lost. */
  void notHandedOver() {
    if (records != null) {
      records.forget(entry.id());
    }
  }
}
