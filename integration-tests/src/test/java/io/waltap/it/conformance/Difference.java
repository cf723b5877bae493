/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One place where two records differ.
 *
 * @param table {@code schema.table}, or null if the topic is not a table's
 * @param debeziumRecord null if only we have such a record
 * @param waltapRecord null if only Debezium has
 * @param path names of fields; an attribute of a schema starts with {@code @}
 * @param debezium a missing node where there is nothing
 */
record Difference(
    String table,
    Captured debeziumRecord,
    Captured waltapRecord,
    Part part,
    List<String> path,
    JsonNode debezium,
    JsonNode waltap) {

  private static final int SHOWN = 300;
  private static final Set<String> ROWS = Set.of("before", "after");
  private static final Set<String> KEY_HEADERS = Set.of("__debezium.newkey", "__debezium.oldkey");

  /** Which part of the record. */
  enum Part {
    /** There is no such record on one side. */
    RECORD,
    KEY,
    KEY_SCHEMA,
    VALUE,
    VALUE_SCHEMA,
    HEADERS,
    HEADER_SCHEMA
  }

  Captured anyRecord() {
    return debeziumRecord == null ? waltapRecord : debeziumRecord;
  }

  String op() {
    return anyRecord().op();
  }

  /** The field of the row that it concerns, or null. */
  String column() {
    return switch (part) {
      case RECORD -> null;
      case KEY, KEY_SCHEMA -> at(0);
      case VALUE, VALUE_SCHEMA -> ROWS.contains(String.valueOf(at(0))) ? at(1) : null;
      case HEADERS, HEADER_SCHEMA -> KEY_HEADERS.contains(String.valueOf(at(0))) ? at(1) : null;
    };
  }

  /** Whether it is exactly this field of the value. */
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
