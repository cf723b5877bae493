/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.bench.FirstLoad.Sink;
import io.waltap.bench.mirror.RunFile;
import java.util.ArrayList;
import java.util.List;

/** The tables of the mirror part. */
final class MirrorReport {
  private static final double MEGABYTE = 1e6;
  private static final double PERCENT = 100;

  private final Report report;

  MirrorReport(Report report) {
    this.report = report;
  }

  void firstLoads(List<FirstLoad> measured, BenchOptions options) {
    if (measured.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder("## Mirror: first load\n\n");
    text.append(Console.number((double) options.snapshotRows()))
        .append(" rows of 6 columns; a commit each ")
        .append(FirstLoad.COMMIT_SECONDS)
        .append(
            " s. Rows/s are from the first commit to the last but one; seconds are from the creation"
                + " of the connector to the commit of the last row. All rows were compared.\n\n");
    row(text, "sink", "rows/s", "seconds", "× the append", "rounds");
    rule(text, 5);
    for (Sink sink : Sink.values()) {
      List<FirstLoad> ours = measured.stream().filter(load -> load.sink() == sink).toList();
      if (!ours.isEmpty()) {
        row(
            text,
            sink.label(),
            Spread.of(ours.stream().map(FirstLoad::rowsPerSecond).toList()).full(0),
            Spread.of(ours.stream().map(FirstLoad::seconds).toList()).full(1),
            Spread.of(ratios(ours, measured)).full(2),
            Integer.toString(ours.size()));
      }
    }
    report.note(text.toString().strip());
  }

  /** The ratios to the append of the same round. */
  private static List<Double> ratios(List<FirstLoad> ours, List<FirstLoad> all) {
    List<Double> ratios = new ArrayList<>();
    for (FirstLoad one : ours) {
      all.stream()
          .filter(other -> other.sink() == Sink.APPEND && other.round() == one.round())
          .findFirst()
          .ifPresent(other -> ratios.add(one.rowsPerSecond() / other.rowsPerSecond()));
    }
    return ratios;
  }

  void changes(List<SustainedChanges> measured, BenchOptions options) {
    if (measured.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder("## Mirror: updates of random rows\n\n");
    text.append(Console.number((double) options.rows()))
        .append(" rows of about 100 bytes; ")
        .append(Console.number(options.mirror().changes()))
        .append(" updates/s for ")
        .append(options.mirror().time().toSeconds())
        .append(" s; mirror.locate=")
        .append(options.mirror().locate())
        .append("; heap ")
        .append(options.heap())
        .append(". All rows were compared at the end.\n\n");
    row(
        text,
        "interval s",
        "updates/s, with the last commit",
        "longest wait s",
        "not taken at the end s",
        "keeps up",
        "commits",
        "commit s",
        "longest commit s",
        "index built s",
        "cores",
        "peak heap MB");
    rule(text, 11);
    for (SustainedChanges one : measured) {
      RunFile changes = one.changes();
      row(
          text,
          Integer.toString(one.interval()),
          number(changes, "changes.per.second", 0),
          number(changes, "lag.most", 1),
          number(changes, "lag.backlog", 1),
          one.keptUp() ? "yes" : "**no**",
          number(changes, "commits", 0),
          number(changes, "commit.median", 2),
          number(changes, "commit.most", 2),
          number(changes, "rebuild.seconds", 2),
          number(changes, "cores", 2),
          number(changes.measured("heap.peak") / MEGABYTE, 0));
    }
    text.append("\nBytes written per update:\n\n");
    row(
        text,
        "interval s",
        "by commits",
        "by compactions",
        "by the process",
        "keys searched per update",
        "rows deleted in files",
        "tried again");
    rule(text, 7);
    for (SustainedChanges one : measured) {
      RunFile changes = one.changes();
      row(
          text,
          Integer.toString(one.interval()),
          number(changes, "written.commits", 0),
          number(changes, "written.compactions", 0),
          number(changes, "written.process", 0),
          number(changes, "keys.per.change", 2),
          number(changes.measured("dead.share") * PERCENT, 1) + " %",
          number(changes, "failures", 0));
    }
    report.note(text.toString().strip());
  }

  void scans(List<SustainedChanges> measured) {
    if (measured.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder("## Mirror: scans\n\n");
    text.append("Seconds for all columns of all rows, after the updates.\n\n");
    row(
        text,
        "interval s",
        "mirror",
        "compacted table",
        "× compacted",
        "DuckDB: compacted table",
        "DuckDB: window query over the change log",
        "× compacted");
    rule(text, 7);
    for (SustainedChanges one : measured) {
      RunFile table = one.table();
      row(
          text,
          Integer.toString(one.interval()),
          number(table, "scan.mirror", 2),
          number(table, "scan.compacted", 2),
          number(one.scanRatio(), 2),
          number(table, "duckdb.compacted", 2),
          number(table, "duckdb.window", 2),
          number(one.windowRatio(), 2));
    }
    report.note(text.toString().strip());
  }

  private static String number(RunFile result, String name, int decimals) {
    return number(result.measured(name), decimals);
  }

  private static String number(double value, int decimals) {
    return Spread.of(List.of(value)).brief(decimals);
  }

  private static void row(StringBuilder text, String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static void rule(StringBuilder text, int columns) {
    text.append("|---".repeat(columns)).append("|\n");
  }
}
