/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;

/**
 * A database of one test. Its slot, publication and topic prefix have the same number, so that
 * tests share servers without seeing each other. Closing it first drops the slots, because they
 * would keep WAL and the database, and then the database.
 */
public final class TestDatabase implements AutoCloseable {
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final PostgresServer server;
  private final int number = COUNTER.incrementAndGet();

  private TestDatabase(PostgresServer server) {
    this.server = server;
  }

  /** Creates a database on the shared server of the default major version. */
  public static TestDatabase create() {
    return create(Servers.postgres());
  }

  public static TestDatabase create(PostgresServer server) {
    return create(server, "");
  }

  /**
   * @param options of CREATE DATABASE
   */
  public static TestDatabase create(PostgresServer server, String options) {
    TestDatabase database = new TestDatabase(server);
    database.onServer("CREATE DATABASE " + database.name() + " " + options);
    return database;
  }

  public PostgresServer server() {
    return server;
  }

  public String name() {
    return "t_" + number;
  }

  public String slot() {
    return "slot_" + number;
  }

  /** Returns the slot of a lane, counted from 0. */
  public String slot(int lane) {
    return lane == 0 ? slot() : slot() + "_" + lane;
  }

  public String publication() {
    return "pub_" + number;
  }

  /** Returns {@code topic.prefix}, which is also the connector's name. */
  public String prefix() {
    return "it" + number;
  }

  /** Opens a new connection in auto-commit mode. */
  public Connection connect() {
    return connect(name(), server.user(), server.password());
  }

  /** Opens a connection with the replication protocol, like another consumer of a slot. */
  public Connection connectForReplication() {
    Properties properties = credentials(server.user(), server.password());
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    return open(name(), properties);
  }

  /** Executes statements; each is its own transaction. */
  public void execute(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Executes all statements in one transaction. */
  public void transaction(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Executes {@code COPY ... FROM STDIN}: many rows in few WAL records. */
  public void copyIn(String copy, String rows) {
    try (Connection connection = connect()) {
      connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy, new StringReader(rows));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the first column of the rows, as text. */
  public List<String> texts(String query) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      List<String> texts = new ArrayList<>();
      while (result.next()) {
        texts.add(result.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the first column of the only row, as text. */
  public String text(String query) {
    List<String> texts = texts(query);
    if (texts.size() != 1) {
      throw new IllegalStateException(texts.size() + " rows instead of one: " + query);
    }
    return texts.get(0);
  }

  public long number(String query) {
    String text = text(query);
    if (text == null) {
      throw new IllegalStateException("null instead of a number: " + query);
    }
    return Long.parseLong(text);
  }

  /**
   * Returns {@code confirmed_flush_lsn} of the test's slot, as the number that offsets and events
   * have.
   */
  public long confirmedLsn() {
    return number(
        "SELECT confirmed_flush_lsn - '0/0'::pg_lsn FROM pg_replication_slots WHERE slot_name = '"
            + slot()
            + "'");
  }

  /** Whether a process of the server is serving the test's slot now. */
  public boolean slotActive() {
    return texts("SELECT 1 FROM pg_replication_slots WHERE active AND slot_name = '" + slot() + "'")
            .size()
        == 1;
  }

  /** Returns the names of the database's slots, sorted, without temporary ones. */
  public List<String> slots() {
    return texts(
        "SELECT slot_name FROM pg_replication_slots WHERE NOT temporary AND database = '"
            + name()
            + "' ORDER BY slot_name COLLATE \"C\"");
  }

  /** Returns the slots of {@link #slots()} from which a process streams. */
  public List<String> streamingSlots() {
    return texts(
        "SELECT s.slot_name FROM pg_replication_slots s"
            + " JOIN pg_stat_replication r ON r.pid = s.active_pid"
            + " WHERE r.state IN ('catchup', 'streaming') AND NOT s.temporary AND s.database = '"
            + name()
            + "' ORDER BY s.slot_name COLLATE \"C\"");
  }

  /** Returns the server process that streams from the test's slot, or null if there is none. */
  public String streamingPid() {
    List<String> pids =
        texts(
            "SELECT s.active_pid FROM pg_replication_slots s"
                + " JOIN pg_stat_replication r ON r.pid = s.active_pid"
                + " WHERE r.state IN ('catchup', 'streaming') AND s.slot_name = '"
                + slot()
                + "'");
    return pids.isEmpty() ? null : pids.get(0);
  }

  /** Waits until the connector has created its slot: from then on no change may be missed. */
  public void awaitSlot() {
    await("slot " + slot())
        .pollInterval(Duration.ofMillis(5))
        .atMost(Settings.patience())
        .until(
            () ->
                number(
                        "SELECT count(*) FROM pg_replication_slots"
                            + " WHERE confirmed_flush_lsn IS NOT NULL AND slot_name = '"
                            + slot()
                            + "'")
                    == 1);
  }

  public void awaitSlotInactive() {
    await("free slot " + slot()).atMost(Settings.patience()).until(() -> !slotActive());
  }

  /** Waits until no lane of the test's connector holds its slot. */
  public void awaitSlotsInactive() {
    String lanes = slot() + "(_([0-9]+|handover))?";
    await("free slots of " + slot())
        .atMost(Settings.patience())
        .until(
            () ->
                texts(
                        "SELECT 1 FROM pg_replication_slots WHERE active AND slot_name ~ '^"
                            + lanes
                            + "$'")
                    .isEmpty());
  }

  @Override
  public void close() {
    await("end of database " + name())
        .atMost(Settings.patience())
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(this::drop);
  }

  /**
   * Drops slots and database. A terminated walsender may hold its slot a moment longer. Then the
   * drop throws, and is repeated.
   */
  private boolean drop() {
    String mine = " FROM pg_replication_slots WHERE database = '" + name() + "'";
    onServer(
        "SELECT pg_terminate_backend(active_pid)" + mine + " AND active",
        "SELECT pg_drop_replication_slot(slot_name)" + mine,
        "DROP DATABASE " + name() + " WITH (FORCE)");
    return true;
  }

  private void onServer(String... statements) {
    try (Connection connection = connect("postgres", server.user(), server.password());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Connection connect(String database, String user, String password) {
    return open(database, credentials(user, password));
  }

  private Connection open(String database, Properties properties) {
    try {
      return DriverManager.getConnection(server.jdbcUrl(database), properties);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Properties credentials(String user, String password) {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, user);
    if (password != null) {
      PGProperty.PASSWORD.set(properties, password);
    }
    return properties;
  }
}
