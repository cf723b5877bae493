/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.subscription;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.it.harness.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A table as a consumer has it that applies the records of the table's topic in their order: by
 * key, or as whole rows if there is no key.
 */
final class AppliedTable {
  private static final String UNAVAILABLE = "__waltap.unavailable";
  private static final String OLD_KEY = "__debezium.oldkey";

  private final Map<JsonNode, Map<String, String>> byKey = new HashMap<>();
  private final List<Map<String, String>> withoutKey = new ArrayList<>();

  /** The row that was deleted last. If an update moves it to another key, it comes back next. */
  private Map<String, String> deleted = Map.of();

  /**
   * Applies all records.
   *
   * @param prefix of the topics
   * @param ignored topics without the prefix that are no tables
   * @return the rows of each table as texts, sorted, by {@code schema.table}
   */
  static Map<String, List<String>> all(
      String prefix, Collection<String> ignored, List<Event> events) {
    Map<String, AppliedTable> tables = new TreeMap<>();
    for (Event event : events) {
      String name = event.topic().substring(prefix.length() + 1);
      if (!ignored.contains(name)) {
        tables.computeIfAbsent(name, unused -> new AppliedTable()).apply(event);
      }
    }
    Map<String, List<String>> rows = new TreeMap<>();
    tables.forEach((name, table) -> rows.put(name, table.rows()));
    return rows;
  }

  private void apply(Event event) {
    switch (event.op()) {
      case "r", "c" -> put(event);
      case "u" -> {
        if (event.key() == null) {
          remove(event);
        }
        put(event);
      }
      case "d" -> delete(event);
      case "t" -> {
        byKey.clear();
        withoutKey.clear();
      }
      case "tombstone" -> {
        if (byKey.containsKey(event.key())) {
          throw new AssertionError("a tombstone of a row that was not deleted: " + event);
        }
      }
      default -> throw new AssertionError("unknown operation: " + event);
    }
  }

  private void put(Event event) {
    if (event.key() == null) {
      withoutKey.add(row(event, Map.of()));
      return;
    }
    Map<String, String> known =
        event.header(OLD_KEY) == null ? byKey.getOrDefault(event.key(), Map.of()) : deleted;
    byKey.put(event.key(), row(event, known));
  }

  private void delete(Event event) {
    if (event.key() == null) {
      remove(event);
      return;
    }
    Map<String, String> row = byKey.remove(event.key());
    // a publication without inserts or updates also sends the deletes of unknown rows
    deleted = row == null ? Map.of() : row;
  }

  private void remove(Event event) {
    if (!withoutKey.remove(Rows.values(event.before()))) {
      throw new AssertionError("no row is like the old one of " + event);
    }
  }

  /** Values that were not sent stay as they are. */
  private static Map<String, String> row(Event event, Map<String, String> known) {
    Map<String, String> row = Rows.values(event.after());
    JsonNode unavailable = event.header(UNAVAILABLE);
    if (unavailable != null) {
      for (JsonNode name : unavailable) {
        String value = known.get(name.asText());
        if (value == null) {
          throw new AssertionError("the value of " + name + " was never sent: " + event.key());
        }
        row.put(name.asText(), value);
      }
    }
    return row;
  }

  private List<String> rows() {
    List<String> rows = new ArrayList<>();
    byKey.values().forEach(row -> rows.add(row.toString()));
    withoutKey.forEach(row -> rows.add(row.toString()));
    rows.sort(null);
    return rows;
  }
}
