/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Catching up a backlog. Each contender has a slot for each round and converter, all made before the backlog is written;
 * so all replay the same log, one after the other, and in another order in each round.
 */
final class StreamBench {
  private static final long POLL_MILLIS = 50;
  private static final long HEALTH_NANOS = 2_000_000_000L;

  private final BenchServers servers;
  private final BenchOptions options;
  private final Budget budget;
  private final Console console;
  private final SlotDrain drain;

  StreamBench(BenchServers servers, Budget budget, Console console) {
    this.servers = servers;
    this.options = servers.options();
    this.budget = budget;
    this.console = console;
    this.drain =
        new SlotDrain(options.patience(), options.directory().resolve("pg_recvlogical.log"));
  }

  /** One catch-up that is to be done. */
  private record Run(Contender contender, ValueFormat format, int round) {
    String name() {
      return "b" + round + "_" + format.key() + "_" + contender.key();
    }
  }

  String drainDescription() {
    return drain.description();
  }

  /** All rounds of one workload. A run that fails is told, and left out. */
  List<Measurement> run(
      Workload workload, List<ValueFormat> formats, List<Contender> contenders, int rounds)
      throws SQLException, IOException, InterruptedException {
    List<Run> runs = plan(formats, contenders, rounds);
    long rows = workload.rows(options.rows());
    List<Measurement> measured = new ArrayList<>();
    try (BenchDatabase database = BenchDatabase.create(servers.postgres(), workload, rows)) {
      for (Run run : runs) {
        database.createSlot(run.name());
      }
      console.say(workload.name() + ": writing " + rows + " changes");
      String end = database.write(workload, rows);
      for (Run run : runs) {
        if (budget.spent()) {
          console.say("time is up; what is left of " + workload.name() + " is left out");
          break;
        }
        try {
          Measurement measurement = measure(database, workload, run, rows, end);
          measured.add(measurement);
          console.say(line(measurement));
        } catch (RuntimeException | SQLException e) {
          console.say(workload.name() + " " + run.name() + " FAILED: " + e.getMessage());
        } finally {
          servers.topics().delete(run.name());
          database.dropSlot(run.name());
        }
      }
    }
    return measured;
  }

  private static List<Run> plan(List<ValueFormat> formats, List<Contender> contenders, int rounds) {
    List<Run> runs = new ArrayList<>();
    for (ValueFormat format : formats) {
      for (int round = 1; round <= rounds; round++) {
        for (int i = 0; i < contenders.size(); i++) {
          // whoever is first meets the machine as the round before has left it: not always the same
          runs.add(new Run(contenders.get((i + round - 1) % contenders.size()), format, round));
        }
      }
    }
    return runs;
  }

  private Measurement measure(
      BenchDatabase database, Workload workload, Run run, long rows, String end)
      throws SQLException, IOException, InterruptedException {
    if (!run.contender().isConnector()) {
      return drain.run(
          database, workload, run.format(), run.round(), new SlotDrain.Task(run.name(), end, rows));
    }
    List<String> topics = BenchTopics.names(run.name(), workload.tables());
    servers.topics().create(topics);
    SlotWatch watch = new SlotWatch(database, run.name());
    Map<String, String> config =
        servers.connector(run.contender(), database, run.format(), run.name(), "no_data");
    try (ConnectProcess worker = servers.startWorker()) {
      // the first call over JMX loads classes on both sides
      worker.jmx().usage();
      worker.rest().create(run.name(), config);
      awaitStart(worker, watch, run.name());
      Meter meter = Meter.ofWorker(worker, servers.postgres());
      Progress progress = follow(worker, watch, run.name(), topics, rows);
      Measurement.Cost cost = meter.read(watch.cpuSeconds());
      double seconds = meter.secondsUntil(progress.lastNanos());
      return new Measurement(
          run.contender(),
          workload.name(),
          run.format(),
          run.round(),
          rows,
          seconds,
          (double) rows / seconds,
          progress.rateFrom(rows / 2),
          cost);
    }
  }

  private void awaitStart(ConnectProcess worker, SlotWatch watch, String name)
      throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + options.patience().toNanos();
    long nextHealth = System.nanoTime() + HEALTH_NANOS;
    while (!watch.look()) {
      long now = System.nanoTime();
      if (now - deadline > 0) {
        throw new IllegalStateException("the slot is not read");
      }
      if (now - nextHealth > 0) {
        worker.requireHealthy(name);
        nextHealth = now + HEALTH_NANOS;
      }
      Thread.sleep(5);
    }
  }

  private Progress follow(
      ConnectProcess worker, SlotWatch watch, String name, List<String> topics, long expected)
      throws SQLException, InterruptedException {
    Progress progress = new Progress();
    long deadline = System.nanoTime() + options.patience().toNanos();
    long nextHealth = System.nanoTime() + HEALTH_NANOS;
    while (true) {
      long records = servers.topics().records(topics);
      long now = System.nanoTime();
      progress.add(now, records);
      watch.look();
      if (records >= expected) {
        return progress;
      }
      if (now - deadline > 0) {
        throw new IllegalStateException(
            records
                + " of "
                + expected
                + " records after "
                + options.patience().toSeconds()
                + " s");
      }
      if (now - nextHealth > 0) {
        worker.requireHealthy(name);
        nextHealth = now + HEALTH_NANOS;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static String line(Measurement measurement) {
    return measurement.workload()
        + ", "
        + measurement.format().key()
        + ", round "
        + measurement.round()
        + ", "
        + measurement.contender().label()
        + ": "
        + Console.number(measurement.perSecond())
        + " events/s";
  }
}
