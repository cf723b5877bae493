/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import io.waltap.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.postgresql.PGProperty;

/** The PostgreSQL server of a run, which can be killed and started again. */
final class Postgres implements AutoCloseable {
  static final String DATABASE = "soak";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final EmbeddedPostgres server;

  private Postgres(EmbeddedPostgres server) {
    this.server = server;
  }

  /**
   * Starts a server and creates the database.
   *
   * @param home where the build has put the binaries
   * @param version a major version, or a directory with the programs of an installed server
   * @param mounted whether the directory is empty and must not be deleted, as a disk is mounted on
   *     it
   */
  static Postgres start(Path home, String version, Path directory, boolean mounted)
      throws IOException {
    Path binaries =
        version.matches("[0-9]+")
            ? binaries(home.resolve("postgres-versions"), version)
            : Path.of(version);
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder(binaries)
            .directory(directory)
            .settings(
                Map.of(
                    "max_replication_slots", "30",
                    "max_wal_senders", "30",
                    "max_wal_size", "256MB",
                    "wal_sender_timeout", "20s"));
    EmbeddedPostgres server = (mounted ? builder : builder.fresh()).start();
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + DATABASE);
    } catch (SQLException e) {
      server.close();
      throw new IOException("cannot create the database", e);
    }
    return new Postgres(server);
  }

  EmbeddedPostgres server() {
    return server;
  }

  Connection connect() throws SQLException {
    return server.connect(DATABASE);
  }

  /** Opens a connection with the replication protocol, like another client of a slot. */
  Connection connectForReplication() throws SQLException {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, server.user());
    PGProperty.PASSWORD.set(properties, server.password());
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    return DriverManager.getConnection(server.jdbcUrl(DATABASE), properties);
  }

  void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The first column of a query's rows. */
  List<String> texts(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }

  /** The version of each row of a table, by its id. */
  Map<Long, Long> versions(String table) throws SQLException {
    Map<Long, Long> versions = new HashMap<>();
    for (String row : texts("SELECT id || ' ' || version FROM " + table)) {
      int space = row.indexOf(' ');
      versions.put(Long.valueOf(row.substring(0, space)), Long.valueOf(row.substring(space + 1)));
    }
    return versions;
  }

  /** Sends SIGKILL to the postmaster. Its processes notice that, and end. */
  void kill() throws InterruptedException {
    ProcessHandle.of(server.pid()).ifPresent(ProcessHandle::destroyForcibly);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (answers() && System.nanoTime() < deadline) {
      Thread.sleep(100);
    }
  }

  /** Starts the server, again and again until it answers: it may still be cleaning up. */
  void startAgain() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        server.start();
        if (answers()) {
          return;
        }
      } catch (IllegalStateException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("PostgreSQL does not answer; see " + server.log());
      }
      Thread.sleep(300);
    }
  }

  @Override
  public void close() {
    server.close();
  }

  private boolean answers() {
    try (Connection connection = server.connect("postgres")) {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false;
    }
  }

  private static Path binaries(Path directory, String major) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IllegalStateException(
          "there is no " + directory + ": build with ./waltap --rebuild soak --help");
    }
    try (Stream<Path> jars = Files.list(directory)) {
      return jars.filter(jar -> jar.getFileName().toString().contains("-" + major + "."))
          .findFirst()
          .orElseThrow(
              () ->
                  new SoakOptions.UsageException(
                      "there is no PostgreSQL " + major + " in " + directory));
    }
  }
}
