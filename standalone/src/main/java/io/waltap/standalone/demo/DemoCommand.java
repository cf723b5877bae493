/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import io.waltap.embedded.ConnectRest;
import io.waltap.embedded.EmbeddedConnect;
import io.waltap.embedded.EmbeddedKafka;
import io.waltap.embedded.EmbeddedPostgres;
import io.waltap.embedded.RestToken;
import io.waltap.standalone.lake.LakeReader;
import io.waltap.standalone.lake.LakeReaders;
import io.waltap.standalone.landing.Installation;
import io.waltap.standalone.landing.Landing;
import io.waltap.standalone.landing.SinkProgress;
import io.waltap.standalone.landing.SinkProperties;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The demonstration: real PostgreSQL, real Kafka, real Kafka Connect and real Iceberg tables on
 * disk: a mirror and a change log of each table. At the end, their rows are compared with those of
 * PostgreSQL. Then the demo prints how long the changes took.
 */
public final class DemoCommand {
  private static final int EQUAL = 0;
  private static final int DIFFERENT = 1;
  private static final int STOPPED = 130;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Installation installation;
  private final Path duckDb;
  private final Options options;
  private final DemoConfig config;
  private final BooleanSupplier stopped;
  private final PrintStream out;

  /**
   * What the user may choose.
   *
   * @param directory for all files of the demo, deleted at its start
   * @param seconds how long the workload runs
   * @param seed of the workload, so that it can be repeated
   * @param rate how many changes the workload makes in a second, at least 1
   * @param terminal whether lines may change in place
   */
  public record Options(Path directory, int seconds, long seed, int rate, boolean terminal) {}

  /**
   * @param stopped whether the user wants the demo to end
   */
  public DemoCommand(
      Installation installation, Options options, BooleanSupplier stopped, PrintStream out) {
    this.installation = installation;
    // Needed only at the end, but if it is missing, the demo should not start.
    this.duckDb = installation.duckDb();
    this.options = options;
    this.config = new DemoConfig(options.directory().toAbsolutePath().normalize());
    this.stopped = stopped;
    this.out = out;
  }

  /** Runs the demonstration and returns its exit code. */
  public int run() throws IOException, SQLException, InterruptedException {
    out.println("Waltap demo: PostgreSQL -> Kafka Connect -> Apache Iceberg, all on this machine");
    out.println();
    long begun = System.nanoTime();
    String token = RestToken.inFile(config.directory().resolve("rest.header"));
    try (EmbeddedPostgres postgres = startPostgres();
        EmbeddedKafka kafka = startKafka();
        EmbeddedConnect connect = startConnect(kafka, token);
        Landing landing =
            new Landing(
                kafka.bootstrapServers(),
                SinkProperties.dataTopics(DemoConfig.TOPIC_PREFIX),
                List.of(
                    SinkProgress.changeLog(DemoConfig.SINK, DemoConfig.CONTROL_TOPIC),
                    SinkProgress.mirror(DemoConfig.MIRROR)));
        LakeReader lake = LakeReaders.open(installation.sinkPlugin(), config.catalog())) {
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
            .password(RestToken.random())
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

  private EmbeddedConnect startConnect(EmbeddedKafka kafka, String token) {
    return EmbeddedConnect.builder(kafka.bootstrapServers())
        .pluginPath(installation.plugins())
        .token(token)
        .offsetFlushInterval(Duration.ofSeconds(1))
        .start();
  }

  private int demonstrate(
      EmbeddedPostgres postgres,
      ConnectRest rest,
      String bootstrapServers,
      Landing landing,
      LakeReader lake)
      throws IOException, SQLException, InterruptedException {
    DemoDatabase.create(postgres);
    Lags lags = Lags.of(Duration.ofSeconds(options.seconds()));
    try (Connection forWorkload = postgres.connect(DemoDatabase.NAME);
        Connection forUs = postgres.connect(DemoDatabase.NAME)) {
      Workload workload =
          new Workload(forWorkload, options.seed(), new Pace(options.rate()), lags.clocks());
      workload.prepare();
      out.printf(
          Locale.ROOT,
          "  %s has the tables customers and orders with %,d rows%n",
          DemoDatabase.serverVersion(forUs),
          workload.changes());
      if (stopped.getAsBoolean()) {
        return STOPPED;
      }
      startConnectors(postgres, rest, bootstrapServers, landing);
      try (TopicReader reader =
          TopicReader.start(bootstrapServers, DemoConfig.tableTopics(), lags.kafka())) {
        ProgressDisplay display = new ProgressDisplay(out, options.terminal());
        DemoWatch watch =
            new DemoWatch(rest, lake, workload, lags, reader::records, display, stopped);
        if (!runWorkload(workload, watch, forUs, landing)) {
          return STOPPED;
        }
        reader.requireHealthy();
      }
      out.println();
      List<String> report = new ArrayList<>(List.of(workload.outcome()));
      report.addAll(lags.report(workload.made()));
      return compare(forUs, lake, report) ? EQUAL : DIFFERENT;
    }
  }

  /**
   * Runs the workload and waits until all of it has landed.
   *
   * @return false if the user stopped the demo
   */
  private boolean runWorkload(
      Workload workload, DemoWatch watch, Connection connection, Landing landing)
      throws SQLException, InterruptedException {
    Thread thread = new Thread(workload, "workload");
    thread.setDaemon(true);
    out.printf(
        Locale.ROOT,
        "Inserts, updates and deletes for %d seconds, %,d per second (Ctrl-C stops the demo) ...%n",
        options.seconds(),
        options.rate());
    out.println("  in parentheses: the median lag of the newest rows, since their commit");
    watch.begin();
    thread.start();
    watch.during(Duration.ofSeconds(options.seconds()));
    workload.stop();
    thread.join();
    if (workload.failure() != null) {
      throw workload.failure();
    }
    if (stopped.getAsBoolean()) {
      return false;
    }
    if (!watch.untilLanded(connection, landing, PATIENCE)) {
      if (stopped.getAsBoolean()) {
        return false;
      }
      out.println("  not everything has landed after " + PATIENCE.toSeconds() + " s");
    }
    watch.finish();
    return true;
  }

  private void startConnectors(
      EmbeddedPostgres postgres, ConnectRest rest, String bootstrapServers, Landing landing)
      throws IOException, InterruptedException {
    rest.putConfig(DemoConfig.SOURCE, config.source(postgres));
    rest.awaitRunning(DemoConfig.SOURCE, PATIENCE);
    awaitTopics(rest, landing);
    landing.createTopics();
    rest.putConfig(DemoConfig.SINK, SinkProperties.withKafka(config.sink(), bootstrapServers));
    rest.putConfig(DemoConfig.MIRROR, config.mirror());
    rest.awaitRunning(DemoConfig.SINK, PATIENCE);
    rest.awaitRunning(DemoConfig.MIRROR, PATIENCE);
    out.printf(
        Locale.ROOT,
        "  the source %s and the sinks %s and %s are running%n",
        DemoConfig.SOURCE,
        DemoConfig.SINK,
        DemoConfig.MIRROR);
    out.println();
  }

  /** A sink that starts before its topics would be rebalanced for each of them. */
  private void awaitTopics(ConnectRest rest, Landing landing) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!landing.topics().containsAll(DemoConfig.tableTopics())) {
      ConnectRest.Status status = rest.status(DemoConfig.SOURCE);
      if (status.failed()) {
        throw new IllegalStateException(DemoConfig.SOURCE + " failed: " + status.failure());
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "the source has not written both tables to Kafka after " + PATIENCE.toSeconds() + " s");
      }
      if (stopped.getAsBoolean()) {
        return;
      }
      Thread.sleep(100);
    }
  }

  private boolean compare(Connection connection, LakeReader lake, List<String> report)
      throws SQLException {
    RowReport rows = new RowReport(connection, out);
    out.println("Reading the mirrors, and comparing the rows with PostgreSQL ...");
    out.println();
    boolean equal = true;
    MirrorCheck mirrors = new MirrorCheck(rows, lake, DemoConfig.NAMESPACE, out);
    for (String table : Workload.TABLES) {
      equal &= mirrors.equal(table);
    }
    out.println("Querying the change log with SQL, and comparing the rows with PostgreSQL ...");
    out.println();
    Map<String, List<String>> files = new LinkedHashMap<>();
    Workload.TABLES.forEach(
        table -> files.put(table, lake.dataFiles(DemoConfig.LOG_NAMESPACE, table)));
    String views = ChangeLogViews.sql(DemoConfig.LOG_NAMESPACE, files);
    try (DuckDb duck = DuckDb.open(duckDb, config.directory().resolve("duckdb"))) {
      duck.execute(views);
      out.println(
          "DuckDB " + duck.version() + " reads the data files of the tables' current snapshots.");
      out.println();
      StateCheck check = new StateCheck(rows, lake, duck, DemoConfig.LOG_NAMESPACE, out);
      for (String table : Workload.TABLES) {
        equal &= check.equal(table);
      }
    }
    out.println(
        equal
            ? "EQUAL: the Iceberg tables have the rows that PostgreSQL has."
            : "DIFFERENT: not all Iceberg tables have the rows that PostgreSQL has.");
    out.println();
    report.forEach(out::println);
    new NextSteps(config, options.directory().resolve("waltap.log"), out).print(lake, views);
    return equal;
  }

  private void step(long begun, String what) {
    double seconds = (System.nanoTime() - begun) / 1e9;
    out.printf(Locale.ROOT, "  %s (%.1f s)%n", what, seconds);
  }
}
