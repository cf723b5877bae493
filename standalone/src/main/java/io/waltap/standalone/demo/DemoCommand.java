/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import io.waltap.embedded.ConnectRest;
import io.waltap.embedded.EmbeddedConnect;
import io.waltap.embedded.EmbeddedKafka;
import io.waltap.embedded.EmbeddedPostgres;
import io.waltap.standalone.lake.LakeReader;
import io.waltap.standalone.lake.LakeReaders;
import io.waltap.standalone.landing.Installation;
import io.waltap.standalone.landing.Landing;
import io.waltap.standalone.landing.SinkProperties;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The demonstration: real PostgreSQL, real Kafka, real Kafka Connect, real Iceberg tables on disk, and proof by SQL over them that
 * what landed is what PostgreSQL has.
 */
public final class DemoCommand {
  public static final int EQUAL = 0;
  public static final int DIFFERENT = 1;
  public static final int STOPPED = 130;

  private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);
  private static final int MAX_RESTARTS = 3;
  private static final String DATABASE = "shop";
  private static final String PREFIX = "demo";
  private static final String NAMESPACE = "shop";
  private static final String SOURCE = "demo-source";
  private static final String SINK = "demo-sink";
  private static final String SLOT = "waltap_demo";
  private static final String CONTROL_TOPIC = "demo-control-iceberg";
  private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Installation installation;
  private final Path duckDb;
  private final Options options;
  private final BooleanSupplier stopped;
  private final PrintStream out;

  /**
   * What the user may choose.
   *
   * @param directory where everything is kept, wiped first
   * @param seconds how long the workload runs
   * @param seed of the workload, so that it can be repeated
   * @param terminal whether lines may change in place
   */
  public record Options(Path directory, int seconds, long seed, boolean terminal) {}

  /** @param stopped whether the user wants it to end */
  public DemoCommand(
      Installation installation, Options options, BooleanSupplier stopped, PrintStream out) {
    this.installation = installation;
    // Needed at the end only, but that it is missing is said at once.
    this.duckDb = installation.duckDb();
    this.options = options;
    this.stopped = stopped;
    this.out = out;
  }

  /** Runs the demonstration; its exit code. */
  public int run() throws SQLException, InterruptedException {
    out.println("Waltap demo: PostgreSQL -> Kafka Connect -> Apache Iceberg, all in this process");
    out.println();
    long begun = System.nanoTime();
    try (EmbeddedPostgres postgres = startPostgres();
        EmbeddedKafka kafka = startKafka();
        EmbeddedConnect connect = startConnect(kafka);
        Landing landing =
            new Landing(
                kafka.bootstrapServers(), SINK, SinkProperties.dataTopics(PREFIX), CONTROL_TOPIC);
        LakeReader lake = LakeReaders.open(installation.sinkPlugin(), catalog())) {
      step(begun, "Kafka Connect answers at " + connect.restUrl());
      int exit = demonstrate(postgres, connect.rest(), kafka.bootstrapServers(), landing, lake);
      out.println("Stopping ...");
      return exit;
    }
  }

  private EmbeddedPostgres startPostgres() {
    out.println("Starting PostgreSQL, a Kafka broker and a Kafka Connect worker ...");
    long begun = System.nanoTime();
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder(installation.postgresBinaries())
            .directory(options.directory().resolve("postgres"))
            .cache(options.directory().toAbsolutePath().resolveSibling("postgres-binaries"))
            .fresh()
            .start();
    step(begun, "PostgreSQL listens on 127.0.0.1:" + postgres.port());
    return postgres;
  }

  private EmbeddedKafka startKafka() {
    long begun = System.nanoTime();
    EmbeddedKafka kafka = EmbeddedKafka.builder(options.directory().resolve("kafka")).start();
    step(begun, "Kafka listens on " + kafka.bootstrapServers());
    return kafka;
  }

  private EmbeddedConnect startConnect(EmbeddedKafka kafka) {
    return EmbeddedConnect.builder(kafka.bootstrapServers())
        .pluginPath(installation.plugins())
        .offsetFlushInterval(Duration.ofSeconds(1))
        .start();
  }

  private int demonstrate(
      EmbeddedPostgres postgres,
      ConnectRest rest,
      String bootstrapServers,
      Landing landing,
      LakeReader lake)
      throws SQLException, InterruptedException {
    createDatabase(postgres);
    try (Connection forWorkload = postgres.connect(DATABASE);
        Connection forUs = postgres.connect(DATABASE)) {
      Workload workload = new Workload(forWorkload, options.seed());
      workload.prepare();
      out.printf(
          Locale.ROOT,
          "  %s has tables customers and orders with %,d rows%n",
          serverVersion(forUs),
          workload.changes());
      if (stopped.getAsBoolean()) {
        return STOPPED;
      }

      rest.putConfig(SOURCE, sourceConfig(postgres));
      rest.awaitRunning(SOURCE, PATIENCE);
      awaitTopics(rest, landing);
      landing.createControlTopic();
      rest.putConfig(SINK, SinkProperties.withKafka(sinkConfig(), bootstrapServers));
      rest.awaitRunning(SINK, PATIENCE);
      out.println("  the source " + SOURCE + " and the sink " + SINK + " are running");
      out.println();

      Watch watch = new Watch(rest, lake, workload);
      Thread thread = new Thread(workload, "workload");
      thread.setDaemon(true);
      out.println(
          "Inserts, updates and deletes for "
              + options.seconds()
              + " seconds (Ctrl-C ends it) ...");
      watch.begin();
      thread.start();
      watch.during(Duration.ofSeconds(options.seconds()));
      workload.stop();
      thread.join();
      if (workload.failure() != null) {
        throw workload.failure();
      }
      if (stopped.getAsBoolean()) {
        return STOPPED;
      }
      if (!watch.untilLanded(forUs, landing)) {
        if (stopped.getAsBoolean()) {
          return STOPPED;
        }
        out.println("  not everything has landed after " + PATIENCE.toSeconds() + " s");
      }
      watch.finish();
      out.println();
      return compare(forUs, lake) ? EQUAL : DIFFERENT;
    }
  }

  private static void createDatabase(EmbeddedPostgres postgres) throws SQLException {
    try (Connection connection = postgres.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + DATABASE);
    }
  }

  private Map<String, String> sourceConfig(EmbeddedPostgres postgres) {
    Map<String, String> source = new LinkedHashMap<>();
    source.put("connector.class", "io.waltap.connect.PostgresSourceConnector");
    source.put("tasks.max", "1");
    source.put("database.hostname", "127.0.0.1");
    source.put("database.port", Integer.toString(postgres.port()));
    source.put("database.user", postgres.user());
    source.put("database.password", postgres.password());
    source.put("database.dbname", DATABASE);
    source.put("topic.prefix", PREFIX);
    source.put("slot.name", SLOT);
    source.put("publication.name", SLOT);
    source.put("publication.autocreate.mode", "filtered");
    source.put("table.include.list", "public.customers,public.orders");
    source.put("snapshot.mode", "initial");
    source.put("tombstones.on.delete", "false");
    source.put("heartbeat.interval.ms", "1000");
    return source;
  }

  private Map<String, String> sinkConfig() {
    Map<String, String> sink =
        new SinkProperties(PREFIX, NAMESPACE, CONTROL_TOPIC, COMMIT_INTERVAL).toMap();
    catalog().forEach((name, value) -> sink.put("iceberg.catalog." + name, value));
    sink.put("consumer.override.metadata.max.age.ms", "2000");
    return sink;
  }

  private Map<String, String> catalog() {
    // Not Path.toUri: Hadoop takes an encoded blank for what it looks like.
    return Map.of("type", "hadoop", "warehouse", "file://" + warehouse());
  }

  private Path warehouse() {
    return directory().resolve("warehouse");
  }

  private Path directory() {
    return options.directory().toAbsolutePath().normalize();
  }

  /** A sink that starts before its topics would be rebalanced for each of them. */
  private void awaitTopics(ConnectRest rest, Landing landing) throws InterruptedException {
    Set<String> expected = Set.of(PREFIX + ".public.customers", PREFIX + ".public.orders");
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!landing.topics().containsAll(expected)) {
      requireHealthy(rest, SOURCE);
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the source has written nothing for " + PATIENCE);
      }
      if (stopped.getAsBoolean()) {
        return;
      }
      Thread.sleep(100);
    }
  }

  private static void requireHealthy(ConnectRest rest, String connector) {
    ConnectRest.Status status = rest.status(connector);
    if (status.failed()) {
      throw new IllegalStateException(connector + " failed: " + status.failure());
    }
  }

  /** Looks at everything again and again and shows it. */
  private final class Watch {
    private final ConnectRest rest;
    private final LakeReader lake;
    private final Workload workload;
    private final WorkerMetrics metrics = new WorkerMetrics(PREFIX + ".public");
    private final LagClock clock = new LagClock();
    private final ProgressDisplay display = new ProgressDisplay(out, options.terminal());
    private long begun;
    private long landed;
    private long lookedAtLake;
    private long lookedAtConnectors;
    private int restarts;

    Watch(ConnectRest rest, LakeReader lake, Workload workload) {
      this.rest = rest;
      this.lake = lake;
      this.workload = workload;
    }

    void begin() {
      begun = System.nanoTime();
      clock.made(begun, workload.changes());
    }

    void during(Duration duration) throws InterruptedException {
      long end = begun + duration.toNanos();
      while (System.nanoTime() < end && !stopped.getAsBoolean() && workload.failure() == null) {
        look();
        Thread.sleep(200);
      }
    }

    /**
     * The slot is confirmed up to the workload's end, so that all of it is in Kafka, and the sink has committed what is
     * in Kafka.
     */
    boolean untilLanded(Connection connection, Landing landing)
        throws SQLException, InterruptedException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      String end = text(connection, "SELECT pg_current_wal_flush_lsn()::text");
      while (!confirmed(connection, end)) {
        look();
        if (stopped.getAsBoolean() || System.nanoTime() > deadline) {
          return false;
        }
        Thread.sleep(200);
      }
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      return landing.awaitCommitted(
          left,
          () -> {
            look();
            return stopped.getAsBoolean();
          });
    }

    void finish() {
      lookedAtLake = 0;
      display.finish(progress(System.nanoTime()));
    }

    private void look() {
      long now = System.nanoTime();
      clock.made(now, workload.changes());
      display.show(progress(now), now);
      if (now - lookedAtConnectors > Duration.ofSeconds(2).toNanos()) {
        keepRunning(SOURCE);
        keepRunning(SINK);
        lookedAtConnectors = now;
      }
    }

    private Progress progress(long now) {
      if (lookedAtLake == 0 || now - lookedAtLake > Duration.ofSeconds(1).toNanos()) {
        landed = landedRows();
        lookedAtLake = now;
      }
      return new Progress(
          Duration.ofNanos(now - begun),
          workload.changes(),
          metrics.recordsSent(),
          landed,
          clock.lag(now, landed));
    }

    /** A look at a table while it is being written may fail; the next one tells. */
    private long landedRows() {
      try {
        return Workload.TABLES.stream().mapToLong(table -> lake.rowCount(NAMESPACE, table)).sum();
      } catch (RuntimeException e) {
        LOG.debug("cannot count rows now", e);
        return landed;
      }
    }

    /** On a busy machine a client of Kafka may run into a timeout, which ends its task: it gets another chance. */
    private void keepRunning(String connector) {
      ConnectRest.Status status = rest.status(connector);
      if (!status.failed()) {
        return;
      }
      if (restarts == MAX_RESTARTS) {
        throw new IllegalStateException(connector + " failed: " + status.failure());
      }
      restarts++;
      LOG.warn("{} failed and is restarted: {}", connector, status.failure());
      rest.restartFailed(connector);
    }

    private boolean confirmed(Connection connection, String end) throws SQLException {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "SELECT confirmed_flush_lsn >= ?::pg_lsn FROM pg_replication_slots WHERE slot_name = ?")) {
        statement.setString(1, end);
        statement.setString(2, SLOT);
        try (ResultSet row = statement.executeQuery()) {
          return row.next() && row.getBoolean(1);
        }
      }
    }
  }

  private boolean compare(Connection connection, LakeReader lake) throws SQLException {
    out.println("Querying the Iceberg tables with SQL, and comparing with PostgreSQL ...");
    out.println();
    Map<String, List<String>> files = new LinkedHashMap<>();
    Workload.TABLES.forEach(table -> files.put(table, lake.dataFiles(NAMESPACE, table)));
    String views = ChangeLogViews.sql(NAMESPACE, files);
    boolean equal = true;
    try (DuckDb duck = DuckDb.open(duckDb, directory().resolve("duckdb"))) {
      duck.execute(views);
      out.println(
          "DuckDB " + duck.version() + " reads the data files of the tables' current snapshots.");
      out.println();
      StateCheck check = new StateCheck(connection, lake, duck, NAMESPACE, out);
      for (String table : Workload.TABLES) {
        equal &= check.equal(table);
      }
    }
    out.println(
        equal
            ? "EQUAL: what landed in Iceberg is what PostgreSQL has."
            : "DIFFERENT: what landed in Iceberg is not what PostgreSQL has.");
    whereToGoOn(lake, script(views));
    return equal;
  }

  /** The views for DuckDB's command line, so that the printed SQL can be run again. */
  private Path script(String views) {
    Path script = directory().resolve("lake.sql");
    try {
      return Files.writeString(script, views);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + script, e);
    }
  }

  private void whereToGoOn(LakeReader lake, Path views) {
    out.println();
    out.println("The tables: " + warehouse().resolve(NAMESPACE));
    out.println("The log:    " + options.directory().resolve("waltap.log"));
    out.println();
    out.println("Try next:");
    out.println("  DuckDB, for the SQL above and yours:");
    out.println("    duckdb -init '" + views + "'");
    out.println("  The same with its Iceberg extension, the history of the orders as it landed:");
    out.println(
        "    duckdb -c \"INSTALL iceberg; LOAD iceberg; SELECT _op, count(*) FROM iceberg_scan('"
            + lake.metadataFile(NAMESPACE, "orders").replaceFirst("^file:(//)?", "")
            + "') GROUP BY 1\"");
    out.println("  Your own database, and any Iceberg catalog:");
    out.println("    ./waltap preflight");
    out.println("    ./waltap run          (./waltap help lists what both want to know)");
  }

  private static String serverVersion(Connection connection) throws SQLException {
    return "PostgreSQL " + text(connection, "SHOW server_version");
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private void step(long begun, String what) {
    double seconds = (System.nanoTime() - begun) / 1e9;
    out.printf(Locale.ROOT, "  %s (%.1f s)%n", what, seconds);
  }
}
