/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.Table;

/**
 * The process that is measured: it fills a mirror, applies changes at a steady rate, and has the
 * index built again. The records are made in this process when the task polls them, so no broker
 * and no converter competes with the sink.
 */
public final class ChangesRun {
  private static final String MIRROR = "rows";
  private static final String CONNECTOR = "bench";

  /** The table is filled with commits so often. */
  private static final long LOAD_INTERVAL_MILLIS = 1_000;

  /** The index is built again with a commit as soon as possible. */
  private static final long AT_ONCE_MILLIS = 100;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long SAMPLE_NANOS = NANOS_PER_SECOND / 5;

  /** The last changes come a little before a commit is due, so that the end does not wait long. */
  private static final long EARLY_NANOS = 2 * NANOS_PER_SECOND;

  private final RunFile run;
  private final RunFile result = new RunFile();
  private final GeneratedEvents events;
  private final long rows;
  private final Duration patience;
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private ChangesRun(RunFile run) {
    this.run = run;
    this.rows = run.number(RunFile.ROWS);
    this.events = new GeneratedEvents(rows);
    this.patience = Duration.ofSeconds(run.number(RunFile.PATIENCE));
  }

  /**
   * @param arguments the file that says what to do, and the file for what was measured
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ChangesRun changes = new ChangesRun(RunFile.read(Path.of(arguments[0])));
    changes.load();
    long end = changes.apply();
    changes.rebuild(end);
    changes.result.write(Path.of(arguments[1]));
  }

  private Map<String, String> connector(long intervalMillis, long idleMillis) {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", CONNECTOR);
    properties.put("iceberg.catalog.type", "hadoop");
    properties.put("iceberg.catalog.warehouse", run.text(RunFile.WAREHOUSE));
    properties.put("iceberg.control.commit.interval-ms", Long.toString(intervalMillis));
    properties.put("mirror.transaction.idle.ms", Long.toString(idleMillis));
    properties.put("mirror.locate", run.text(RunFile.LOCATE));
    properties.put("mirror.index.dir", run.text(RunFile.SCRATCH));
    // a table that stops ends the measurement
    properties.put("mirror.on.table.failure", "stop-task");
    return properties;
  }

  private Table table() {
    return BenchCatalog.open(run.text(RunFile.WAREHOUSE)).loadTable(BenchCatalog.name(MIRROR));
  }

  private void load() throws InterruptedException {
    long start = System.nanoTime();
    try (MirrorDriver driver =
        MirrorDriver.start(connector(LOAD_INTERVAL_MILLIS, LOAD_INTERVAL_MILLIS), events)) {
      driver.finish(rows, patience);
      result.put("load.seconds", secondsSince(start));
    }
  }

  /** Returns the offset behind the last change. */
  private long apply() throws InterruptedException {
    long perSecond = run.number(RunFile.CHANGES);
    long interval = run.number(RunFile.INTERVAL);
    long nanos = run.number(RunFile.SECONDS) * NANOS_PER_SECOND - EARLY_NANOS;
    long loaded = table().currentSnapshot().sequenceNumber();
    LagWatch lag = new LagWatch((double) perSecond, (double) interval);
    Map<String, String> properties =
        connector(Duration.ofSeconds(interval).toMillis(), LOAD_INTERVAL_MILLIS);
    try (MirrorDriver driver = MirrorDriver.start(properties, events)) {
      driver.finish(rows, patience); // it reads the table
      resetPeaks();
      double written = WrittenBytes.ofProcess();
      long cpu = system.getProcessCpuTime();
      long start = System.nanoTime();
      long sample = start;
      while (System.nanoTime() - start < nanos) {
        long produced = produced(perSecond, System.nanoTime() - start);
        driver.step(rows + produced);
        if (System.nanoTime() - sample >= SAMPLE_NANOS) {
          sample = System.nanoTime();
          lag.add(produced, driver.taken() - rows, driver.committed() - rows);
        }
      }
      long changes = produced(perSecond, nanos);
      long end = rows + changes;
      result.put("cores", (double) (system.getProcessCpuTime() - cpu) / (double) nanos);
      long stopped = System.nanoTime();
      driver.finish(end, patience);
      result.put("drain.seconds", secondsSince(stopped));
      result.put("changes", changes);
      result.put("changes.per.second", (double) changes / secondsSince(start));
      report(lag);
      report(driver.commits(), changes);
      result.put("written.process", (WrittenBytes.ofProcess() - written) / (double) changes);
      report(loaded, changes);
      return end;
    }
  }

  private static long produced(long perSecond, long nanos) {
    return (long) ((double) perSecond * (double) nanos / (double) NANOS_PER_SECOND);
  }

  private void report(LagWatch lag) {
    result.put("lag.most", lag.most());
    result.put("lag.last", lag.last());
    result.put("lag.backlog", lag.lastBacklog());
    result.put("kept.up", lag.keptUp());
  }

  private void report(CommitWatch commits, long changes) {
    List<Double> seconds = commits.seconds().stream().sorted().toList();
    result.put("commits", seconds.size());
    result.put("commit.median", seconds.get(seconds.size() / 2));
    result.put("commit.most", seconds.get(seconds.size() - 1));
    result.put("keys.per.change", (double) commits.keys() / (double) changes);
    result.put("failures", commits.failures());
    result.put("heap.peak", peakHeap());
  }

  private void report(long loaded, long changes) {
    Table table = table();
    WrittenBytes written = WrittenBytes.of(table, loaded);
    result.put("written.commits", (double) written.commits() / (double) changes);
    result.put("written.compactions", (double) written.compactions() / (double) changes);
    result.put("dead.share", WrittenBytes.deadShare(table));
  }

  /** Measures a commit of one change without an index, and so the building of the index. */
  private void rebuild(long end) throws IOException, InterruptedException {
    result.put(RunFile.RECORDS, end);
    if (run.text(RunFile.LOCATE).equals("scan")) {
      return; // there is none
    }
    deleteContent(Path.of(run.text(RunFile.SCRATCH)));
    try (MirrorDriver driver = MirrorDriver.start(connector(AT_ONCE_MILLIS, 0), events)) {
      driver.finish(end + 1, patience);
      List<Double> seconds = driver.commits().seconds();
      result.put("rebuild.seconds", seconds.get(0));
    }
    result.put(RunFile.RECORDS, end + 1);
  }

  private static void deleteContent(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return; // a small table is written again without being searched
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static double secondsSince(long start) {
    return (double) (System.nanoTime() - start) / (double) NANOS_PER_SECOND;
  }

  private static List<MemoryPoolMXBean> heap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  private static void resetPeaks() {
    heap().forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  private static long peakHeap() {
    return heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
  }
}
