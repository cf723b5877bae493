/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.database.InheritingTables.InheritingTable;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.schema.TableCatalog;
import io.waltap.connect.schema.TableFacts;
import io.waltap.connect.types.PgType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalog of the database over one ordinary connection, opened when first needed. A connection
 * that was lost while it idled is replaced once and the question asked again; whatever else fails
 * is a {@link DatabaseException}. No question waits for a lock for more than two seconds: the
 * stream waits for the answers. Safe for use by several threads, which take turns.
 */
public final class Catalog implements TableCatalog, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);

  private final ConnectionFactory connections;
  private final KnownPublication known;
  private final boolean withMissing;
  private Connection connection;

  public Catalog(ConnectionFactory connections) {
    this(connections, false);
  }

  /**
   * @param withMissing whether the facts of a table say which values older rows have in columns
   *     that were added later. That calls functions of the columns' types
   */
  public Catalog(ConnectionFactory connections, boolean withMissing) {
    this(connections, new KnownPublication(), withMissing);
  }

  /**
   * @param known the tables of the publication as an earlier catalog has read them
   */
  public Catalog(ConnectionFactory connections, KnownPublication known) {
    this(connections, known, false);
  }

  private Catalog(ConnectionFactory connections, KnownPublication known, boolean withMissing) {
    this.connections = connections;
    this.known = known;
    this.withMissing = withMissing;
  }

  @Override
  public TableFacts findTable(int relationOid) {
    return ask(
        "The definition of the table with OID "
            + Integer.toUnsignedString(relationOid)
            + " could not be read",
        current -> CatalogTables.find(current, relationOid, withMissing));
  }

  @Override
  public PgType findType(int oid) {
    return ask(
        "The definition of the type with OID "
            + Integer.toUnsignedString(oid)
            + " could not be read",
        current -> CatalogTypes.find(current, oid));
  }

  @Override
  public boolean textIsUtf8() {
    return ask(
        "The encoding of the database could not be read",
        current -> !ClientEncoding.isSqlAscii(current));
  }

  /**
   * The tables that a publication sends, under the names that it sends; empty if there is no such
   * publication.
   */
  public List<PublishedTable> publishedTables(String publication) {
    return ask(
        "The tables of publication " + Identifiers.quote(publication) + " could not be read",
        current -> known.read(current, publication));
  }

  /** Those of the publication that are captured. */
  public Map<TableId, PublishedTable> capturedTables(
      String publication, Predicate<TableId> captured) {
    return captured(publishedTables(publication), captured);
  }

  /** Those of a publication's tables that are captured. */
  public static Map<TableId, PublishedTable> captured(
      List<PublishedTable> published, Predicate<TableId> captured) {
    Map<TableId, PublishedTable> tables = new TreeMap<>();
    for (PublishedTable table : published) {
      if (captured.test(table.id())) {
        tables.put(table.id(), table);
      }
    }
    return tables;
  }

  /** All tables of the database that inherit from others and are no partitions. */
  public List<InheritingTable> inheritingTables() {
    return ask("The tables that inherit from others could not be read", InheritingTables::read);
  }

  public Optional<PublicationState> findPublication(String publication) {
    return ask(
        "Publication " + Identifiers.quote(publication) + " could not be looked up",
        current -> Publications.find(current, publication));
  }

  @Override
  public synchronized void close() {
    discard();
  }

  private synchronized <T> T ask(String failed, Question<T> question) {
    boolean reused = connection != null;
    try {
      return question.ask(current());
    } catch (SQLException e) {
      discard();
      if (!reused || !SqlStates.connectionLost(e)) {
        throw new DatabaseException(failed, e);
      }
      LOG.debug("The catalog connection was lost, a new one is opened", e);
    }
    try {
      return question.ask(current());
    } catch (SQLException e) {
      discard();
      throw new DatabaseException(failed, e);
    }
  }

  private Connection current() throws SQLException {
    if (connection == null) {
      connection = connections.openWithoutWaiting();
    }
    return connection;
  }

  private void discard() {
    if (connection == null) {
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("The catalog connection did not close cleanly", e);
    }
    connection = null;
  }

  /** What is asked; it may be asked twice. */
  @FunctionalInterface
  private interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }
}
