/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.Problem;
import io.waltap.connect.config.PublicationAutocreateMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds publications, and creates or alters the configured one as {@code
 * publication.autocreate.mode} says.
 */
public final class Publications {

  private static final Logger LOG = LoggerFactory.getLogger(Publications.class);

  // the option exists since PostgreSQL 18
  private static final String PUBLICATION =
      """
      SELECT p.oid::int8 AS oid, p.pubname, p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate,
             p.pubviaroot,
             COALESCE(pg_catalog.to_jsonb(p) ->> 'pubgencols', 'n') = 's' AS stored_columns,
             COALESCE(pg_catalog.obj_description(p.oid, 'pg_publication'), '') AS comment,
             pg_catalog.pg_has_role(p.pubowner, 'USAGE') AS owned
        FROM pg_catalog.pg_publication p
       WHERE p.pubname = ?
      """;

  private Publications() {}

  /**
   * Creates the configured publication, or changes what its own one lists, as the mode says. A
   * publication that this connector has not created is not changed.
   *
   * @param ordinary an ordinary connection in autocommit mode
   * @return included tables that are not captured, and why; this does not prevent a start
   * @throws DatabaseException if there is none and it cannot or must not be created, or if it
   *     belongs to another connector; the message has the SQL
   */
  public static List<Problem> ensure(Connection ordinary, ConnectorConfig config) {
    String name = config.replication().publicationName();
    boolean filtered =
        config.replication().publicationAutocreateMode() == PublicationAutocreateMode.FILTERED;
    try {
      Optional<PublicationState> existing = find(ordinary, name);
      if (existing.isEmpty()) {
        return create(ordinary, config);
      }
      return filtered ? update(ordinary, existing.get(), config) : List.of();
    } catch (SQLException e) {
      throw new DatabaseException("Publication \"" + name + "\" could not be read", e);
    }
  }

  public static Optional<PublicationState> find(Connection connection, String name)
      throws SQLException {
    return Sql.list(
            connection,
            PUBLICATION,
            row ->
                new PublicationState(
                    Sql.oid(row, "oid"),
                    row.getString("pubname"),
                    row.getBoolean("puballtables"),
                    row.getBoolean("pubinsert"),
                    row.getBoolean("pubupdate"),
                    row.getBoolean("pubdelete"),
                    row.getBoolean("pubtruncate"),
                    row.getBoolean("pubviaroot"),
                    row.getBoolean("stored_columns"),
                    row.getString("comment"),
                    row.getBoolean("owned")),
            name)
        .stream()
        .findFirst();
  }

  /**
   * The statement that creates the publication as the mode says; empty if there is none, because no
   * table can be published.
   *
   * @param included the plan for the included tables
   * @param all the plan for all tables
   */
  public static String createStatement(
      ConnectorConfig config, PublicationPlan included, PublicationPlan all) {
    String ofAll = all.leftOut().isEmpty() ? " FOR ALL TABLES" : "";
    String ofIncluded =
        included.tables().isEmpty()
            ? ""
            : " FOR TABLE " + PublishableTable.names(included.tables());
    String content =
        switch (config.replication().publicationAutocreateMode()) {
          case ALL_TABLES -> ofAll;
          case FILTERED -> ofIncluded;
          // for the user to run: the publication that the configuration asks for
          case DISABLED -> ofIncluded.isEmpty() ? ofAll : ofIncluded;
          case NO_TABLES -> " ";
        };
    if (content.isEmpty()) {
      return "";
    }
    List<String> options = new ArrayList<>();
    if (config.replication().publishViaPartitionRoot()) {
      options.add("publish_via_partition_root = true");
    }
    PublicationPlan plan = content.equals(ofIncluded) ? included : all;
    if (plan.storedColumns() && !content.isBlank()) {
      options.add("publish_generated_columns = stored");
    }
    return "CREATE PUBLICATION "
        + Identifiers.quote(config.replication().publicationName())
        + content.stripTrailing()
        + (options.isEmpty() ? "" : " WITH (" + String.join(", ", options) + ")")
        + ";";
  }

  /**
   * The statements that make the connector's own publication what the plan says; none if it is so
   * already.
   */
  public static List<String> alterStatements(
      PublicationState publication, PublicationPlan plan, PublicationPlan.Change change) {
    String alter = "ALTER PUBLICATION " + Identifiers.quote(publication.name());
    List<String> statements = new ArrayList<>();
    if (plan.storedColumns() && !publication.storedColumns()) {
      statements.add(alter + " SET (publish_generated_columns = stored);");
    }
    if (!change.added().isEmpty()) {
      statements.add(alter + " ADD TABLE " + PublishableTable.names(change.added()) + ";");
    }
    if (!change.dropped().isEmpty()) {
      statements.add(alter + " DROP TABLE " + PublishableTable.names(change.dropped()) + ";");
    }
    return statements;
  }

  private static List<Problem> create(Connection connection, ConnectorConfig config)
      throws SQLException {
    String name = config.replication().publicationName();
    PublicationAutocreateMode mode = config.replication().publicationAutocreateMode();
    List<PublishableTable> tables = PublishableTables.read(connection);
    PublicationPlan included = PublicationPlan.ofIncluded(tables, config);
    PublicationPlan all = PublicationPlan.ofAll(tables, config);
    List<Problem> problems =
        mode == PublicationAutocreateMode.FILTERED
            ? PublicationProblems.leftOut(included).stream().toList()
            : List.of();
    if (mode == PublicationAutocreateMode.FILTERED && included.tables().isEmpty()) {
      throw new DatabaseException(
          "Publication \""
              + name
              + "\" does not exist and cannot be created: publication.autocreate.mode=filtered"
              + " lists the included tables, but the database has none that can be published. Check"
              + " table.include.list and schema.include.list."
              + (problems.isEmpty() ? "" : " " + problems.get(0).text()));
    }
    String statement = createStatement(config, included, all);
    if (mode == PublicationAutocreateMode.DISABLED) {
      throw new DatabaseException(
          "Publication \""
              + name
              + "\" does not exist, and with publication.autocreate.mode=disabled the connector"
              + " does not create it."
              + (statement.isEmpty() ? "" : " Run: " + statement));
    }
    if (mode == PublicationAutocreateMode.ALL_TABLES) {
      Optional<Problem> refused = PublicationProblems.notForAllTables(all, config);
      if (refused.isPresent()) {
        throw new DatabaseException(refused.get().text());
      }
    }
    try {
      inTransaction(connection, List.of(statement, PublicationMark.statement(config)));
      LOG.info("Created publication \"{}\" (publication.autocreate.mode {})", name, mode);
      return problems;
    } catch (SQLException e) {
      if (SqlStates.state(e).equals(SqlStates.DUPLICATE_OBJECT)) {
        LOG.info("Another client has just created publication \"{}\"", name);
        return problems;
      }
      throw new DatabaseException(
          "Publication \"" + name + "\" could not be created",
          e,
          rule(mode) + " With such a role, run: " + statement);
    }
  }

  /**
   * Drops the publication if this connector has created it.
   *
   * @return whether it was dropped
   */
  public static boolean dropIfMade(Connection ordinary, ConnectorConfig config) {
    String name = config.replication().publicationName();
    try {
      boolean made = find(ordinary, name).filter(found -> isOwn(found, config)).isPresent();
      if (made) {
        Sql.execute(ordinary, "DROP PUBLICATION IF EXISTS " + Identifiers.quote(name));
      }
      return made;
    } catch (SQLException e) {
      throw new DatabaseException("Publication \"" + name + "\" could not be dropped", e);
    }
  }

  private static boolean isOwn(PublicationState publication, ConnectorConfig config) {
    return PublicationMark.maker(publication.comment(), config)
        == PublicationMark.Maker.THIS_CONNECTOR;
  }

  private static String rule(PublicationAutocreateMode mode) {
    return switch (mode) {
      case ALL_TABLES -> "FOR ALL TABLES needs a superuser.";
      case FILTERED -> "The role needs CREATE on the database, and must own each table.";
      case NO_TABLES, DISABLED -> "The role needs CREATE on the database.";
    };
  }

  private static List<Problem> update(
      Connection connection, PublicationState existing, ConnectorConfig config)
      throws SQLException {
    if (existing.allTables()) {
      LOG.warn(
          "Publication \"{}\" is FOR ALL TABLES and stays so, although publication.autocreate.mode"
              + " is filtered. The server sends all tables, and the connector drops those that are"
              + " not included",
          existing.name());
      return List.of();
    }
    PublicationPlan plan = PublicationPlan.ofIncluded(PublishableTables.read(connection), config);
    return switch (PublicationMark.maker(existing.comment(), config)) {
      case THIS_CONNECTOR -> alter(connection, existing, config, plan);
      case OTHER_CONNECTOR ->
          throw new DatabaseException(PublicationProblems.ofAnother(existing, config).text());
      case SOMEONE_ELSE -> lacking(connection, existing, config, plan).stream().toList();
    };
  }

  /** What a publication lacks that the connector has not created, and only reads. */
  public static Optional<Problem> lacking(
      Connection connection,
      PublicationState publication,
      ConnectorConfig config,
      PublicationPlan plan)
      throws SQLException {
    PublicationPlan.Change change =
        plan.change(PublishableTables.listed(connection, publication.name()));
    if (change.added().isEmpty() || !config.filters().tables().namesTables()) {
      return Optional.empty();
    }
    // it may list partitions in place of their partitioned table
    Set<Integer> published =
        PublishedTables.read(connection, publication.name()).stream()
            .map(PublishedTable::oid)
            .collect(Collectors.toSet());
    List<PublishableTable> lacking = plan.lacking(published);
    return lacking.isEmpty()
        ? Optional.empty()
        : Optional.of(PublicationProblems.lacking(publication, lacking, config));
  }

  private static List<Problem> alter(
      Connection connection,
      PublicationState existing,
      ConnectorConfig config,
      PublicationPlan plan)
      throws SQLException {
    PublicationPlan.Listing listing = PublishableTables.listed(connection, existing.name());
    List<Problem> problems = PublicationProblems.leftOut(plan.beyond(listing)).stream().toList();
    if (plan.empties(listing)) {
      throw new DatabaseException(
          "Publication \""
              + existing.name()
              + "\" would lose all its tables: publication.autocreate.mode=filtered lists the"
              + " included tables, but the database has none that can be published. Check"
              + " table.include.list and schema.include.list."
              + (problems.isEmpty() ? "" : " " + problems.get(0).text()));
    }
    PublicationPlan.Change change = plan.change(listing);
    List<String> statements = alterStatements(existing, plan, change);
    if (statements.isEmpty()) {
      return problems;
    }
    List<String> marked = new ArrayList<>(statements);
    marked.add(PublicationMark.statement(config));
    try {
      inTransaction(connection, marked);
    } catch (SQLException e) {
      throw new DatabaseException(
          "Publication \""
              + existing.name()
              + "\" could not be changed to list the included tables",
          e,
          "The role must own the publication and each added table. With such a role, run: "
              + String.join(" ", statements));
    }
    log(existing.name(), change, PublishableTables.listed(connection, existing.name()));
    return problems;
  }

  private static void log(
      String publication, PublicationPlan.Change change, PublicationPlan.Listing now) {
    if (!change.dropped().isEmpty()) {
      LOG.warn(
          "Publication \"{}\": dropped the tables {}, which are not included any more; they are no"
              + " longer captured",
          publication,
          PublishableTable.listing(change.dropped()));
    }
    LOG.info(
        "Publication \"{}\": added {} tables, dropped {}; it now lists {}",
        publication,
        change.added().size(),
        change.dropped().size(),
        PublishableTable.listing(now.tables()));
  }

  /**
   * Executes all statements or none. Not {@code SET TABLE}, which would remove the row filters and
   * column lists of the tables that stay.
   */
  private static void inTransaction(Connection connection, List<String> statements)
      throws SQLException {
    connection.setAutoCommit(false);
    try {
      for (String statement : statements) {
        Sql.execute(connection, statement);
      }
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw ReadOnly.explain(connection, e);
    } finally {
      connection.setAutoCommit(true);
    }
  }
}
