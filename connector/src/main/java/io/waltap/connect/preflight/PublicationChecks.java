/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.PublicationAutocreateMode;
import io.waltap.connect.database.Identifiers;
import io.waltap.connect.database.Provider;
import io.waltap.connect.database.PublicationMark;
import io.waltap.connect.database.PublicationPlan;
import io.waltap.connect.database.PublicationProblems;
import io.waltap.connect.database.PublicationState;
import io.waltap.connect.database.Publications;
import io.waltap.connect.database.PublishableTable;
import io.waltap.connect.database.PublishableTables;
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
  private final boolean planned;
  private final Findings findings;

  /**
   * @param planned the caller has the plan, and reports itself which included tables the
   *     publication of someone else lacks
   */
  PublicationChecks(
      ConnectorConfig config,
      Connection connection,
      ServerInfo server,
      boolean planned,
      Findings findings) {
    this.config = config;
    this.connection = connection;
    this.server = server;
    this.planned = planned;
    this.findings = findings;
  }

  /**
   * @return the tables that the connector would capture
   */
  CapturedTables check() throws SQLException {
    String name = config.replication().publicationName();
    Optional<PublicationState> existing = Publications.find(connection, name);
    List<PublishableTable> tables = PublishableTables.read(connection);
    PublicationPlan plan = PublicationPlan.ofIncluded(tables, config);
    if (existing.isEmpty()) {
      missing(plan, PublicationPlan.ofAll(tables, config));
      return CapturedTables.planned(plan);
    }
    PublicationState publication = existing.get();
    operations(publication);
    viaRoot(publication);
    repack(publication.allTables());

    List<PublishedTable> published = PublishedTables.read(connection, name);
    List<PublishedTable> captured =
        published.stream()
            .filter(table -> config.filters().includes(table.id()))
            .collect(Collectors.toList());
    boolean filtered =
        config.replication().publicationAutocreateMode() == PublicationAutocreateMode.FILTERED;
    if (filtered && !publication.allTables()) {
      switch (PublicationMark.maker(publication.comment(), config)) {
        case THIS_CONNECTOR -> {
          change(publication, plan, PublishableTables.listed(connection, name));
          return CapturedTables.planned(publication, plan, captured);
        }
        case OTHER_CONNECTOR -> {
          findings.add(PublicationProblems.ofAnother(publication, config));
          return CapturedTables.published(publication, captured);
        }
        case SOMEONE_ELSE -> {
          if (!planned) {
            Publications.lacking(connection, publication, config, plan).ifPresent(findings::add);
          }
        }
      }
    }
    if (captured.isEmpty()) {
      nothingCaptured(publication, published);
    }
    return CapturedTables.published(publication, captured);
  }

  private void missing(PublicationPlan plan, PublicationPlan all) throws SQLException {
    String name = config.replication().publicationName();
    PublicationAutocreateMode mode = config.replication().publicationAutocreateMode();
    String statement = Publications.createStatement(config, plan, all);
    String missing = "Publication \"" + name + "\" does not exist. ";
    if (mode == PublicationAutocreateMode.FILTERED || mode == PublicationAutocreateMode.DISABLED) {
      PublicationProblems.leftOut(plan).ifPresent(findings::add);
    }
    if (mode == PublicationAutocreateMode.DISABLED) {
      findings.error(
          Findings.PUBLICATION,
          missing + "With publication.autocreate.mode=disabled the connector does not create it.",
          statement);
      return;
    }
    if (mode == PublicationAutocreateMode.ALL_TABLES) {
      PublicationProblems.notForAllTables(all, config).ifPresent(findings::add);
      repack(true);
    }
    if (server.inRecovery()) {
      findings.error(
          Findings.PUBLICATION,
          missing + "This server is a standby, which cannot create it. Create it on the primary.",
          statement);
      return;
    }
    if (mode == PublicationAutocreateMode.FILTERED && plan.tables().isEmpty()) {
      findings.error(
          Findings.TABLES,
          missing
              + "With publication.autocreate.mode=filtered the connector cannot create it, because"
              + " no table of database \""
              + server.database()
              + "\" is included that can be published. Check table.include.list and"
              + " schema.include.list.",
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
      ownership(missing, plan.tables(), statement);
    }
  }

  /**
   * These extensions rewrite a table through a copy without a replica identity. FOR ALL TABLES
   * publishes the copy, and PostgreSQL refuses their changes of it.
   */
  private void repack(boolean allTables) throws SQLException {
    if (!allTables) {
      return;
    }
    List<String> installed =
        Sql.list(
            connection,
            "SELECT e.extname FROM pg_catalog.pg_extension e"
                + " WHERE e.extname IN ('pg_repack', 'pg_squeeze') ORDER BY e.extname",
            row -> row.getString("extname"));
    if (!installed.isEmpty()) {
      findings.warning(
          Findings.PUBLICATION,
          "The database has the extension "
              + String.join(" and ", installed)
              + ", whose copies of tables a publication FOR ALL TABLES includes. PostgreSQL then"
              + " refuses to change rows of the copies, so that tables cannot be rewritten. Use a"
              + " publication of the captured tables: publication.autocreate.mode=filtered with"
              + " another publication.name.",
          "");
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

  private void ownership(String problem, List<PublishableTable> tables, String statement) {
    List<PublishableTable> foreign = tables.stream().filter(table -> !table.owned()).toList();
    if (!foreign.isEmpty()) {
      findings.error(
          Findings.PUBLICATION,
          problem
              + "Only the owner of a table can publish it, and role \""
              + server.role()
              + "\" does not own "
              + PublishableTable.listing(foreign)
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
      PublicationState publication, PublicationPlan plan, PublicationPlan.Listing listing) {
    PublicationProblems.leftOut(plan.beyond(listing)).ifPresent(findings::add);
    if (plan.empties(listing)) {
      findings.error(
          Findings.TABLES,
          "No table of database \""
              + server.database()
              + "\" is included that can be published, and publication.autocreate.mode=filtered"
              + " would leave publication \""
              + publication.name()
              + "\" without tables. Check table.include.list and schema.include.list.",
          "");
      return;
    }
    PublicationPlan.Change change = plan.change(listing);
    String statements = String.join(" ", Publications.alterStatements(publication, plan, change));
    if (statements.isEmpty()) {
      return;
    }
    findings.warning(
        Findings.PUBLICATION,
        "At its start the connector will alter its publication \""
            + publication.name()
            + "\". Tables to add: "
            + (change.added().isEmpty() ? "none" : PublishableTable.listing(change.added()))
            + ". Tables to drop, which are then no longer captured: "
            + (change.dropped().isEmpty() ? "none" : PublishableTable.listing(change.dropped()))
            + ".",
        "");
    if (server.superuser()) {
      return;
    }
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
