/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.bench.FirstLoad.Sink;
import io.waltap.bench.mirror.RunFile;
import java.util.List;
import org.junit.jupiter.api.Test;

class MirrorReportTest {
  private final Report report = new Report();
  private final MirrorReport mirror = new MirrorReport(report);
  private final BenchOptions options = BenchOptions.parse(List.of());

  @Test
  void theRatioOfFirstLoadsIsWithinARound() {
    mirror.firstLoads(
        List.of(
            new FirstLoad(Sink.MIRROR, 1, 80, 10),
            new FirstLoad(Sink.APPEND, 1, 100, 8),
            new FirstLoad(Sink.APPEND, 2, 1000, 8),
            new FirstLoad(Sink.MIRROR, 2, 900, 10)),
        options);

    assertThat(report.toString())
        .contains("| Waltap's mirror | 490 (80–900) | 10.0 (10.0–10.0) | 0.85 (0.80–0.90) | 2 |\n")
        .contains("| Apache sink, append | 550 (100–1,000) |");
  }

  @Test
  void aSinkThatFallsBehindIsInBold() {
    mirror.changes(List.of(changes(60, true), changes(10, false)), options);

    assertThat(report.toString())
        .contains("| 60 | 4,999 | – | – | yes | ")
        .contains("| 10 | 4,999 | – | – | **no** | ");
  }

  @Test
  void scansAreComparedWithTheCompactedTable() {
    mirror.scans(List.of(changes(60, true)));

    assertThat(report.toString()).contains("| 60 | 6.00 | 5.00 | 1.20 | 0.50 | 4.00 | 8.00 |");
  }

  private static SustainedChanges changes(int interval, boolean keptUp) {
    RunFile changes = new RunFile();
    changes.put("changes.per.second", 4999);
    changes.put("kept.up", keptUp);
    RunFile table = new RunFile();
    table.put("scan.mirror", 6);
    table.put("scan.compacted", 5);
    table.put("duckdb.compacted", 0.5);
    table.put("duckdb.window", 4);
    return new SustainedChanges(interval, changes, table);
  }
}
