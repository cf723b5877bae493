/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;

/**
 * The process that reads a table: it compares all rows with the expected ones, tells how fast the
 * table was filled, and measures scans. It fails if the table is wrong.
 */
public final class TableRun {
  private static final int SCANS = 3;

  private final RunFile run;
  private final RunFile result = new RunFile();
  private final GeneratedTopic topic;
  private final Catalog catalog;

  private TableRun(RunFile run) {
    this.run = run;
    this.topic = new GeneratedTopic(run.number(RunFile.ROWS));
    this.catalog = BenchCatalog.open(run.text(RunFile.WAREHOUSE));
  }

  /**
   * @param arguments the file that says what to do, and the file for what was measured
   */
  public static void main(String[] arguments) throws IOException, SQLException {
    TableRun reading = new TableRun(RunFile.read(Path.of(arguments[0])));
    Table table = reading.catalog.loadTable(BenchCatalog.name(reading.run.text(RunFile.TABLE)));
    reading.check(table);
    reading.load(table);
    if (Boolean.parseBoolean(reading.run.text(RunFile.SCANS))) {
      reading.scans(table);
    }
    reading.result.write(Path.of(arguments[1]));
  }

  private void check(Table table) {
    ExpectedState expected = ExpectedState.of(topic, run.number(RunFile.RECORDS));
    ExpectedState found = TableReader.state(table);
    if (!found.equals(expected)) {
      throw new IllegalStateException(
          table.name()
              + " is wrong, so the measurement is void: it has "
              + found
              + " instead of "
              + expected);
    }
  }

  private void load(Table table) {
    List<LoadRate.Point> points = new ArrayList<>();
    for (Snapshot snapshot : table.snapshots()) {
      long rows = WrittenBytes.number(snapshot.summary(), "total-records");
      points.add(new LoadRate.Point(snapshot.timestampMillis(), rows));
    }
    result.put("load.per.second", LoadRate.perSecond(points));
    // the first snapshot with all rows; a compaction may be behind it
    result.put(
        "load.end.millis",
        points.stream()
            .filter(point -> point.rows() >= topic.rows())
            .mapToLong(LoadRate.Point::millis)
            .findFirst()
            .orElse(0));
  }

  private void scans(Table mirror) throws SQLException {
    Table compacted = TableCopies.compacted(catalog, mirror);
    List<Double> ofMirror = new ArrayList<>();
    List<Double> ofCompacted = new ArrayList<>();
    for (int i = 0; i < SCANS; i++) {
      ofMirror.add(TableReader.seconds(mirror, topic.rows()));
      ofCompacted.add(TableReader.seconds(compacted, topic.rows()));
    }
    result.put("scan.mirror", median(ofMirror));
    result.put("scan.compacted", median(ofCompacted));
    Table log = TableCopies.changeLog(catalog, mirror, topic, run.number(RunFile.RECORDS));
    window(compacted, log);
  }

  private void window(Table compacted, Table log) throws SQLException {
    List<Double> ofCompacted = new ArrayList<>();
    List<Double> ofLog = new ArrayList<>();
    try (WindowQuery duck = new WindowQuery(run.text(RunFile.SCRATCH))) {
      for (int i = 0; i < SCANS; i++) {
        WindowQuery.Answer plain = duck.scan(compacted);
        WindowQuery.Answer current = duck.currentState(log);
        if (!plain.found().equals(current.found())) {
          throw new IllegalStateException(
              "the window query finds " + current.found() + ", and the table has " + plain.found());
        }
        ofCompacted.add(plain.seconds());
        ofLog.add(current.seconds());
      }
    }
    result.put("duckdb.compacted", median(ofCompacted));
    result.put("duckdb.window", median(ofLog));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
