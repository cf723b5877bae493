/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Rows as an aligned table, for people. Long values are cut. */
final class TextTable {
  private static final int WIDEST = 18;
  private static final String CUT = "..";
  private static final String GAP = "  ";

  private TextTable() {}

  /** A line of names, a rule, and a line for each row. */
  static List<String> lines(List<String> columns, List<Map<String, Object>> rows) {
    List<StringBuilder> lines =
        Stream.generate(StringBuilder::new).limit(2L + rows.size()).toList();
    for (String column : columns) {
      List<String> cells = new ArrayList<>();
      cells.add(column);
      rows.forEach(row -> cells.add(cell(row.get(column))));
      int width = cells.stream().mapToInt(TextTable::width).max().orElse(0);
      cells.add(1, "-".repeat(width));
      for (int i = 0; i < cells.size(); i++) {
        String cell = cells.get(i);
        lines.get(i).append(cell).append(" ".repeat(width - width(cell))).append(GAP);
      }
    }
    return lines.stream().map(line -> line.toString().stripTrailing()).toList();
  }

  private static String cell(Object value) {
    String text = Cell.shown(value).replace("\n", "\\n");
    if (text.codePointCount(0, text.length()) <= WIDEST) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, WIDEST - CUT.length())) + CUT;
  }

  /** In columns of a terminal, where a Chinese character takes two. */
  private static int width(String text) {
    return text.codePoints().map(character -> Character.isIdeographic(character) ? 2 : 1).sum();
  }
}
