/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.PublicationAutocreateMode;
import io.waltap.connect.database.Identifiers;
import io.waltap.connect.database.Provider;
import io.waltap.connect.database.PublicationState;
import io.waltap.connect.database.Publications;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.PublishedTables;
import io.waltap.connect.database.ServerInfo;
import io.waltap.connect.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Checks whether the publication exists and publishes what the configuration includes, or whether
 * the connector can create or alter it so.
 */
final class PublicationChecks {

  private final ConnectorConfig config;
  private final Connection connection;
  private final ServerInfo server;
  private final Findings findings;

  PublicationChecks(
      ConnectorConfig config, Connection connection, ServerInfo server, Findings findings) {
    this.config = config;
    this.connection = connection;
    this.server = server;
    this.findings = findings;
  }

  /**
   * @return the tables that the connector would capture
   */
  CapturedTables check() throws SQLException {
    String name = config.replication().publicationName();
    Optional<PublicationState> existing = Publications.find(connection, name);
    List<Publications.Candidate> wanted = Publications.wanted(connection, config);
    if (existing.isEmpty()) {
      missing(wanted);
      return CapturedTables.planned(wanted);
    }
    PublicationState publication = existing.get();
    operations(publication);
    viaRoot(publication);

    List<PublishedTable> published = PublishedTables.read(connection, name);
    List<PublishedTable> captured =
        published.stream()
            .filter(table -> config.filters().includes(table.id()))
            .collect(Collectors.toList());
    boolean filtered =
        config.replication().publicationAutocreateMode() == PublicationAutocreateMode.FILTERED;
    if (filtered && !publication.allTables()) {
      change(publication, wanted, Publications.change(connection, name, wanted));
      return CapturedTables.planned(publication, wanted, captured);
    }
    if (captured.isEmpty()) {
      nothingCaptured(publication, published);
    }
    return CapturedTables.published(publication, captured);
  }

  private void missing(List<Publications.Candidate> wanted) throws SQLException {
    String name = config.replication().publicationName();
    PublicationAutocreateMode mode = config.replication().publicationAutocreateMode();
    String statement = Publications.createStatement(config, wanted);
    String missing = "Publication \"" + name + "\" does not exist. ";
    if (mode == PublicationAutocreateMode.DISABLED) {
      findings.error(
          Findings.PUBLICATION,
          missing + "With publication.autocreate.mode=disabled the connector does not create it.",
          statement);
      return;
    }
    if (server.inRecovery()) {
      findings.error(
          Findings.PUBLICATION,
          missing + "This server is a standby, which cannot create it. Create it on the primary.",
          mode == PublicationAutocreateMode.FILTERED && wanted.isEmpty() ? "" : statement);
      return;
    }
    if (mode == PublicationAutocreateMode.FILTERED && wanted.isEmpty()) {
      findings.error(
          Findings.TABLES,
          missing
              + "With publication.autocreate.mode=filtered the connector cannot create it, because"
              + " no table of database \""
              + server.database()
              + "\" is included. Check table.include.list and schema.include.list.",
          "");
      return;
    }
    if (server.superuser()) {
      return;
    }
    if (mode == PublicationAutocreateMode.ALL_TABLES) {
      allTables(missing, statement);
    }
    createPrivilege(missing);
    if (mode == PublicationAutocreateMode.FILTERED) {
      ownership(missing, wanted, statement);
    }
  }

  private void allTables(String missing, String statement) {
    String message =
        missing
            + "Only a superuser can create it FOR ALL TABLES, and role \""
            + server.role()
            + "\" is none. Create it as a superuser, or set publication.autocreate.mode to filtered"
            + " or disabled.";
    if (server.provider() == Provider.SELF_MANAGED) {
      findings.error(Findings.PUBLICATION, message, statement);
    } else {
      // some providers allow it to their administrator role
      findings.warning(Findings.PUBLICATION, message, statement);
    }
  }

  private void createPrivilege(String missing) throws SQLException {
    boolean granted =
        Sql.one(
            connection,
            "SELECT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')",
            row -> row.getBoolean(1));
    if (!granted) {
      findings.error(
          Findings.PUBLICATION,
          missing
              + "Role \""
              + server.role()
              + "\" may not create it, because it lacks CREATE on the database.",
          "GRANT CREATE ON DATABASE "
              + Identifiers.quote(server.database())
              + " TO "
              + Identifiers.quote(server.role())
              + ";");
    }
  }

  private void ownership(String problem, List<Publications.Candidate> tables, String statement) {
    List<String> foreign = new ArrayList<>();
    for (Publications.Candidate table : tables) {
      if (!table.owned()) {
        foreign.add(table.qualified());
      }
    }
    if (!foreign.isEmpty()) {
      findings.error(
          Findings.PUBLICATION,
          problem
              + "Only the owner of a table can publish it, and role \""
              + server.role()
              + "\" does not own "
              + Findings.listing(foreign)
              + ". Let the owner run the statement.",
          statement);
    }
  }

  private void operations(PublicationState publication) {
    List<String> left = new ArrayList<>();
    if (!publication.insert()) {
      left.add("inserts");
    }
    if (!publication.update()) {
      left.add("updates");
    }
    if (!publication.delete()) {
      left.add("deletes");
    }
    if (!left.isEmpty()) {
      findings.warning(
          Findings.PUBLICATION,
          "Publication \""
              + publication.name()
              + "\" does not publish "
              + String.join(" and ", left)
              + ", so the topics lack them.",
          "ALTER PUBLICATION "
              + Identifiers.quote(publication.name())
              + " SET (publish = 'insert, update, delete, truncate');");
    }
  }

  private void viaRoot(PublicationState publication) {
    if (publication.viaRoot() != config.replication().publishViaPartitionRoot()) {
      findings.warning(
          Findings.VIA_ROOT,
          "Publication \""
              + publication.name()
              + "\" has publish_via_partition_root = "
              + publication.viaRoot()
              + ", but publish.via.partition.root is "
              + config.replication().publishViaPartitionRoot()
              + ". The server does what the publication says.",
          "ALTER PUBLICATION "
              + Identifiers.quote(publication.name())
              + " SET (publish_via_partition_root = "
              + config.replication().publishViaPartitionRoot()
              + ");");
    }
  }

  private void change(
      PublicationState publication,
      List<Publications.Candidate> wanted,
      Publications.Change change) {
    if (wanted.isEmpty()) {
      findings.error(
          Findings.TABLES,
          "No table of database \""
              + server.database()
              + "\" is included, and publication.autocreate.mode=filtered would leave publication"
              + " \""
              + publication.name()
              + "\" without tables. Check table.include.list and schema.include.list.",
          "");
      return;
    }
    if (change.isEmpty() || server.superuser()) {
      return;
    }
    String statements = String.join(" ", Publications.alterStatements(publication.name(), change));
    String problem =
        "Publication \"" + publication.name() + "\" does not list exactly the included tables. ";
    if (publication.owned()) {
      ownership(problem, change.added(), statements);
    } else {
      findings.error(
          Findings.PUBLICATION,
          problem
              + "Role \""
              + server.role()
              + "\" may not alter the publication, because it does not own it. Let the owner run"
              + " the statement, or set publication.autocreate.mode to disabled.",
          statements);
    }
  }

  private void nothingCaptured(PublicationState publication, List<PublishedTable> published) {
    String name = "Publication \"" + publication.name() + "\"";
    if (!published.isEmpty()) {
      findings.error(
          Findings.TABLES,
          name
              + " publishes none of the included tables. It publishes "
              + Findings.listing(
                  published.stream()
                      .map(table -> Identifiers.qualified(table.id()))
                      .collect(Collectors.toList()))
              + ". Change table.include.list, or add tables to the publication.",
          "");
    } else if (publication.allTables()
        || config.replication().publicationAutocreateMode()
            == PublicationAutocreateMode.NO_TABLES) {
      findings.warning(
          Findings.PUBLICATION, name + " publishes no table yet, so nothing is captured.", "");
    } else {
      findings.error(
          Findings.PUBLICATION,
          name + " publishes no table, so nothing would be captured. Add the tables to it.",
          "ALTER PUBLICATION "
              + Identifiers.quote(publication.name())
              + " ADD TABLE schema.table;");
    }
  }
}
