/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import io.waltap.standalone.lake.LakeReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The end of the demo: where everything is, and commands to go on with. */
final class NextSteps {
  private final DemoConfig config;
  private final Path log;
  private final PrintStream out;

  /**
   * @param log the demo's log file
   */
  NextSteps(DemoConfig config, Path log, PrintStream out) {
    this.config = config;
    this.log = log;
    this.out = out;
  }

  /**
   * Writes the views to a file and prints the commands.
   *
   * @param views SQL that makes the views of the tables
   */
  void print(LakeReader lake, String views) {
    Path script = script(views);
    out.println();
    out.println("The tables: " + config.warehouse());
    out.println("The log:    " + log);
    out.println();
    out.println("Try next:");
    out.println("  DuckDB, to run the SQL above and your own:");
    out.println("    duckdb -init '" + script + "'");
    out.println("  DuckDB with its Iceberg extension, for the history of the orders:");
    out.println(
        "    duckdb -c \"INSTALL iceberg; LOAD iceberg; SELECT _op, count(*) FROM iceberg_scan('"
            + lake.metadataFile(DemoConfig.LOG_NAMESPACE, "orders").replaceFirst("^file:(//)?", "")
            + "') GROUP BY 1\"");
    out.println("  Your own database, and any Iceberg catalog:");
    out.println("    ./waltap preflight");
    out.println("    ./waltap run          (./waltap run --help lists the variables of both)");
  }

  /** The views for DuckDB's command line, so that the printed SQL runs there. */
  private Path script(String views) {
    Path script = config.directory().resolve("lake.sql");
    try {
      return Files.writeString(script, views);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + script, e);
    }
  }
}
