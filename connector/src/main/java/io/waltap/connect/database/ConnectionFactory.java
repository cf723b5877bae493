/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.config.ConnectionSettings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Opens connections to the configured server; every connection of the connector comes from here.
 * What waits for the server in one of them is ended by {@link #endAll}, from any thread. Safe for
 * several threads.
 */
public final class ConnectionFactory {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);

  /** For the session that ends others, for which {@code stop()} waits. */
  private static final Duration ENDING_TIMEOUT = Duration.ofSeconds(2);

  private static final int LONGEST_QUERY_SECONDS = Integer.MAX_VALUE / 1000;

  /** So much longer than a statement may take, the server may be silent. */
  private static final int SILENCE_SECONDS = 60;

  /**
   * Overrides what is set for the role or the database. It has to be known when the session begins:
   * among several hosts, the driver takes a server with read-only sessions for a standby.
   */
  private static final String WRITABLE = "-c default_transaction_read_only=off";

  /** {@code NAMEDATALEN - 1}: what the server cuts a name to. */
  private static final int LONGEST_NAME = 63;

  private final ConnectionSettings settings;

  private final String connectorName;
  private final Duration connectTimeout;
  private final Duration queryTimeout;
  private final OpenSessions sessions;
  private final PasswordGrace grace;

  /**
   * @param connectorName by which the server shows the sessions
   */
  public ConnectionFactory(ConnectionSettings settings, String connectorName) {
    this(settings, connectorName, CONNECT_TIMEOUT, settings.queryTimeout());
  }

  public ConnectionFactory(
      ConnectionSettings settings,
      String connectorName,
      Duration connectTimeout,
      Duration queryTimeout) {
    this(
        settings,
        connectorName,
        connectTimeout,
        queryTimeout,
        OpenSessions.all(),
        new PasswordGrace(System::nanoTime));
  }

  private ConnectionFactory(
      ConnectionSettings settings,
      String connectorName,
      Duration connectTimeout,
      Duration queryTimeout,
      OpenSessions sessions,
      PasswordGrace grace) {
    this.settings = settings;
    this.connectorName = connectorName;
    this.connectTimeout = connectTimeout;
    this.queryTimeout = queryTimeout;
    this.sessions = sessions;
    this.grace = grace;
  }

  /** A factory whose sessions can be ended alone. They end with those of this factory, too. */
  public ConnectionFactory group() {
    return new ConnectionFactory(
        settings, connectorName, connectTimeout, queryTimeout, sessions.group(), grace);
  }

  /**
   * A {@link #group()} for questions that must have a quick answer.
   *
   * @param limit how long connecting may take, and each statement
   */
  public ConnectionFactory group(Duration limit) {
    return new ConnectionFactory(settings, connectorName, limit, limit, sessions.group(), grace);
  }

  /**
   * The {@code application_name} of a connector's sessions. Printable ASCII and short enough that
   * the server shows it unchanged, so that {@code pg_stat_activity} can be compared with it.
   */
  public static String applicationName(String connectorName) {
    StringBuilder name = new StringBuilder("waltap/");
    for (int i = 0; i < connectorName.length() && name.length() < LONGEST_NAME; i++) {
      char c = connectorName.charAt(i);
      name.append(c > ' ' && c <= '~' ? c : '_');
    }
    return name.toString();
  }

  /**
   * An ordinary session in autocommit mode: UTC, ISO dates, no time limits of the role's own, then
   * {@code database.initial.statements}. Names that are not qualified mean those of {@code
   * pg_catalog}. A server that is silent for longer than a statement may take ends the session.
   */
  public Connection open() throws SQLException {
    return open(true, true);
  }

  /**
   * As {@link #open}, but for a COPY. It may be silent for any time: while it waits for a lock, or
   * while rows are filtered. Whoever reads it must notice that the server is gone. In a database
   * with the encoding SQL_ASCII it gets all bytes as they are stored.
   */
  public Connection openForCopy() throws SQLException {
    Connection connection = open(false, true);
    try {
      ClientEncoding.receiveAllBytes(connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      closeAfter(connection, e);
      throw e;
    }
  }

  /**
   * As {@link #open}, but no statement waits longer than two seconds for a lock: then it fails with
   * 55P03. For questions and statements that must not wait until another session releases a table.
   */
  public Connection openWithoutWaiting() throws SQLException {
    Connection connection = open();
    try {
      Sql.execute(connection, "SET lock_timeout = '2s'");
      return connection;
    } catch (SQLException | RuntimeException e) {
      closeAfter(connection, e);
      throw e;
    }
  }

  private Connection open(boolean limitedSilence, boolean initialStatements) throws SQLException {
    Connection connection = connect(properties(limitedSilence));
    try {
      Sql.execute(connection, String.join("; ", sessionSettings(connection)));
      if (initialStatements) {
        runInitialStatements(connection);
      }
      SearchPath.begin(connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      closeAfter(connection, e);
      throw e;
    }
  }

  /**
   * What the driver is told for an ordinary session.
   *
   * @param limitedSilence whether a server that is silent ends the session; if not, it is for a
   *     COPY
   */
  Properties properties(boolean limitedSilence) {
    Properties properties = properties();
    PGProperty.ALLOW_ENCODING_CHANGES.set(properties, !limitedSilence);
    if (!queryTimeout.isZero()) {
      // the driver counts in milliseconds, in an int
      long seconds = Math.max(1, Math.min(queryTimeout.toSeconds(), LONGEST_QUERY_SECONDS));
      PGProperty.QUERY_TIMEOUT.set(properties, (int) seconds);
      if (limitedSilence
          && !settings.driverProperties().containsKey(PGProperty.SOCKET_TIMEOUT.getName())) {
        long silence = seconds + Math.min(seconds, SILENCE_SECONDS);
        PGProperty.SOCKET_TIMEOUT.set(properties, (int) Math.min(silence, LONGEST_QUERY_SECONDS));
      }
    }
    return properties;
  }

  /**
   * A walsender session of the configured database. In a database with the encoding SQL_ASCII it
   * gets all bytes as they are stored.
   */
  public Connection openReplication() throws SQLException {
    Properties properties = properties();
    PGProperty.ALLOW_ENCODING_CHANGES.set(properties, true);
    PGProperty.REPLICATION.set(properties, "database");
    // the replication grammar is not part of the extended query protocol
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    // the driver takes a timeout in the middle of a message for "nothing to read", and would read
    // the rest of it as the next one
    PGProperty.SOCKET_TIMEOUT.set(properties, 0);
    Connection connection = connect(properties);
    try {
      // making a slot waits for older transactions, and an exported snapshot keeps a transaction
      // open and idle
      for (String setting : commonSettings(connection)) {
        Sql.execute(connection, setting);
      }
      SearchPath.useCatalog(connection);
      ClientEncoding.receiveAllBytes(connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      closeAfter(connection, e);
      throw e;
    }
  }

  /**
   * Ends all sessions, whatever they wait for, and opens no others. Takes some seconds at most. The
   * server's processes end too: one that creates a slot leaves none.
   */
  public void endAll() {
    end(sessions.close());
  }

  /** Ends some sessions as {@link #endAll} does. */
  public void end(Collection<Connection> which) {
    ConnectionFactory ending =
        new ConnectionFactory(settings, connectorName, ENDING_TIMEOUT, ENDING_TIMEOUT);
    // the user's own statements may take another role, which may end no session
    SessionEnd.end(which, () -> ending.open(true, false), applicationName(connectorName));
  }

  private Connection connect(Properties properties) throws SQLException {
    Connection connection;
    try {
      // the file is read for each connection, so that a new password needs no restart
      String file = settings.passwordFile();
      PGProperty.PASSWORD.set(
          properties, file == null ? settings.password() : PasswordFile.read(file));
      // not by DriverManager: it sees only the drivers of its caller's class loader, and a plugin
      // has its own
      connection = new Driver().connect(url(), properties);
    } catch (SQLException e) {
      throw grace.explained(e);
    }
    if (connection == null) {
      throw new SQLException("database.hostname or database.dbname cannot be part of an address");
    }
    grace.accepted();
    if (!sessions.add(connection)) {
      connection.close();
      throw new SQLException("no session is opened any more: the work that needs it has ended");
    }
    return connection;
  }

  private Properties properties() {
    Properties properties = new Properties();
    // details can have the values of a row, and exceptions are logged
    PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
    int seconds = (int) connectTimeout.toSeconds();
    int hosts = Math.max(1, hosts().size());
    PGProperty.CONNECT_TIMEOUT.set(properties, seconds);
    PGProperty.LOGIN_TIMEOUT.set(properties, seconds * hosts);
    PGProperty.TCP_KEEP_ALIVE.set(properties, settings.tcpKeepAlive());
    if (hosts > 1) {
      PGProperty.TARGET_SERVER_TYPE.set(properties, "primary");
    }
    settings.driverProperties().forEach(properties::setProperty);
    PGProperty.OPTIONS.set(
        properties, options(settings.driverProperties().get(PGProperty.OPTIONS.getName())));

    PGProperty.USER.set(properties, settings.user());
    setIfGiven(PGProperty.SSL_MODE, properties, sslMode());
    setIfGiven(PGProperty.SSL_CERT, properties, settings.sslCert());
    setIfGiven(PGProperty.SSL_KEY, properties, settings.sslKey());
    setIfGiven(PGProperty.SSL_ROOT_CERT, properties, settings.sslRootCert());
    setIfGiven(PGProperty.SSL_PASSWORD, properties, settings.sslPassword());
    setIfGiven(PGProperty.SSL_FACTORY, properties, settings.sslFactory());
    PGProperty.APPLICATION_NAME.set(properties, applicationName(connectorName));
    // lets the driver put the session's parameters into the startup packet
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
    return properties;
  }

  /** The server parameters of the startup packet: the user's own, and then ours. */
  static String options(String configured) {
    return configured == null || configured.isBlank() ? WRITABLE : configured + ' ' + WRITABLE;
  }

  private static void setIfGiven(PGProperty property, Properties properties, String value) {
    if (value != null && !value.isBlank()) {
      property.set(properties, value);
    }
  }

  private String sslMode() {
    String mode = settings.sslMode();
    return mode == null ? null : mode.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private List<String> hosts() {
    List<String> hosts = new ArrayList<>();
    for (String host : settings.hostname().split(",", -1)) {
      if (!host.isBlank()) {
        hosts.add(host.trim());
      }
    }
    return hosts;
  }

  private String url() {
    List<String> addresses = new ArrayList<>();
    for (String host : hosts()) {
      addresses.add(address(host, settings.port()));
    }
    return "jdbc:postgresql://"
        + String.join(",", addresses)
        + "/"
        + URLEncoder.encode(settings.databaseName(), StandardCharsets.UTF_8);
  }

  /** A host with its port: {@code host}, {@code host:port}, a bare or bracketed IPv6 address. */
  static String address(String host, int port) {
    int firstColon = host.indexOf(':');
    int lastColon = host.lastIndexOf(':');
    if (host.startsWith("[")) {
      return lastColon > host.indexOf(']') ? host : host + ":" + port;
    }
    if (firstColon != lastColon) {
      return "[" + host + "]:" + port;
    }
    return firstColon >= 0 ? host : host + ":" + port;
  }

  private static List<String> sessionSettings(Connection connection) throws SQLException {
    List<String> settings = new ArrayList<>(commonSettings(connection));
    settings.add("SET DateStyle = 'ISO'");
    // a policy that hides rows from this role has to be an error, not a snapshot with less in it
    settings.add("SET row_security = off");
    return settings;
  }

  private static List<String> commonSettings(Connection connection) throws SQLException {
    int version = connection.getMetaData().getDatabaseMajorVersion();
    List<String> settings = new ArrayList<>();
    settings.add("SET TimeZone = 'UTC'");
    settings.add("SET IntervalStyle = 'postgres'");
    settings.add("SET statement_timeout = 0");
    settings.add("SET lock_timeout = 0");
    settings.add("SET idle_in_transaction_session_timeout = 0");
    if (version >= 14) {
      settings.add("SET idle_session_timeout = 0");
    }
    if (version >= 17) {
      settings.add("SET transaction_timeout = 0");
    }
    return settings;
  }

  private void runInitialStatements(Connection connection) throws SQLException {
    int number = 0;
    for (String statement : settings.initialStatements()) {
      number++;
      try {
        Sql.execute(connection, statement);
      } catch (SQLException e) {
        throw new InitialStatementFailed(number, ReadOnly.explain(connection, e));
      }
    }
  }

  static void closeAfter(Connection connection, Throwable failure) {
    try {
      connection.close();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * One of the user's own statements was refused; its text is not repeated, it may hold a secret.
   */
  public static final class InitialStatementFailed extends SQLException {

    InitialStatementFailed(int number, SQLException cause) {
      super(
          "statement "
              + number
              + " of database.initial.statements was refused: "
              + SqlStates.describe(cause),
          cause.getSQLState(),
          cause);
    }
  }
}
