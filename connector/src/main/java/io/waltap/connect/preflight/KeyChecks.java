/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.Operation;
import io.waltap.connect.database.Identifiers;
import io.waltap.connect.database.ServerInfo;
import io.waltap.connect.database.Sql;
import io.waltap.connect.schema.TopicNaming;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks whether the records of the captured tables have a key, and whether it can be sent. */
final class KeyChecks {

  private static final String COLUMNS =
      """
      SELECT c.oid::int8 AS oid, n.nspname, c.relname, c.relreplident::text AS identity, a.attname,
             a.attgenerated <> '' AS generated,
             COALESCE(k.in_primary, false) AS in_primary,
             COALESCE(k.in_identity, false) AS in_identity,
             COALESCE(k.in_unique, false) AS in_unique
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
         AND NOT a.attisdropped
       CROSS JOIN LATERAL (
             SELECT pg_catalog.bool_or(i.indisprimary) AS in_primary,
                    pg_catalog.bool_or(i.indisreplident) AS in_identity,
                    pg_catalog.bool_or(i.indisunique AND i.indisvalid AND i.indpred IS NULL
                      AND i.indexprs IS NULL) AS in_unique
               FROM pg_catalog.pg_index i
              CROSS JOIN LATERAL pg_catalog.unnest(i.indkey) WITH ORDINALITY AS p(attnum, place)
              WHERE i.indrelid = c.oid AND p.attnum = a.attnum
                AND p.place <= i.indnkeyatts) AS k
       WHERE c.oid = ANY (CAST(? AS oid[]))
       ORDER BY n.nspname, c.relname, a.attnum
      """;

  private final ConnectorConfig config;
  private final Connection connection;
  private final ServerInfo server;
  private final CapturedTables captured;
  private final Findings findings;

  KeyChecks(
      ConnectorConfig config,
      Connection connection,
      ServerInfo server,
      CapturedTables captured,
      Findings findings) {
    this.config = config;
    this.connection = connection;
    this.server = server;
    this.captured = captured;
    this.findings = findings;
  }

  void check() throws SQLException {
    Map<Integer, Table> tables = new LinkedHashMap<>();
    for (Column column :
        Sql.list(connection, COLUMNS, Column::read, Sql.oids(connection, captured.oids()))) {
      tables
          .computeIfAbsent(column.oid, oid -> new Table(column, new ArrayList<>()))
          .columns
          .add(column);
    }
    keysAreSent(tables.values());
    configuredKeysAreSent(tables.values());
    if (config.topicCreation().compactsAny()) {
      compactedTopicsHaveKeys(tables.values());
    }
  }

  private void keysAreSent(Iterable<Table> tables) {
    List<String> names = new ArrayList<>();
    for (Table table : tables) {
      if (configuredKey(table).isEmpty()) {
        for (Column column : table.key()) {
          if (!sends(column)) {
            names.add(column.qualified());
          }
        }
      }
    }
    if (!names.isEmpty()) {
      findings.error(
          Findings.MESSAGE_KEYS,
          "These columns are part of their table's key, but the server does not send them, because"
              + " they are generated or a column list leaves them out: "
              + Findings.listing(names)
              + ". Without them, different rows would have the same key. Publish the columns, or"
              + " name other columns that identify a row.",
          "");
    }
  }

  private void configuredKeysAreSent(Iterable<Table> tables) {
    List<String> names = new ArrayList<>();
    List<String> statements = new ArrayList<>();
    for (Table table : tables) {
      int before = names.size();
      for (Column column : configuredKey(table)) {
        if (!table.identifies(column)) {
          names.add(column.qualified());
        }
      }
      if (names.size() > before) {
        statements.add("ALTER TABLE " + table.qualified() + " REPLICA IDENTITY FULL;");
      }
    }
    if (!names.isEmpty()) {
      findings.warning(
          Findings.MESSAGE_KEYS,
          "These columns are part of a key, but not of their table's replica identity: "
              + Findings.listing(names)
              + ". The server does not send them with a delete, whose key then has 0, an empty text"
              + " or null in their place, as with Debezium: it names another row, or none. It does"
              + " not send large values (TOAST) with an update that leaves them unchanged either;"
              + " then the table's changes cannot be delivered.",
          Findings.statements(statements));
    }
  }

  private void compactedTopicsHaveKeys(Iterable<Table> tables) {
    TopicNaming topics = TopicNaming.of(config.topics());
    Map<String, List<String>> keyless = new TreeMap<>();
    List<String> compacted = new ArrayList<>();
    for (Table table : tables) {
      String topic = topics.table(table.schema(), table.name());
      String property = config.topicCreation().compacting(topic);
      if (property != null) {
        compacted.add(table.qualified());
        if (table.key().isEmpty() && !table.isUnique() && configuredKey(table).isEmpty()) {
          keyless.computeIfAbsent(property, each -> new ArrayList<>()).add(table.qualified());
        }
      }
    }
    keyless.forEach(
        (property, names) ->
            compaction(
                property,
                "A compacted topic takes no record without a key, and these tables have no key: "
                    + Findings.listing(names)
                    + ". Set message.key.columns for them, give them a primary key, or let a group"
                    + " of topic.creation.groups create their topics with cleanup.policy=delete."));
    if (!compacted.isEmpty()
        && !config.filters().skippedOperations().contains(Operation.TRUNCATE)) {
      compaction(
          Findings.SKIPPED_OPERATIONS,
          "A compacted topic takes no record without a key, and the record of a TRUNCATE has none."
              + " The topics of these tables are compacted (topic.creation): "
              + Findings.listing(compacted)
              + ". Let skipped.operations contain t.");
    }
  }

  /** A transformation may rename topics, or give the records a key. */
  private void compaction(String property, String message) {
    if (config.hasTransformations()) {
      findings.warning(property, message, "");
    } else {
      findings.error(property, message, "");
    }
  }

  /** The columns that message.key.columns selects, of those that are sent. */
  private List<Column> configuredKey(Table table) {
    Map<String, Column> sent = new LinkedHashMap<>();
    for (Column column : table.columns) {
      if (sends(column)) {
        sent.put(column.name, column);
      }
    }
    return config
        .events()
        .messageKeys()
        .select(table.schema(), table.name(), List.copyOf(sent.keySet()))
        .stream()
        .map(sent::get)
        .toList();
  }

  /** Whether the server will send the column, as far as that is known before it is published. */
  private boolean sends(Column column) {
    return captured.columns().containsKey(column.oid)
        ? captured.sends(column.oid, column.name)
        : !column.generated || server.majorVersion() >= 18;
  }

  /** A table with its columns in order. */
  private record Table(Column first, List<Column> columns) {
    String schema() {
      return first.schema;
    }

    String name() {
      return first.table;
    }

    String qualified() {
      return Identifiers.qualified(schema(), name());
    }

    /** The columns of the key, if it is neither configured nor a unique index. */
    List<Column> key() {
      List<Column> primary = columns.stream().filter(Column::inPrimary).toList();
      List<Column> identity = columns.stream().filter(Column::inIdentity).toList();
      boolean byIndex = first.identity.equals("i");
      return byIndex && (primary.isEmpty() || !identity.containsAll(primary)) ? identity : primary;
    }

    boolean isUnique() {
      return columns.stream().anyMatch(Column::inUnique);
    }

    /** Whether the column is part of the replica identity. */
    boolean identifies(Column column) {
      return switch (first.identity) {
        case "f" -> true;
        case "i" -> column.inIdentity;
        case "d" -> column.inPrimary;
        default -> false;
      };
    }
  }

  /** A row of {@link #COLUMNS}. */
  private record Column(
      int oid,
      String schema,
      String table,
      String identity,
      String name,
      boolean generated,
      boolean inPrimary,
      boolean inIdentity,
      boolean inUnique) {

    static Column read(ResultSet row) throws SQLException {
      return new Column(
          Sql.oid(row, "oid"),
          row.getString("nspname"),
          row.getString("relname"),
          row.getString("identity"),
          row.getString("attname"),
          row.getBoolean("generated"),
          row.getBoolean("in_primary"),
          row.getBoolean("in_identity"),
          row.getBoolean("in_unique"));
    }

    String qualified() {
      return Identifiers.qualified(schema, table) + "." + Identifiers.quote(name);
    }
  }
}
