/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.database.Catalog;
import io.waltap.connect.database.Identifiers;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.position.TableIdentity;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.RecordContext;
import io.waltap.connect.record.SnapshotRecords;
import io.waltap.connect.schema.TableFacts;
import io.waltap.connect.schema.TableFacts.ColumnFacts;
import io.waltap.connect.schema.TableSchema;
import io.waltap.connect.schema.TableSchemas;
import io.waltap.connect.types.EnumLabels;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out how a table is to be read in chunks. */
final class TableLookup {
  private static final Logger LOG = LoggerFactory.getLogger(TableLookup.class);

  /** The server has no way to tell when other transactions end. */
  private static final long POLL_MILLIS = 200;

  private static final int POLLS_UNTIL_TOLD = 25;
  private static final int POLLS_UNTIL_TOLD_AGAIN = 300;

  private final String publication;
  private final RecordContext context;
  private final TableSchemas schemas;
  private final Catalog catalog;

  TableLookup(String publication, RecordContext context, TableSchemas schemas, Catalog catalog) {
    this.publication = publication;
    this.context = context;
    this.schemas = schemas;
    this.catalog = catalog;
  }

  /**
   * @param again asks the catalog again, because what is known of the table may be out of date
   */
  ReadResult lookUp(Connection session, PublishedTable known, boolean again) throws SQLException {
    // the definition is read before the catalog, and compared under each chunk's lock: so each
    // chunk is read by what the catalog says. The catalog must not be asked under that lock: it
    // could wait for another client that waits for the lock
    Definition definition = definition(session, known);
    if (definition.shape() == null) {
      return new ReadResult.Gone();
    }
    Optional<PublishedTable> found =
        again || !known.filterKnown() ? published(known) : upToDate(known);
    if (found.isEmpty()) {
      return new ReadResult.Gone();
    }
    PublishedTable table = found.get();
    if (!table.filterKnown()) {
      throw new SQLException(
          "the table is locked, so that its row filter could not be read",
          SqlStates.LOCK_NOT_AVAILABLE);
    }
    TableSchema schema = schemas.compileForSnapshot(table.relation());
    if (again) {
      schema = schemas.recompile(schema, EnumLabels.ANY);
    }
    List<PrimaryKeyColumn> primaryKey = primaryKey(session, table);
    List<Integer> identity = ChunkedTable.identity(table.relation(), primaryKey);
    if (primaryKey.isEmpty() || identity.isEmpty()) {
      throw new ConnectException(
          "table "
              + schema.id()
              + " has no published primary key any more, so the rest of it cannot be read in"
              + " chunks. The next try reads the table as of one moment");
    }
    SnapshotRecords records =
        new SnapshotRecords(
            context,
            schemas,
            schema,
            0,
            0,
            Lsn.NONE,
            TablePosition.snapshot(false, Lsn.NONE),
            TableIdentity.UNKNOWN); // a chunk's rows have the offsets that the table's state says
    return new ReadResult.Prepared(
        new ChunkedTable(table, schema, records, primaryKey, identity, definition.shape()),
        definition.onStandby());
  }

  /** Waits until all transactions that have begun to write by now have ended. */
  static void awaitOlderTransactions(Connection session, PublishedTable table)
      throws SQLException, InterruptedException {
    SnapshotVisibility now = snapshot(session);
    long begun = now.xmax();
    for (int polls = 1; now.xmin() < begun; polls++) {
      if (polls % POLLS_UNTIL_TOLD_AGAIN == POLLS_UNTIL_TOLD) {
        LOG.info(
            "table {} is read in chunks once the transactions that write now have ended; the"
                + " oldest is {}",
            table.id(),
            now.xmin());
      }
      Thread.sleep(POLL_MILLIS);
      now = snapshot(session);
    }
  }

  private static SnapshotVisibility snapshot(Connection session) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT pg_catalog.pg_current_snapshot()::pg_catalog.text,"
                    + " pg_catalog.pg_is_in_recovery()")) {
      row.next();
      SnapshotVisibility snapshot = SnapshotVisibility.parse(row.getString(1), row.getBoolean(2));
      session.commit();
      return snapshot;
    }
  }

  private static Definition definition(Connection session, PublishedTable table)
      throws SQLException {
    try (PreparedStatement statement = session.prepareStatement(ChunkQuery.DEFINITION)) {
      statement.setString(1, Identifiers.qualified(table.id()));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        Definition definition = new Definition(row.getBoolean("standby"), row.getString("shape"));
        session.commit();
        return definition;
      }
    }
  }

  /** The table as it was given, unless the catalog has changed since. */
  private Optional<PublishedTable> upToDate(PublishedTable table) {
    TableFacts facts = catalog.findTable(table.oid());
    return facts != null && agree(table.relation(), facts) ? Optional.of(table) : published(table);
  }

  private static boolean agree(Relation relation, TableFacts facts) {
    Map<String, RelationColumn> published = new HashMap<>();
    relation.columns().forEach(column -> published.put(column.name(), column));
    for (ColumnFacts column : facts.columns()) {
      RelationColumn known = published.remove(column.name());
      boolean differs =
          known == null
              ? !column.generated()
              : known.typeOid() != column.typeOid() || known.typmod() != column.typmod();
      if (differs) {
        return false;
      }
    }
    return published.isEmpty();
  }

  private Optional<PublishedTable> published(PublishedTable table) {
    return catalog.publishedTables(publication).stream()
        .filter(found -> found.oid() == table.oid() && found.id().equals(table.id()))
        .findFirst();
  }

  private static List<PrimaryKeyColumn> primaryKey(Connection session, PublishedTable table)
      throws SQLException {
    List<PrimaryKeyColumn> columns = new ArrayList<>();
    try (PreparedStatement statement = session.prepareStatement(ChunkQuery.PRIMARY_KEY)) {
      statement.setLong(1, Integer.toUnsignedLong(table.oid()));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          columns.add(
              new PrimaryKeyColumn(
                  row.getString("name"),
                  row.getString("type"),
                  row.getLong("collation"),
                  row.getString("operators")));
        }
      }
    }
    session.commit();
    return columns;
  }

  /**
   * @param shape null if there is no such table
   */
  private record Definition(boolean onStandby, String shape) {}
}
