/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Catches up a backlog. Each contender has a slot for each round and converter, and all slots are
 * made before the backlog is written. So all contenders read the same WAL, one after the other, in
 * a different order in each round.
 */
final class StreamBench {
  private final BenchServers servers;
  private final BenchOptions options;
  private final Budget budget;
  private final Console console;
  private final SlotDrain drain;
  private final CatchUp catchUp;

  StreamBench(BenchServers servers, Budget budget, Console console) {
    this.servers = servers;
    this.options = servers.options();
    this.budget = budget;
    this.console = console;
    this.drain =
        new SlotDrain(options.patience(), options.directory().resolve("pg_recvlogical.log"));
    this.catchUp = new CatchUp(servers);
  }

  /** One catch-up to do. */
  private record Run(Contender contender, ValueFormat format, int round) {
    String name() {
      return "b" + round + "_" + format.key() + "_" + contender.key();
    }
  }

  String drainDescription() {
    return drain.description();
  }

  /** Measures all rounds of one workload. A run that fails is reported and skipped. */
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
          console.say("time is up; the remaining runs of " + workload.name() + " are skipped");
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
      List<Contender> able =
          contenders.stream().filter(contender -> contender.converts(format)).toList();
      for (int round = 1; round <= rounds; round++) {
        for (int i = 0; i < able.size(); i++) {
          // the first contender finds the machine as the last round left it, so the order changes
          runs.add(new Run(able.get((i + round - 1) % able.size()), format, round));
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
    Map<String, String> config =
        servers.connector(run.contender(), database, run.format(), run.name(), "no_data");
    CatchUp.Task task = new CatchUp.Task(run.name(), List.of(run.name()), topics, rows);
    Measurement measurement;
    try (ConnectProcess worker = servers.startWorker()) {
      CatchUp.Result result = catchUp.run(worker, database, task, config);
      measurement = result.measurement(run.contender(), workload.name(), run.format(), run.round());
    }
    servers.profiles().add(measurement);
    return measurement;
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
