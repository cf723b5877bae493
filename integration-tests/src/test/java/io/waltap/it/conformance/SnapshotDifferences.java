/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.it.conformance.DatabaseFacts.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rows that Debezium's snapshot has and Waltap's has not. Each is explained only if Waltap has the
 * row in its proper table, or if the row is not to be published at all.
 */
final class SnapshotDifferences {
  private static final Set<String> FIRST = Set.of("first", "first_in_data_collection");
  private static final Set<String> LAST = Set.of("last", "last_in_data_collection");

  private SnapshotDifferences() {}

  /**
   * A row of a partition that Debezium reads again as a row of the partitioned table, or the other
   * way round.
   */
  static boolean partition(Difference difference, Scene scene) {
    DatabaseFacts facts = scene.history().atSnapshot();
    Table table = facts.table(difference.table());
    Set<String> where = Set.of();
    if (scene.scenario().has("publish.via.partition.root", "true")) {
      where = table.partition() ? Set.copyOf(table.ancestors()) : Set.of();
    } else if (table.partitioned()) {
      where = descendants(facts, difference.table());
    }
    return isReadElsewhere(difference, scene, where)
        || isMarker(difference, scene)
            && facts.tables().values().stream().anyMatch(Table::partitioned);
  }

  /**
   * A row of an inheriting table that Debezium reads again as a row of the table from which it
   * inherits.
   */
  static boolean inheritance(Difference difference, Scene scene) {
    DatabaseFacts facts = scene.history().atSnapshot();
    boolean partitioned = facts.table(difference.table()).partitioned();
    Set<String> where = partitioned ? Set.of() : descendants(facts, difference.table());
    return isReadElsewhere(difference, scene, where)
        || isMarker(difference, scene)
            && facts.tables().values().stream()
                .anyMatch(table -> !table.partition() && !table.ancestors().isEmpty());
  }

  /** A row or a column that the publication leaves out. */
  static boolean publication(Difference difference, Scene scene) {
    if (!difference.isSnapshot()) {
      return false;
    }
    DatabaseFacts facts = scene.history().atSnapshot();
    Table table = facts.table(difference.table());
    if (difference.isOnlyDebeziums()) {
      JsonNode row = difference.debeziumRecord().row();
      return table.rows().stream().anyMatch(each -> !each.published() && each.holds(row));
    }
    return difference.isInColumn()
            && difference.waltap().isMissingNode()
            && !table.column(difference.column()).published()
        || isMarker(difference, scene)
            && facts.tables().values().stream().anyMatch(Table::anyUnpublishedRow);
  }

  private static Set<String> descendants(DatabaseFacts facts, String table) {
    return facts.tables().entrySet().stream()
        .filter(each -> each.getValue().ancestors().contains(String.valueOf(table)))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /**
   * Whether Debezium has the row here as often as Waltap has it here and in those tables together.
   */
  private static boolean isReadElsewhere(Difference difference, Scene scene, Set<String> where) {
    if (!difference.isOnlyDebeziums() || !difference.isSnapshot()) {
      return false;
    }
    JsonNode row = difference.debeziumRecord().row();
    Set<String> here = Set.of(difference.table());
    long elsewhere = count(scene.waltap(), where, row);
    return elsewhere > 0
        && count(scene.debezium(), here, row) == count(scene.waltap(), here, row) + elsewhere;
  }

  private static long count(List<Captured> records, Set<String> tables, JsonNode row) {
    return records.stream()
        .filter(Captured::isSnapshot)
        .filter(each -> tables.contains(each.table()) && holds(each.row(), row))
        .count();
  }

  /** Whether a row has these values; an inheriting table may have more columns. */
  private static boolean holds(JsonNode row, JsonNode part) {
    return part.properties().stream()
        .allMatch(field -> field.getValue().equals(row.path(field.getKey())));
  }

  /**
   * If Debezium's snapshot has more rows, other rows are its first and its last. Then Waltap's
   * markers must be right among themselves.
   */
  private static boolean isMarker(Difference difference, Scene scene) {
    return difference.isSnapshot()
        && difference.isValue("source", "snapshot")
        && rows(scene.debezium()) > rows(scene.waltap())
        && areRight(markers(scene.waltap()).values());
  }

  private static long rows(List<Captured> records) {
    return records.stream().filter(Captured::isSnapshot).count();
  }

  /** Returns the markers of each topic's rows, in their order. */
  private static Map<String, List<String>> markers(List<Captured> records) {
    Map<String, List<String>> markers = new LinkedHashMap<>();
    records.stream()
        .filter(Captured::isSnapshot)
        .forEach(
            each ->
                markers
                    .computeIfAbsent(each.topic(), unused -> new ArrayList<>())
                    .add(each.value().path("source").path("snapshot").asText()));
    return markers;
  }

  private static boolean areRight(Iterable<List<String>> topics) {
    List<String> all = new ArrayList<>();
    for (List<String> markers : topics) {
      if (!isRight(markers)) {
        return false;
      }
      all.addAll(markers);
    }
    return Collections.frequency(all, "last") == 1 && Collections.frequency(all, "first") <= 1;
  }

  /**
   * Whether the markers of a topic are right. The only row of a table is marked as its last, or as
   * the first of all.
   */
  private static boolean isRight(List<String> markers) {
    int end = markers.size() - 1;
    return end == 0
        ? LAST.contains(markers.get(0)) || markers.get(0).equals("first")
        : FIRST.contains(markers.get(0))
            && LAST.contains(markers.get(end))
            && markers.subList(1, end).stream().allMatch("true"::equals);
  }
}
