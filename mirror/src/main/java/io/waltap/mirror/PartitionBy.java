/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.kafka.connect.errors.DataException;

/** Reads expressions such as {@code day(created_at)} and {@code bucket(id, 16)}. */
final class PartitionBy {
  private static final Pattern TRANSFORM = Pattern.compile("(\\w+)\\(\\s*(.+?)\\s*\\)");
  private static final Pattern ARGUMENT = Pattern.compile("(.+?)\\s*,\\s*(\\d+)");

  private PartitionBy() {}

  /** The expressions of a text; a comma inside brackets divides none. */
  static List<String> expressions(String text) {
    List<String> expressions = new ArrayList<>();
    int depth = 0;
    StringBuilder current = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        expressions.add(current.toString().strip());
        current.setLength(0);
      } else {
        current.append(c);
      }
    }
    expressions.add(current.toString().strip());
    expressions.removeIf(String::isEmpty);
    return expressions;
  }

  /**
   * The partitions of a table.
   *
   * @throws DataException if an expression cannot be read, or the table lacks its column
   */
  static PartitionSpec spec(Schema schema, List<String> expressions) {
    PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
    for (String expression : expressions) {
      try {
        add(spec, expression);
      } catch (RuntimeException e) {
        throw new DataException(
            "The table cannot be partitioned by " + expression + ": " + e.getMessage(), e);
      }
    }
    try {
      return spec.build();
    } catch (RuntimeException e) {
      // a column whose type the transform does not take
      throw new DataException(
          "The table cannot be partitioned by "
              + String.join(", ", expressions)
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static void add(PartitionSpec.Builder spec, String expression) {
    Matcher transform = TRANSFORM.matcher(expression);
    if (!transform.matches()) {
      spec.identity(expression);
      return;
    }
    String column = transform.group(2);
    switch (transform.group(1)) {
      case "year", "years" -> spec.year(column);
      case "month", "months" -> spec.month(column);
      case "day", "days" -> spec.day(column);
      case "hour", "hours" -> spec.hour(column);
      case "bucket" -> {
        Matcher argument = argument(column);
        spec.bucket(argument.group(1), Integer.parseInt(argument.group(2)));
      }
      case "truncate" -> {
        Matcher argument = argument(column);
        spec.truncate(argument.group(1), Integer.parseInt(argument.group(2)));
      }
      default -> throw new IllegalArgumentException("no transform " + transform.group(1));
    }
  }

  private static Matcher argument(String text) {
    Matcher argument = ARGUMENT.matcher(text);
    if (!argument.matches()) {
      throw new IllegalArgumentException("a column and a number are needed");
    }
    return argument;
  }
}
