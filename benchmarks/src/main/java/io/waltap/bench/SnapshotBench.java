/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.bench.Measurement.Cost;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Reads one large table for the first time. The connectors' rows are counted in Kafka, from the
 * first row to the last. The bound is one session that copies the table in binary form and discards
 * it.
 */
final class SnapshotBench {
  static final String WORKLOAD = "snapshot";

  private static final long POLL_MILLIS = 50;
  private static final long HEALTH_NANOS = 2_000_000_000L;

  private final BenchServers servers;
  private final BenchOptions options;
  private final ValueFormat format;
  private final Budget budget;
  private final Console console;

  SnapshotBench(BenchServers servers, ValueFormat format, Budget budget, Console console) {
    this.servers = servers;
    this.format = format;
    this.options = servers.options();
    this.budget = budget;
    this.console = console;
  }

  /** Measures all rounds. The measurement of {@link Contender#DRAIN} is the bound. */
  List<Measurement> run() throws SQLException, IOException, InterruptedException {
    Workload workload = Workload.snapshotTable();
    long rows = options.snapshotRows();
    List<Contender> contenders =
        options.contenders().stream().filter(contender -> contender.converts(format)).toList();
    List<Measurement> measured = new ArrayList<>();
    try (BenchDatabase database = BenchDatabase.create(servers.postgres(), workload, rows)) {
      console.say("snapshot: writing " + rows + " rows");
      database.execute(workload.write(rows));
      database.execute("VACUUM ANALYZE");
      database.execute("CHECKPOINT");
      for (int round = 1; round <= options.rounds(); round++) {
        for (int i = 0; i < contenders.size(); i++) {
          if (budget.spent()) {
            console.say("time is up; the remaining snapshots are skipped");
            return measured;
          }
          Contender contender = contenders.get((i + round - 1) % contenders.size());
          String name = "s" + round + "_" + contender.key();
          try {
            Measurement measurement =
                contender.isConnector()
                    ? connector(database, workload, contender, name, round)
                    : copy(database, workload, round);
            measured.add(measurement);
            if (contender.isConnector()) {
              servers.profiles().add(measurement);
            }
            console.say(
                "snapshot, round "
                    + round
                    + ", "
                    + (contender.isConnector() ? contender.label() : "COPY alone")
                    + ": "
                    + Console.number(measurement.perSecond())
                    + " rows/s");
          } catch (RuntimeException | SQLException e) {
            console.say("snapshot " + name + " FAILED: " + e.getMessage());
          } finally {
            servers.topics().delete(name);
            database.dropSlot(name);
          }
        }
      }
    }
    return measured;
  }

  private Measurement copy(BenchDatabase database, Workload workload, int round)
      throws SQLException {
    long rows = options.snapshotRows();
    Meter meter = Meter.withoutWorker(servers.postgres());
    double before = ownCpuSeconds();
    try (Connection session = servers.postgres().connect(database.name())) {
      CopyOut copy =
          session
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyOut("COPY " + workload.tables().get(0) + " TO STDOUT (FORMAT binary)");
      byte[] row = copy.readFromCopy();
      while (row != null) {
        row = copy.readFromCopy();
      }
    }
    double seconds = meter.secondsUntil(System.nanoTime());
    Cost cost = meter.read(ownCpuSeconds() - before, Double.NaN);
    double perSecond = (double) rows / seconds;
    return new Measurement(
        Contender.DRAIN, WORKLOAD, format, round, rows, seconds, perSecond, perSecond, cost);
  }

  private Measurement connector(
      BenchDatabase database, Workload workload, Contender contender, String name, int round)
      throws IOException, InterruptedException {
    long rows = options.snapshotRows();
    List<String> topics = BenchTopics.names(name, workload.tables());
    servers.topics().create(topics);
    Map<String, String> config = servers.connector(contender, database, format, name, "initial");
    try (ConnectProcess worker = servers.startWorker()) {
      worker.jmx().usage();
      Meter meter = Meter.ofWorker(worker, servers.postgres());
      worker.rest().create(name, config);
      Progress progress = follow(worker, name, topics, rows);
      Cost cost = meter.read(Double.NaN);
      double perSecond = progress.rateFrom(1);
      if (Double.isNaN(perSecond)) {
        throw new IllegalStateException("too few rows to measure: all arrived at once");
      }
      return new Measurement(
          contender,
          WORKLOAD,
          format,
          round,
          rows,
          meter.secondsUntil(progress.lastNanos()),
          perSecond,
          progress.rateFrom(rows / 2),
          cost);
    }
  }

  private Progress follow(ConnectProcess worker, String name, List<String> topics, long expected)
      throws InterruptedException {
    Progress progress = new Progress();
    long deadline = System.nanoTime() + options.patience().toNanos();
    long nextHealth = System.nanoTime() + HEALTH_NANOS;
    while (true) {
      long records = servers.topics().records(topics);
      long now = System.nanoTime();
      progress.add(now, records);
      if (records >= expected) {
        return progress;
      }
      if (now - deadline > 0) {
        throw new IllegalStateException(
            records + " of " + expected + " rows arrived within the time of --patience");
      }
      if (now - nextHealth > 0) {
        worker.requireHealthy(name);
        nextHealth = now + HEALTH_NANOS;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static double ownCpuSeconds() {
    return (double) ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }
}
