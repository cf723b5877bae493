/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.it.conformance.TopicComparison.Pair;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One place where two records differ.
 *
 * @param path names of fields; an attribute of a schema starts with {@code @}
 * @param debezium a missing node if Debezium has nothing there
 */
record Difference(Pair pair, Part part, List<String> path, JsonNode debezium, JsonNode waltap) {

  private static final int SHOWN = 300;
  private static final Set<String> ROWS = Set.of("before", "after");
  private static final Set<String> KEY_HEADERS = Set.of("__debezium.newkey", "__debezium.oldkey");

  /** The part of the record. */
  enum Part {
    /** One connector has no such record. */
    RECORD,
    /** Waltap's record comes before one after which it should come. */
    ORDER,
    KEY,
    KEY_SCHEMA,
    VALUE,
    VALUE_SCHEMA,
    HEADERS,
    HEADER_SCHEMA
  }

  /** Returns {@code schema.table}, or null if the topic does not belong to a table. */
  String table() {
    return pair.table();
  }

  /** Returns the position of the change in the WAL, or {@link Captured#NO_LSN}. */
  long lsn() {
    return pair.lsn();
  }

  /** Returns null if only Waltap has such a record. */
  Captured debeziumRecord() {
    return pair.debezium();
  }

  /** Returns null if only Debezium has such a record. */
  Captured waltapRecord() {
    return pair.waltap();
  }

  Captured anyRecord() {
    return pair.debezium() == null ? pair.waltap() : pair.debezium();
  }

  String op() {
    return anyRecord().op();
  }

  boolean isSnapshot() {
    return anyRecord().isSnapshot();
  }

  boolean isKey() {
    return part == Part.KEY || part == Part.KEY_SCHEMA;
  }

  /** Whether only Debezium has such a record. */
  boolean isOnlyDebeziums() {
    return part == Part.RECORD && waltapRecord() == null;
  }

  /** Returns the field of the row that differs, or null. */
  String column() {
    String name =
        switch (part) {
          case RECORD, ORDER -> null;
          case KEY, KEY_SCHEMA -> at(0);
          case VALUE, VALUE_SCHEMA -> ROWS.contains(String.valueOf(at(0))) ? at(1) : null;
          case HEADERS, HEADER_SCHEMA -> KEY_HEADERS.contains(String.valueOf(at(0))) ? at(1) : null;
        };
    return name == null || name.startsWith("@") ? null : name;
  }

  /**
   * Whether the difference is exactly at this place within a column; without names, at the column
   * itself.
   */
  boolean isInColumn(String... names) {
    int depth = isKey() ? 1 : 2;
    return column() != null && path.subList(depth, path.size()).equals(List.of(names));
  }

  /** Whether the difference is a value, or part of one, in the row after the change. */
  boolean isAfter() {
    return part == Part.VALUE && column() != null && path.get(0).equals("after");
  }

  /** Whether the difference is exactly at this field of the value. */
  boolean isValue(String... names) {
    return part == Part.VALUE && path.equals(List.of(names));
  }

  @Override
  public String toString() {
    return anyRecord()
        + "  "
        + part.name().toLowerCase(Locale.ROOT)
        + " "
        + String.join(".", path)
        + System.lineSeparator()
        + "      Debezium "
        + shown(debezium)
        + System.lineSeparator()
        + "      Waltap   "
        + shown(waltap);
  }

  private String at(int index) {
    return index < path.size() ? path.get(index) : null;
  }

  private static String shown(JsonNode node) {
    String text = node.isMissingNode() ? "nothing" : node.toString();
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
