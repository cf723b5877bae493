/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import io.waltap.it.conformance.ConformanceCases.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table at the end of a run, on standard output and in {@code target/conformance.txt}. */
final class ConformanceReport {
  private static final String ROW = "%-34s %5s %9s %10s %12s  %s%n";

  private final List<String> rows = new ArrayList<>();
  private int records;
  private int unexplained;

  void add(Outcome outcome) {
    records += outcome.records();
    unexplained += outcome.unexplained().size();
    rows.add(
        row(
            outcome.run().scenario().name(),
            outcome.run().major(),
            outcome.records(),
            outcome.deliberate(),
            outcome.unexplained().size(),
            String.join(" ", deliberateIds(outcome))));
  }

  void addFailed(Run run, Throwable failure) {
    String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    rows.add(row(run.scenario().name(), run.major(), "-", "-", "failed", message));
  }

  void addSkipped(Run run, List<String> missingExtensions) {
    String reason = "the server lacks " + String.join(", ", missingExtensions);
    rows.add(row(run.scenario().name(), run.major(), "-", "-", "skipped", reason));
  }

  void print() {
    StringBuilder table = new StringBuilder();
    table.append(row("case", "major", "records", "explained", "unexplained", "explained by"));
    rows.forEach(table::append);
    table.append(row("all", "", records, "", unexplained, ""));
    System.out.print(table);
    try {
      Path target = Path.of("target").toAbsolutePath();
      Files.createDirectories(target);
      Files.writeString(target.resolve("conformance.txt"), table);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> deliberateIds(Outcome outcome) {
    return DeliberateDifferences.ALL.stream()
        .map(Explanation::id)
        .filter(outcome.explained()::containsKey)
        .toList();
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, ROW, cells);
  }
}
