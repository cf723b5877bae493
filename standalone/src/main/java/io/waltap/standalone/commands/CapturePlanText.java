/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A plan as lines of text, for people: a table of what is captured, and what would be created. */
final class CapturePlanText {
  private static final List<String> HEAD =
      List.of("table", "key", "replica identity", "rows (estimated)", "size");

  /** The columns from here on are numbers, which are aligned to the right. */
  private static final int FIRST_NUMBER = 3;

  private static final String GAP = "  ";
  private static final String STATEMENT = "    -> ";
  private static final String UNKNOWN = "unknown";
  private static final int KILO = 1024;
  private static final List<String> UNITS = List.of("kB", "MB", "GB", "TB", "PB");

  /** From here on, a number would be rounded to four digits. */
  private static final double LARGEST = 999.5;

  /** Up to here, a number has a digit after the point. */
  private static final double SMALL = 9.95;

  private CapturePlanText() {}

  static List<String> lines(RunPlan plan) {
    List<String> lines = new ArrayList<>();
    if (plan.tables().isEmpty()) {
      lines.add("Tables to capture: none");
    } else {
      lines.add("Tables to capture: " + plan.tables().size());
      lines.add("");
      lines.addAll(aligned(plan.tables()));
    }
    lines.add("");
    lines.add(publication(plan.publication()));
    plan.publication().statements().forEach(statement -> lines.add(STATEMENT + statement));
    RunPlan.Slot slot = plan.slot();
    if (slot.exists()) {
      lines.add("Slot \"" + slot.name() + "\" exists, and is used as it is.");
    } else {
      lines.add("Slot \"" + slot.name() + "\" does not exist, and would be created:");
      lines.add(STATEMENT + slot.statement());
    }
    return List.copyOf(lines);
  }

  private static String publication(RunPlan.Publication publication) {
    String name = "Publication \"" + publication.name() + "\" ";
    boolean changes = !publication.statements().isEmpty();
    if (!publication.exists()) {
      return name
          + (changes
              ? "does not exist, and would be created and marked as Waltap's own:"
              : "does not exist, and would not be created.");
    }
    if (!publication.own()) {
      return name + "exists, and is used as it is.";
    }
    return name + (changes ? "is Waltap's own, and would be altered:" : "is Waltap's own.");
  }

  private static List<String> aligned(List<RunPlan.Table> tables) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    tables.forEach(table -> rows.add(cells(table)));
    List<Integer> widths =
        IntStream.range(0, HEAD.size())
            .mapToObj(i -> rows.stream().mapToInt(row -> width(row.get(i))).max().orElse(0))
            .toList();
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static List<String> cells(RunPlan.Table table) {
    return List.of(
        printable(table.name()),
        table.key().isEmpty() ? "none" : printable(String.join(", ", table.key())),
        printable(table.identity()),
        table.rows() < 0 ? UNKNOWN : String.format(Locale.ROOT, "%,d", table.rows()),
        size(table.bytes()));
  }

  private static String line(List<String> cells, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String padding = " ".repeat(widths.get(i) - width(cells.get(i)));
      line.append(GAP).append(i < FIRST_NUMBER ? cells.get(i) + padding : padding + cells.get(i));
    }
    return line.toString();
  }

  /** A name can have any character, and the line goes to a terminal. */
  private static String printable(String name) {
    return name.replaceAll("\\p{Cntrl}", "?");
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  /** As {@code pg_size_pretty} does: 1 kB is 1024 bytes. */
  static String size(long bytes) {
    if (bytes < 0) {
      return UNKNOWN;
    }
    if (bytes < KILO) {
      return bytes + " bytes";
    }
    double value = (double) bytes / KILO;
    int unit = 0;
    while (value >= LARGEST && unit < UNITS.size() - 1) {
      value /= KILO;
      unit++;
    }
    String number =
        value < SMALL
            ? String.format(Locale.ROOT, "%.1f", value)
            : String.format(Locale.ROOT, "%.0f", value);
    return number + " " + UNITS.get(unit);
  }
}
