/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.bench.mirror.ChangesRun;
import io.waltap.bench.mirror.RunFile;
import io.waltap.bench.mirror.TableRun;
import io.waltap.embedded.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the mirror sink: its first load next to the Apache sink's, updates of random rows at a
 * steady rate, and scans of the table that results.
 */
final class MirrorBench {
  private final BenchServers servers;
  private final BenchOptions options;
  private final Budget budget;
  private final Console console;
  private final Path directory;
  private final MirrorProcess processes;

  MirrorBench(BenchServers servers, Budget budget, Console console) {
    this.servers = servers;
    this.options = servers.options();
    this.budget = budget;
    this.console = console;
    this.directory = options.directory().toAbsolutePath().resolve("mirror");
    this.processes = new MirrorProcess(servers.installation(), options.heap(), directory);
  }

  /** Measures all, and reports what was measured before a failure. */
  void run(MirrorReport report) throws IOException, InterruptedException {
    FileTree.delete(directory);
    Files.createDirectories(directory);
    report.firstLoads(
        new FirstLoadBench(servers, directory, processes, budget, console).run(), options);
    List<SustainedChanges> measured = new ArrayList<>();
    try {
      for (int interval : options.mirror().intervals()) {
        if (budget.spent()) {
          console.say("time is up; the remaining intervals are skipped");
          return;
        }
        try {
          measured.add(measure(interval));
        } catch (RuntimeException e) {
          console.say("mirror, commits each " + interval + " s FAILED: " + e.getMessage());
        }
      }
    } finally {
      report.changes(measured, options);
      report.scans(measured);
    }
  }

  private SustainedChanges measure(int interval) throws IOException, InterruptedException {
    Path tables = directory.resolve("tables");
    Path scratch = directory.resolve("scratch");
    FileTree.delete(tables);
    FileTree.delete(scratch);
    Files.createDirectories(tables);
    console.say(
        "mirror: "
            + Console.number((double) options.rows())
            + " rows, "
            + Console.number(options.mirror().changes())
            + " updates/s for "
            + options.mirror().time().toSeconds()
            + " s, commits each "
            + interval
            + " s");
    RunFile task = new RunFile();
    task.put(RunFile.WAREHOUSE, "file://" + tables);
    task.put(RunFile.SCRATCH, scratch.resolve("index"));
    task.put(RunFile.ROWS, options.rows());
    task.put(RunFile.CHANGES, options.mirror().changes());
    task.put(RunFile.INTERVAL, interval);
    task.put(RunFile.SECONDS, options.mirror().time().toSeconds());
    task.put(RunFile.LOCATE, options.mirror().locate());
    task.put(RunFile.PATIENCE, options.patience().toSeconds());
    RunFile changes = processes.run(ChangesRun.class, task);
    console.say("mirror: comparing all rows, and scanning them");
    task.put(RunFile.TABLE, FirstLoad.Sink.MIRROR.table());
    task.put(RunFile.RECORDS, changes.number(RunFile.RECORDS));
    task.put(RunFile.SCRATCH, scratch.resolve("duckdb"));
    task.put(RunFile.SCANS, true);
    RunFile table = processes.run(TableRun.class, task);
    FileTree.delete(tables);
    FileTree.delete(scratch);
    return new SustainedChanges(interval, changes, table);
  }
}
