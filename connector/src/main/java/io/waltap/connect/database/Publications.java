/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.PublicationAutocreateMode;
import io.waltap.connect.pgoutput.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private static final String PUBLICATION =
      """
      SELECT p.pubname, p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate,
             p.pubviaroot, pg_catalog.pg_has_role(p.pubowner, 'USAGE') AS owned
        FROM pg_catalog.pg_publication p
       WHERE p.pubname = ?
      """;

  // temporary and unlogged tables cannot be published
  private static final String TABLES =
      """
      SELECT c.oid::int8 AS oid, n.nspname, c.relname,
             pg_catalog.pg_has_role(c.relowner, 'USAGE') AS owned,
             COALESCE((SELECT h.inhparent::int8 FROM pg_catalog.pg_inherits h
                        WHERE c.relispartition AND h.inhrelid = c.oid LIMIT 1), 0) AS parent
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p'
         AND pg_catalog.left(n.nspname, 3) <> 'pg_' AND n.nspname <> 'information_schema'
       ORDER BY n.nspname, c.relname
      """;

  private static final String LISTED_TABLES =
      """
      SELECT c.oid::int8 AS oid, n.nspname, c.relname,
             pg_catalog.pg_has_role(c.relowner, 'USAGE') AS owned, 0::int8 AS parent
        FROM pg_catalog.pg_publication p
        JOIN pg_catalog.pg_publication_rel r ON r.prpubid = p.oid
        JOIN pg_catalog.pg_class c ON c.oid = r.prrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE p.pubname = ?
       ORDER BY n.nspname, c.relname
      """;

  private static final String LISTED_SCHEMAS =
      """
      SELECT n.nspname
        FROM pg_catalog.pg_publication p
        JOIN pg_catalog.pg_publication_namespace s ON s.pnpubid = p.oid
        JOIN pg_catalog.pg_namespace n ON n.oid = s.pnnspid
       WHERE p.pubname = ?
      """;

  /**
   * A table that can be part of a publication.
   *
   * @param owned the current role owns it, or is a member of the role that owns it
   * @param parent OID of the partitioned table of which it is a partition; else 0
   */
  public record Candidate(int oid, TableId id, boolean owned, int parent) {

    static Candidate read(ResultSet row) throws SQLException {
      return new Candidate(
          Sql.oid(row, "oid"),
          new TableId(row.getString("nspname"), row.getString("relname")),
          row.getBoolean("owned"),
          Sql.oid(row, "parent"));
    }

    public String qualified() {
      return Identifiers.qualified(id);
    }
  }

  /** What must change so that a publication lists the wanted tables. */
  public record Change(List<Candidate> added, List<Candidate> dropped) {
    public boolean isEmpty() {
      return added.isEmpty() && dropped.isEmpty();
    }
  }

  private Publications() {}

  /**
   * Creates the configured publication, or changes what it lists, as the mode says. A publication
   * that is right already is not changed.
   *
   * @param ordinary an ordinary connection in autocommit mode
   * @throws DatabaseException if there is none and it cannot or must not be created; the message
   *     has the SQL
   */
  public static void ensure(Connection ordinary, ConnectorConfig config) {
    String name = config.replication().publicationName();
    boolean filtered =
        config.replication().publicationAutocreateMode() == PublicationAutocreateMode.FILTERED;
    try {
      Optional<PublicationState> existing = find(ordinary, name);
      if (existing.isEmpty()) {
        create(ordinary, config, wanted(ordinary, config));
      } else if (filtered) {
        List<Candidate> wanted = wanted(ordinary, config);
        update(ordinary, existing.get(), wanted, change(ordinary, name, wanted));
      }
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
                    row.getString("pubname"),
                    row.getBoolean("puballtables"),
                    row.getBoolean("pubinsert"),
                    row.getBoolean("pubupdate"),
                    row.getBoolean("pubdelete"),
                    row.getBoolean("pubtruncate"),
                    row.getBoolean("pubviaroot"),
                    row.getBoolean("owned")),
            name)
        .stream()
        .findFirst();
  }

  /**
   * The ordinary and partitioned tables that the configuration includes. A partition of an included
   * table is left out: it is published with the partitioned table, and so is a partition that is
   * attached later.
   */
  public static List<Candidate> wanted(Connection connection, ConnectorConfig config)
      throws SQLException {
    List<Candidate> all = Sql.list(connection, TABLES, Candidate::read);
    Map<Integer, Candidate> byOid = new HashMap<>();
    Set<Integer> included = new HashSet<>();
    for (Candidate table : all) {
      byOid.put(table.oid(), table);
      if (config.filters().includes(table.id())) {
        included.add(table.oid());
      }
    }
    List<Candidate> wanted = new ArrayList<>();
    for (Candidate table : all) {
      if (included.contains(table.oid()) && !hasAncestor(table, byOid, included)) {
        wanted.add(table);
      }
    }
    return wanted;
  }

  private static boolean hasAncestor(
      Candidate table, Map<Integer, Candidate> byOid, Set<Integer> included) {
    Candidate ancestor = byOid.get(table.parent());
    while (ancestor != null) {
      if (included.contains(ancestor.oid())) {
        return true;
      }
      ancestor = byOid.get(ancestor.parent());
    }
    return false;
  }

  /**
   * The change from the tables that the publication lists to the wanted ones. Tables that it has by
   * FOR TABLES IN SCHEMA need no change.
   */
  public static Change change(Connection connection, String publication, List<Candidate> wanted)
      throws SQLException {
    Map<Integer, Candidate> dropped = new LinkedHashMap<>();
    for (Candidate table : Sql.list(connection, LISTED_TABLES, Candidate::read, publication)) {
      dropped.put(table.oid(), table);
    }
    Set<String> schemas = new HashSet<>();
    if (connection.getMetaData().getDatabaseMajorVersion() >= 15) {
      schemas.addAll(
          Sql.list(connection, LISTED_SCHEMAS, row -> row.getString("nspname"), publication));
    }
    List<Candidate> added = new ArrayList<>();
    for (Candidate table : wanted) {
      if (dropped.remove(table.oid()) == null && !schemas.contains(table.id().schema())) {
        added.add(table);
      }
    }
    return new Change(added, List.copyOf(dropped.values()));
  }

  /** The statement that creates the publication as the mode says. */
  public static String createStatement(ConnectorConfig config, List<Candidate> wanted) {
    String content =
        switch (config.replication().publicationAutocreateMode()) {
          case ALL_TABLES -> " FOR ALL TABLES";
          case FILTERED -> " FOR TABLE " + names(wanted);
          // for the user to run: the publication that the configuration asks for
          case DISABLED -> wanted.isEmpty() ? " FOR ALL TABLES" : " FOR TABLE " + names(wanted);
          case NO_TABLES -> "";
        };
    return "CREATE PUBLICATION "
        + Identifiers.quote(config.replication().publicationName())
        + content
        + (config.replication().publishViaPartitionRoot()
            ? " WITH (publish_via_partition_root = true)"
            : "")
        + ";";
  }

  static String names(Collection<Candidate> tables) {
    return tables.stream().map(Candidate::qualified).collect(Collectors.joining(", "));
  }

  /** The statements that carry out a change; at most two. */
  public static List<String> alterStatements(String publication, Change change) {
    String alter = "ALTER PUBLICATION " + Identifiers.quote(publication);
    List<String> statements = new ArrayList<>();
    if (!change.added().isEmpty()) {
      statements.add(alter + " ADD TABLE " + names(change.added()) + ";");
    }
    if (!change.dropped().isEmpty()) {
      statements.add(alter + " DROP TABLE " + names(change.dropped()) + ";");
    }
    return statements;
  }

  private static void create(
      Connection connection, ConnectorConfig config, List<Candidate> wanted) {
    String name = config.replication().publicationName();
    PublicationAutocreateMode mode = config.replication().publicationAutocreateMode();
    if (mode == PublicationAutocreateMode.FILTERED && wanted.isEmpty()) {
      throw new DatabaseException(
          "Publication \""
              + name
              + "\" does not exist and cannot be created: publication.autocreate.mode=filtered"
              + " lists the included tables, but the database has none. Check table.include.list"
              + " and schema.include.list");
    }
    String statement = createStatement(config, wanted);
    if (mode == PublicationAutocreateMode.DISABLED) {
      throw new DatabaseException(
          "Publication \""
              + name
              + "\" does not exist, and with publication.autocreate.mode=disabled the connector"
              + " does not create it. Run: "
              + statement);
    }
    try {
      inTransaction(connection, List.of(statement, markStatement(config)));
      LOG.info("Created publication \"{}\" (publication.autocreate.mode {})", name, mode);
    } catch (SQLException e) {
      if (SqlStates.state(e).equals(SqlStates.DUPLICATE_OBJECT)) {
        LOG.info("Another client has just created publication \"{}\"", name);
        return;
      }
      throw new DatabaseException(
          "Publication \"" + name + "\" could not be created",
          e,
          rule(mode) + " With such a role, run: " + statement);
    }
  }

  /** Marks the publication as one that this connector has created. */
  private static String markStatement(ConnectorConfig config) {
    return "COMMENT ON PUBLICATION "
        + Identifiers.quote(config.replication().publicationName())
        + " IS "
        + Identifiers.literal(mark(config));
  }

  private static String mark(ConnectorConfig config) {
    return "Made by the Waltap connector " + config.connectorName();
  }

  /**
   * Drops the publication if this connector has created it.
   *
   * @return whether it was dropped
   */
  public static boolean dropIfMade(Connection ordinary, ConnectorConfig config) {
    String name = config.replication().publicationName();
    try {
      boolean made =
          !Sql.list(
                  ordinary,
                  "SELECT 1 FROM pg_catalog.pg_publication p WHERE p.pubname = ?"
                      + " AND pg_catalog.obj_description(p.oid, 'pg_publication') = ?",
                  row -> Boolean.TRUE,
                  name,
                  mark(config))
              .isEmpty();
      if (made) {
        Sql.execute(ordinary, "DROP PUBLICATION IF EXISTS " + Identifiers.quote(name));
      }
      return made;
    } catch (SQLException e) {
      throw new DatabaseException("Publication \"" + name + "\" could not be dropped", e);
    }
  }

  private static String rule(PublicationAutocreateMode mode) {
    return switch (mode) {
      case ALL_TABLES -> "FOR ALL TABLES needs a superuser.";
      case FILTERED -> "The role needs CREATE on the database, and must own each table.";
      case NO_TABLES, DISABLED -> "The role needs CREATE on the database.";
    };
  }

  private static void update(
      Connection connection, PublicationState existing, List<Candidate> wanted, Change change) {
    if (existing.allTables()) {
      LOG.warn(
          "Publication \"{}\" is FOR ALL TABLES and stays so, although publication.autocreate.mode"
              + " is filtered. The server sends all tables, and the connector drops those that are"
              + " not included",
          existing.name());
      return;
    }
    if (wanted.isEmpty()) {
      throw new DatabaseException(
          "Publication \""
              + existing.name()
              + "\" would lose all its tables: publication.autocreate.mode=filtered lists the"
              + " included tables, but the database has none. Check table.include.list and"
              + " schema.include.list");
    }
    if (change.isEmpty()) {
      return;
    }
    List<String> statements = alterStatements(existing.name(), change);
    try {
      inTransaction(connection, statements);
    } catch (SQLException e) {
      throw new DatabaseException(
          "Publication \""
              + existing.name()
              + "\" could not be changed to list the included tables",
          e,
          "The role must own the publication and each added table. With such a role, run: "
              + String.join(" ", statements));
    }
    LOG.info(
        "Publication \"{}\": added {} tables, dropped {}",
        existing.name(),
        change.added().size(),
        change.dropped().size());
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
