/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * The bytes that were written into a table.
 *
 * @param commits bytes of data files and delete files of the mirror's commits
 * @param compactions bytes of those of compactions
 */
record WrittenBytes(long commits, long compactions) {
  private static final Path IO = Path.of("/proc/self/io");
  private static final String WRITTEN = "wchar: ";

  /**
   * Adds up the snapshots of a table.
   *
   * @param after only snapshots with a larger sequence number count
   */
  static WrittenBytes of(Table table, long after) {
    long commits = 0;
    long compactions = 0;
    for (Snapshot snapshot : table.snapshots()) {
      if (snapshot.sequenceNumber() > after) {
        long bytes = number(snapshot.summary(), "added-files-size");
        if ("replace".equals(snapshot.operation())) {
          compactions += bytes;
        } else {
          commits += bytes;
        }
      }
    }
    return new WrittenBytes(commits, compactions);
  }

  /** The share of the rows in the data files that are deleted. */
  static double deadShare(Table table) {
    Map<String, String> summary = table.currentSnapshot().summary();
    return (double) number(summary, "total-position-deletes")
        / (double) number(summary, "total-records");
  }

  /** What a summary says; 0 if it says nothing. */
  static long number(Map<String, String> summary, String name) {
    return Long.parseLong(summary.getOrDefault(name, "0"));
  }

  /**
   * All bytes that this process has written to files, also those of the index and of metadata; NaN
   * if the system does not say it.
   */
  static double ofProcess() {
    try {
      // such a file does not tell its size: read to the end
      String text = new String(Files.readAllBytes(IO), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> line.startsWith(WRITTEN))
          .mapToDouble(line -> Double.parseDouble(line.substring(WRITTEN.length())))
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
