/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.config.DebeziumProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.connect.source.SourceConnector;
import org.junit.jupiter.api.Test;

/** What the documents promise to users of Debezium is what the code does. */
final class DocumentsIT {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Path DIFFERENCES = DOCS.resolve("differences-from-debezium.md");
  private static final Path MIGRATION = DOCS.resolve("migrate-from-debezium.md");
  private static final String TABLE_BEGINS = "<!-- properties -->";
  private static final String TABLE_ENDS = "<!-- end of properties -->";
  private static final Pattern ID = Pattern.compile("\\| `([a-z-]+)` \\|.*");

  // Guards against: a difference that the test accepts and no page mentions.
  @Test
  void theListOfDifferencesIsTheTests() throws IOException {
    List<String> expected = new ArrayList<>();
    DeliberateDifferences.ALL.forEach(explanation -> expected.add(explanation.id()));
    NaturalDifferences.ALL.forEach(explanation -> expected.add(explanation.id()));

    List<String> actual = new ArrayList<>();
    for (String line : Files.readAllLines(DIFFERENCES)) {
      Matcher row = ID.matcher(line);
      if (row.matches()) {
        actual.add(row.group(1));
      }
    }
    assertThat(actual).isEqualTo(expected);
  }

  // Guards against: a migration guide that lags behind the code. -Dconformance.docs=write updates
  // it.
  @Test
  void theMigrationTableIsTheCodes() throws IOException {
    List<String> expected = DebeziumProperties.entries().stream().map(DocumentsIT::row).toList();
    List<String> lines = new ArrayList<>(Files.readAllLines(MIGRATION));
    List<String> table = lines.subList(lines.indexOf(TABLE_BEGINS) + 1, lines.indexOf(TABLE_ENDS));
    if (System.getProperty("conformance.docs", "").equals("write")) {
      table.removeIf(line -> line.startsWith("| `"));
      table.addAll(table.lastIndexOf("|---|---|---|") + 1, expected);
      Files.write(MIGRATION, lines);
    }
    assertThat(table.stream().filter(line -> line.startsWith("| `")).toList()).isEqualTo(expected);
  }

  // Guards against: a property of Debezium that Waltap neither supports nor refuses.
  @Test
  void everyPropertyOfDebeziumIsListed() {
    Set<String> listed =
        DebeziumProperties.entries().stream()
            .map(DebeziumProperties.Entry::key)
            .collect(Collectors.toSet());
    try (PluginClasses classes = PluginClasses.debezium()) {
      SourceConnector connector =
          (SourceConnector) classes.create("io.debezium.connector.postgresql.PostgresConnector");
      Set<String> unlisted =
          new TreeSet<>(classes.inContext(connector::config).configKeys().keySet());
      unlisted.removeAll(listed);
      assertThat(unlisted).isEmpty();
    }
  }

  private static String row(DebeziumProperties.Entry entry) {
    String treatment =
        switch (entry.status()) {
          case SUPPORTED -> "same";
          case IGNORED -> "ignored";
          case REFUSED -> "refused";
        };
    String reason = entry.reason().isEmpty() ? "" : entry.reason() + " ";
    return "| `" + entry.key() + "` | " + treatment + " | " + reason + "|";
  }
}
