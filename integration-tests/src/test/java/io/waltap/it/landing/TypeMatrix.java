/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The table of types in {@code landing/type-matrix.txt}. */
final class TypeMatrix {
  private static final String RESOURCE = "/landing/type-matrix.txt";
  private static final int CELLS = 9;

  private final List<Column> columns;

  private TypeMatrix(List<Column> columns) {
    this.columns = columns;
  }

  /**
   * An SQL literal, and the value that is read from Iceberg for it, as {@link Shown} shows it.
   *
   * @param sql as in a statement
   * @param landed as it is read
   */
  record Sample(String sql, String landed) {
    static final Sample NULL = new Sample("NULL", "null");
  }

  /** A line of the table. */
  record Column(
      String name,
      String postgresType,
      String icebergType,
      Sample ordinary,
      Sample low,
      Sample high) {}

  static TypeMatrix read() {
    try (InputStream in = TypeMatrix.class.getResourceAsStream(RESOURCE)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<Column> columns = new ArrayList<>();
      for (String line : text.lines().toList()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          columns.add(column(line));
        }
      }
      return new TypeMatrix(columns);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Column> columns() {
    return List.copyOf(columns);
  }

  String create(String table) {
    return columns.stream()
        .map(column -> column.name() + " " + column.postgresType())
        .collect(Collectors.joining(", ", "CREATE TABLE " + table + " (pk int PRIMARY KEY, ", ")"));
  }

  String insert(String table, int pk, Function<Column, Sample> sample) {
    String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
    String values =
        columns.stream()
            .map(column -> sample.apply(column).sql())
            .collect(Collectors.joining(", "));
    return "INSERT INTO " + table + " (pk, " + names + ") VALUES (" + pk + ", " + values + ")";
  }

  String update(String table, int pk, Function<Column, Sample> sample) {
    return columns.stream()
        .map(column -> column.name() + " = " + sample.apply(column).sql())
        .collect(Collectors.joining(", ", "UPDATE " + table + " SET ", " WHERE pk = " + pk));
  }

  /** Returns the expected columns of the Iceberg table. */
  Map<String, String> icebergTypes() {
    Map<String, String> types = new LinkedHashMap<>();
    columns.forEach(column -> types.put(column.name(), column.icebergType()));
    return types;
  }

  /** Returns a sentence for each place where a row of the log is not as expected. */
  List<String> differences(Map<String, Object> row, Function<Column, Sample> sample) {
    List<String> differences = new ArrayList<>();
    for (Column column : columns) {
      Sample expected = sample.apply(column);
      String landed = Shown.value(row.get(column.name()));
      if (!landed.equals(expected.landed())) {
        differences.add(
            column.name()
                + " "
                + column.postgresType()
                + " "
                + expected.sql()
                + ": expected "
                + expected.landed()
                + ", landed "
                + landed);
      }
    }
    return differences;
  }

  private static Column column(String line) {
    String[] cells = line.split(" \\| ", -1);
    if (cells.length != CELLS) {
      throw new IllegalStateException(cells.length + " cells instead of " + CELLS + ": " + line);
    }
    return new Column(
        cells[0],
        cells[1],
        cells[2],
        new Sample(cells[3], cells[4]),
        new Sample(cells[5], cells[6]),
        new Sample(cells[7], cells[8]));
  }
}
