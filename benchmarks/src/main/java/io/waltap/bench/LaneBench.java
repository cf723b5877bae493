/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.embedded.FileTree;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Catches up a backlog of eight tables with one lane and with several. The connector itself makes
 * the slots, so a first start of the connector prepares each run. Then the backlog is written, and
 * one run after the other catches up, in a different order in each round.
 */
final class LaneBench {
  private final BenchServers servers;
  private final BenchOptions options;
  private final ValueFormat format;
  private final Budget budget;
  private final Console console;
  private final Workload workload = Workload.busyTables();
  private final Path directory;
  private final LanePreparation preparation;
  private final CatchUp catchUp;

  LaneBench(BenchServers servers, ValueFormat format, Budget budget, Console console) {
    this.servers = servers;
    this.options = servers.options();
    this.format = format;
    this.budget = budget;
    this.console = console;
    this.directory = options.directory().toAbsolutePath().resolve("lanes");
    this.preparation = new LanePreparation(servers, console);
    this.catchUp = new CatchUp(servers);
  }

  /** Measures all rounds. A run that fails is reported and skipped. */
  List<LaneMeasurement> run() throws SQLException, IOException, InterruptedException {
    long rows = workload.rows(options.rows());
    List<LaneMeasurement> measured = new ArrayList<>();
    FileTree.delete(directory);
    try (BenchDatabase database = BenchDatabase.create(servers.postgres(), workload, rows)) {
      List<LaneRun> prepared = prepare(database);
      if (prepared.isEmpty() || isTimeUp()) {
        return measured;
      }
      console.say("lanes: writing " + rows + " changes");
      database.write(workload, rows);
      for (LaneRun run : prepared) {
        if (isTimeUp()) {
          return measured;
        }
        try {
          Measurement measurement = measure(database, run, rows);
          measured.add(new LaneMeasurement(run.lanes(), measurement));
          console.say(line(run) + ": " + Console.number(measurement.perSecond()) + " events/s");
        } catch (RuntimeException | SQLException e) {
          console.say(line(run) + " FAILED: " + e.getMessage());
        } finally {
          discard(database, run);
        }
      }
    }
    return measured;
  }

  /**
   * Makes the slots of the runs. Returns the runs that have their slots, in the order of
   * measurement.
   */
  private List<LaneRun> prepare(BenchDatabase database) throws SQLException, InterruptedException {
    List<LaneRun> prepared = new ArrayList<>();
    for (LaneRun run : plan()) {
      if (budget.spent()) {
        return prepared;
      }
      console.say(line(run) + ": making the slots");
      try {
        preparation.run(database, run, directory(run), config(database, run));
        prepared.add(run);
      } catch (RuntimeException | SQLException e) {
        console.say(line(run) + " FAILED while its slots were made: " + e.getMessage());
        discard(database, run);
      }
    }
    return prepared;
  }

  private List<LaneRun> plan() {
    List<Integer> lanes = options.lanes();
    List<LaneRun> runs = new ArrayList<>();
    for (int round = 1; round <= options.rounds(); round++) {
      for (int i = 0; i < lanes.size(); i++) {
        // as with contenders, the order changes: not always the same run is first
        runs.add(new LaneRun(lanes.get((i + round - 1) % lanes.size()), round));
      }
    }
    return runs;
  }

  private Measurement measure(BenchDatabase database, LaneRun run, long rows)
      throws SQLException, InterruptedException {
    List<String> topics = BenchTopics.names(run.name(), workload.tables());
    servers.topics().create(topics);
    CatchUp.Task task = new CatchUp.Task(run.name(), run.slots(), topics, rows);
    try (ConnectProcess worker = servers.startWorker(directory(run), Map.of())) {
      CatchUp.Result result = catchUp.run(worker, database, task, config(database, run));
      return result.measurement(Contender.WALTAP, workload.name(), format, run.round());
    }
  }

  private Map<String, String> config(BenchDatabase database, LaneRun run) {
    Map<String, String> config =
        new TreeMap<>(servers.connector(Contender.WALTAP, database, format, run.name(), "no_data"));
    config.put("tasks.max", Integer.toString(run.lanes()));
    if (run.lanes() > 1) {
      config.putIfAbsent("lane.assignments", assignments(run.lanes()));
    }
    return config;
  }

  /**
   * Assigns the same number of tables to each lane. The hashes of so few names would not spread
   * them so evenly.
   */
  private String assignments(int lanes) {
    return IntStream.range(0, workload.tables().size())
        .mapToObj(i -> "public\\." + workload.tables().get(i) + ":" + i % lanes)
        .collect(Collectors.joining(";"));
  }

  private void discard(BenchDatabase database, LaneRun run)
      throws SQLException, InterruptedException {
    servers.topics().delete(run.name());
    for (String slot : database.slots(run.name())) {
      database.dropSlot(slot);
    }
  }

  private boolean isTimeUp() {
    boolean spent = budget.spent();
    if (spent) {
      console.say("time is up; the remaining runs of lanes are skipped");
    }
    return spent;
  }

  private Path directory(LaneRun run) {
    return directory.resolve(run.name());
  }

  private static String line(LaneRun run) {
    String lanes = run.lanes() == 1 ? " lane" : " lanes";
    return "lanes, round " + run.round() + ", " + run.lanes() + lanes;
  }
}
