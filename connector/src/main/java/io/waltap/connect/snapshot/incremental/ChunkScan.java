/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.database.Identifiers;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.pgoutput.TupleData;
import io.waltap.connect.record.EventTime;
import io.waltap.connect.record.SnapshotRecords;
import io.waltap.connect.schema.TableSchemas;
import io.waltap.connect.snapshot.CopyRows;
import io.waltap.connect.snapshot.CopyStatement;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Reads one chunk. The transaction is over before the rows become records. */
final class ChunkScan {
  /** A chunk ends at this size, whatever its limit: rows may suddenly be large. */
  private static final long MAX_BYTES = 32 << 20;

  private final String slot;
  private final TableSchemas schemas;

  ChunkScan(String slot, TableSchemas schemas) {
    this.slot = slot;
    this.schemas = schemas;
  }

  /**
   * @param after the key after which the chunk begins; null: at the beginning of the table
   */
  ReadResult read(Connection session, ChunkedTable table, String after, int limit)
      throws SQLException {
    ChunkQuery query =
        new ChunkQuery(
            table.table(),
            table.primaryKey(),
            CopyStatement.columns(table.schema().relation(), table::reads, schemas::sentAsText));
    List<String> key = after == null ? List.of() : KeyBookmark.decode(after);
    try (Statement statement = session.createStatement()) {
      statement.execute(query.lock());
    }
    Moment moment = moment(session, table.table());
    if (!table.shape().equals(moment.shape())) {
      session.rollback();
      return new ReadResult.Redefined(null);
    }
    Rows rows = copy(session, query.copy(key, limit));
    if (rows.cut()) {
      // the server is still sending, and only the end of the session ends that for certain
      session.abort(Runnable::run);
    } else {
      session.commit();
    }
    try {
      return new ReadResult.Read(chunk(table, after, limit, moment, rows));
    } catch (RuntimeException e) {
      // a type may have changed, which the table's definition does not show
      return new ReadResult.Redefined(e);
    }
  }

  private Moment moment(Connection session, PublishedTable table) throws SQLException {
    try (PreparedStatement statement = session.prepareStatement(ChunkQuery.MOMENT)) {
      statement.setString(1, slot);
      statement.setString(2, Identifiers.qualified(table.id()));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        String restart = row.getString("restart_lsn");
        return new Moment(
            SnapshotVisibility.parse(row.getString("snapshot"), row.getBoolean("standby")),
            WalEnd.reached(Lsn.parse(row.getString("wal_end")), row.getLong("wal_block")),
            row.getLong("micros"),
            restart == null ? Lsn.NONE : Lsn.parse(restart),
            row.getString("shape"));
      }
    }
  }

  private static Rows copy(Connection session, String sql) throws SQLException {
    CopyOut copy = session.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
    List<byte[]> messages = new ArrayList<>();
    long bytes = 0;
    for (byte[] message = copy.readFromCopy(); message != null; message = copy.readFromCopy()) {
      messages.add(message);
      bytes += message.length;
      if (bytes > MAX_BYTES) {
        return new Rows(messages, bytes, true);
      }
    }
    return new Rows(messages, bytes, false);
  }

  private Chunk chunk(ChunkedTable table, String after, int limit, Moment moment, Rows rows) {
    List<RelationColumn> columns = table.schema().relation().columns();
    int width = columns.size();
    CopyRows decoder =
        new CopyRows(
            width + table.primaryKey().size(),
            column -> column >= width || schemas.sentAsText(columns.get(column).typeOid()));
    // a transaction that was running then began to write after the slot's restart position: a
    // consumer that orders by source.lsn puts the row before the changes of such a transaction
    SnapshotRecords records = table.records().asOf(moment.micros(), moment.restartLsn());
    RowKeys keys = table.rowKeys();
    Map<RowKey, ChunkRow> chunk = new LinkedHashMap<>();
    EventTime now = EventTime.now();
    TupleData last = null;
    for (byte[] message : rows.messages()) {
      TupleData row = decoder.row(message);
      if (row != null) {
        last = row;
        TupleData tuple = Tuples.first(row, width);
        RowKey key = keys.of(tuple);
        if (key == null || chunk.containsKey(key)) {
          throw new IllegalStateException("rows of " + table.schema().id() + " have no identity");
        }
        chunk.put(key, new ChunkRow(tuple, records.row(tuple, SnapshotRecords.INCREMENTAL, now)));
      }
    }
    return new Chunk(
        after,
        last == null ? after : KeyBookmark.encode(texts(last, width)),
        !rows.cut() && chunk.size() < limit,
        moment.snapshot(),
        moment.walEnd(),
        records,
        chunk,
        rows.bytes());
  }

  /** The copies of the primary key, which come after the relation's columns. */
  private static List<String> texts(TupleData row, int from) {
    List<String> texts = new ArrayList<>();
    for (int column = from; column < row.columnCount(); column++) {
      texts.add(
          new String(row.data(), row.offset(column), row.length(column), StandardCharsets.UTF_8));
    }
    return texts;
  }

  /**
   * A chunk's snapshot.
   *
   * @param restartLsn of the slot
   * @param shape of the table, which stays so until the transaction ends
   */
  private record Moment(
      SnapshotVisibility snapshot, long walEnd, long micros, long restartLsn, String shape) {}

  /**
   * A COPY's messages.
   *
   * @param cut whether the COPY was ended early
   */
  private record Rows(List<byte[]> messages, long bytes, boolean cut) {}
}
