/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.TupleData;
import io.waltap.connect.position.TableIdentity;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.EventTime;
import io.waltap.connect.record.SnapshotRecords;
import io.waltap.connect.record.TestTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Chunks of the test table. */
final class TestChunks {
  private TestChunks() {}

  static PublishedTable published(Relation relation) {
    return new PublishedTable(
        relation.oid(), relation.id(), Set.of(1), relation, false, null, 1, true, false);
  }

  static ChunkedTable table(TestTable test, Relation relation) {
    List<PrimaryKeyColumn> key = List.of(new PrimaryKeyColumn("id", "integer", 0, "pg_catalog"));
    SnapshotRecords records =
        new SnapshotRecords(
            test.context,
            test.schemas,
            test.schemas.compileForSnapshot(relation),
            0,
            0,
            Lsn.NONE,
            TablePosition.snapshot(false, Lsn.NONE),
            TableIdentity.UNKNOWN);
    return new ChunkedTable(
        published(relation),
        records.schema(),
        records,
        key,
        ChunkedTable.identity(relation, key),
        "shape");
  }

  /** A chunk that ends at WAL position 100, of rows as {@code row} takes them. */
  static Chunk chunk(
      TestTable test, String snapshot, String after, String last, boolean end, TupleData... rows) {
    ChunkedTable table = table(test, TestTable.RELATION);
    SnapshotRecords records = table.records().asOf(1_000_000, 7);
    Map<RowKey, ChunkRow> chunk = new LinkedHashMap<>();
    for (TupleData row : rows) {
      chunk.put(
          table.rowKeys().of(row),
          new ChunkRow(row, records.row(row, SnapshotRecords.INCREMENTAL, EventTime.now())));
    }
    return new Chunk(
        after,
        last,
        end,
        SnapshotVisibility.parse(snapshot, false),
        100,
        records,
        chunk,
        10L * rows.length);
  }

  static RowKey key(int id) {
    return new RowKeys(0).of(TestTable.tuple(id, null, null));
  }
}
