/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.database.Identifiers;
import io.waltap.connect.database.IdentityState;
import io.waltap.connect.database.ServerInfo;
import io.waltap.connect.database.UnsendableColumns;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks whether a snapshot can read the captured tables, and whether all their columns and changes
 * can be streamed.
 */
final class TableChecks {

  private final ConnectorConfig config;
  private final Connection connection;
  private final ServerInfo server;
  private final CapturedTables captured;
  private final Findings findings;

  TableChecks(
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

  /**
   * @param snapshot whether the tables will be read
   */
  void privilegesAndIdentities(Snapshot snapshot) throws SQLException {
    List<CheckedTable> tables = tables();
    if (snapshot != Snapshot.NEVER) {
      selectPrivilege(tables, snapshot);
      rowSecurity(tables, snapshot);
    }
    if (captured.oldRows()) {
      identities(tables);
      uncovered(tables);
    }
  }

  private List<CheckedTable> tables() throws SQLException {
    return CheckedTable.list(connection, config.replication().publicationName(), captured.oids());
  }

  void binaryTypes() throws SQLException {
    Map<Integer, Unsendable> tables = new LinkedHashMap<>();
    List<String> columns = new ArrayList<>();
    for (UnsendableColumns.Found found : UnsendableColumns.of(connection, captured.oids())) {
      if (captured.sends(found.oid(), found.column())) {
        tables
            .computeIfAbsent(
                found.oid(),
                oid -> new Unsendable(Identifiers.qualified(found.table()), new LinkedHashSet<>()))
            .columns
            .add(found.column());
        columns.add(found.described());
      }
    }
    if (columns.isEmpty()) {
      return;
    }
    findings.error(
        Findings.TABLES,
        "These columns contain a type that PostgreSQL cannot send in binary form: "
            + Findings.listing(columns)
            + ". The stream would stop at the first change of their tables. Leave the columns out"
            + " by a column list of the publication (PostgreSQL 15 and later), or remove the tables"
            + " from the publication.",
        columnListRemedy(tables));
  }

  private void selectPrivilege(List<CheckedTable> tables, Snapshot snapshot) {
    List<String> names = new ArrayList<>();
    Set<String> grants = new LinkedHashSet<>();
    String role = Identifiers.quote(server.role());
    for (CheckedTable table : tables) {
      List<String> unreadable = table.selectable() ? List.of() : unreadable(table);
      if (table.usable() && unreadable.isEmpty()) {
        continue;
      }
      names.add(table.qualified());
      if (!table.usable()) {
        grants.add(
            "GRANT USAGE ON SCHEMA " + Identifiers.quote(table.schema()) + " TO " + role + ";");
      }
      if (!unreadable.isEmpty()) {
        // who has granted single columns does not want to grant the table
        String columns = table.readable().isEmpty() ? "" : " (" + quoted(unreadable) + ")";
        grants.add("GRANT SELECT" + columns + " ON " + table.qualified() + " TO " + role + ";");
      }
    }
    if (!names.isEmpty()) {
      snapshotProblem(
          snapshot,
          "Role \""
              + server.role()
              + "\" may not read these tables, so a snapshot of them fails: "
              + Findings.listing(names)
              + ".",
          Findings.statements(List.copyOf(grants)));
    }
  }

  /** The columns that a snapshot reads, and the role may not. */
  private List<String> unreadable(CheckedTable table) {
    return table.columns().stream()
        .filter(column -> captured.sends(table.oid(), column) && isRead(table, column))
        .filter(column -> !table.readable().contains(column))
        .toList();
  }

  private boolean isRead(CheckedTable table, String column) {
    return config.filters().columns().includes(table.schema(), table.name(), column)
        || table.keyAndFilter().contains(column)
        || !table.identityFull() && table.identityColumns().contains(column);
  }

  private static String quoted(List<String> columns) {
    return columns.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
  }

  private void rowSecurity(List<CheckedTable> tables, Snapshot snapshot) {
    List<String> names =
        tables.stream()
            .filter(CheckedTable::hidesRows)
            .map(CheckedTable::qualified)
            .collect(Collectors.toList());
    if (!names.isEmpty()) {
      snapshotProblem(
          snapshot,
          "Row-level security hides rows of these tables from role \""
              + server.role()
              + "\": "
              + Findings.listing(names)
              + ". The stream has all rows, so a snapshot of these tables fails instead of leaving"
              + " rows out.",
          "ALTER ROLE " + Identifiers.quote(server.role()) + " BYPASSRLS;");
    }
  }

  private void snapshotProblem(Snapshot snapshot, String message, String remedy) {
    if (snapshot == Snapshot.NOW) {
      findings.error(Findings.TABLES, message, remedy);
    } else {
      findings.warning(Findings.TABLES, message, remedy);
    }
  }

  private void identities(List<CheckedTable> tables) {
    List<String> names = new ArrayList<>();
    List<String> statements = new ArrayList<>();
    for (CheckedTable table : tables) {
      if (table.identity().refusesChanges() && unsentIdentity(table).isEmpty()) {
        names.add(table.qualified());
        if (sendsAll(table)) {
          statements.add("ALTER TABLE " + table.qualified() + " REPLICA IDENTITY FULL;");
        }
      }
    }
    if (!names.isEmpty()) {
      findings.warning(
          Findings.TABLES,
          "These tables have no usable replica identity (no primary key, REPLICA IDENTITY NOTHING,"
              + " or an identity with a virtual generated column): "
              + Findings.listing(names)
              + ". PostgreSQL refuses the application's UPDATE and DELETE on them once they are"
              + " published. Add a primary key, or set REPLICA IDENTITY FULL.",
          Findings.statements(statements));
    }
  }

  /** Whether REPLICA IDENTITY FULL would be covered by the columns that are sent. */
  private boolean sendsAll(CheckedTable table) {
    return table.fullHelps()
        && table.columns().stream()
            .filter(column -> server.majorVersion() >= 18 || !table.generated().contains(column))
            .allMatch(column -> captured.sends(table.oid(), column));
  }

  /** The columns of the replica identity that the publication does not send. */
  private List<String> unsentIdentity(CheckedTable table) {
    // of a partitioned table, the identities of its partitions count
    return table.partitioned()
        ? List.of()
        : table.identityColumns().stream()
            .filter(column -> !captured.sends(table.oid(), column))
            .toList();
  }

  private void uncovered(List<CheckedTable> tables) {
    List<String> columns = new ArrayList<>();
    boolean storedOnly = true;
    for (CheckedTable table : tables) {
      List<String> unsent = unsentIdentity(table);
      for (String column : unsent) {
        columns.add(table.qualified() + "." + Identifiers.quote(column));
      }
      if (!unsent.isEmpty()) {
        storedOnly &=
            table.identity() == IdentityState.STORED && table.generated().containsAll(unsent);
      }
    }
    if (!columns.isEmpty()) {
      findings.warning(
          Findings.TABLES,
          "The publication does not send these columns of the replica identity: "
              + Findings.listing(columns)
              + ". PostgreSQL refuses the application's UPDATE and DELETE on their tables. Let the"
              + " publication send the columns, or choose a replica identity without them.",
          storedOnly
              ? "ALTER PUBLICATION "
                  + Identifiers.quote(config.replication().publicationName())
                  + " SET (publish_generated_columns = stored);"
              : "");
    }
  }

  private String columnListRemedy(Map<Integer, Unsendable> tables) throws SQLException {
    if (!captured.columnLists() || server.majorVersion() < 15) {
      return "";
    }
    // without a column of the replica identity, UPDATE and DELETE would fail
    Map<Integer, CheckedTable> checked = new LinkedHashMap<>();
    tables().forEach(table -> checked.put(table.oid(), table));
    List<String> statements = new ArrayList<>();
    String alter = "ALTER PUBLICATION " + Identifiers.quote(config.replication().publicationName());
    tables.forEach(
        (oid, table) -> {
          CheckedTable facts = checked.get(oid);
          List<String> rest =
              captured.columns().getOrDefault(oid, List.of()).stream()
                  .filter(column -> !table.columns.contains(column))
                  .toList();
          boolean covers =
              !captured.oldRows()
                  || facts != null
                      && !facts.identityFull()
                      && rest.containsAll(facts.identityColumns());
          if (!rest.isEmpty() && covers) {
            statements.add(
                String.join(
                    " ",
                    "BEGIN;",
                    alter + " DROP TABLE " + table.name + ";",
                    alter + " ADD TABLE " + table.name + " (" + quoted(rest) + ");",
                    "COMMIT;"));
          }
        });
    return Findings.statements(statements);
  }

  /** Whether the tables will be read. */
  enum Snapshot {
    /** Yes, at the start. */
    NOW,
    /** Perhaps: a table that is added later, or that an operator wants to be read again. */
    LATER,
    NEVER
  }

  /** A quoted name of a table, with the columns that cannot be sent. */
  private record Unsendable(String name, Set<String> columns) {}
}
