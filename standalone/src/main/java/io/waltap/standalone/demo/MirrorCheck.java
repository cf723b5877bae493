/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waltap.standalone.lake.LakeReader;
import io.waltap.standalone.landing.MirrorProperties;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Shows mirrors: their rows, how far they are, and whether PostgreSQL has the same. Iceberg's own
 * reader for Java reads them: DuckDB without its Iceberg extension sees rows that are deleted.
 */
final class MirrorCheck {
  private final ObjectMapper json = new ObjectMapper();
  private final RowReport report;
  private final LakeReader lake;
  private final String namespace;
  private final PrintStream out;

  /**
   * @param namespace of the mirrors
   */
  MirrorCheck(RowReport report, LakeReader lake, String namespace, PrintStream out) {
    this.report = report;
    this.lake = lake;
    this.namespace = namespace;
    this.out = out;
  }

  /** Shows a mirror and compares it; returns whether both sides have the same rows. */
  boolean equal(String table) throws SQLException {
    String name = namespace + "." + table;
    String state = lake.properties(namespace, table).getOrDefault(MirrorProperties.STATE, "{}");
    out.println(name + " has the changes up to the LSN " + lsn(state) + ":");
    out.println("    SELECT * FROM " + name);
    List<Map<String, Object>> rows =
        lake.rows(namespace, table).stream()
            .sorted(Comparator.comparingLong(row -> ((Number) row.get(RowReport.KEY)).longValue()))
            .toList();
    report.show(List.copyOf(lake.columns(namespace, table).keySet()), rows);
    return report.equal(table, name, rows);
  }

  /** The LSN in the state of a mirror table, in PostgreSQL's words. */
  private String lsn(String state) {
    try {
      long lsn = json.readTree(state).path("lsn").asLong(-1);
      return lsn < 0
          ? "(not known)"
          : String.format(Locale.ROOT, "%X/%X", lsn >>> 32, lsn & 0xFFFFFFFFL);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not the state of a mirror: " + state, e);
    }
  }
}
