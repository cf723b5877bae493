/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.waltap.it.conformance.DatabaseFacts.Column;
import io.waltap.it.conformance.DatabaseFacts.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The context of the differences: the case, the database, and all records of both connectors. */
record Scene(
    ConformanceCase scenario,
    DatabaseHistory history,
    List<Captured> debezium,
    List<Captured> waltap) {

  /** Returns the table after the change, or before it if the table is dropped by then. */
  Table table(Difference difference) {
    Table after = history.after(difference.lsn()).table(difference.table());
    return after.exists()
        ? after
        : history.around(difference.lsn()).get(0).table(difference.table());
  }

  /**
   * Returns the column that a difference is about. If there is no known column, it returns one
   * without any property.
   */
  Column column(Difference difference) {
    return table(difference).column(difference.column());
  }

  String type(Difference difference) {
    return column(difference).type();
  }

  /**
   * Returns the value in the database for a value of Waltap's record, as text, or null. It returns
   * a missing node if the row is not found, because the step changed it again.
   */
  JsonNode stored(Difference difference) {
    return difference.isAfter()
        ? table(difference).row(difference.waltapRecord().key()).path(difference.column())
        : MissingNode.getInstance();
  }

  /** Returns the whole value of the differing column in Waltap's record. */
  JsonNode ours(Difference difference) {
    return difference.waltapRecord().after(difference.column());
  }

  /**
   * Returns the values that Debezium made, in any column of a type, of this text in the database.
   *
   * @param records selects Debezium's records
   */
  List<JsonNode> debeziumsValues(String type, String stored, Predicate<Captured> records) {
    List<JsonNode> values = new ArrayList<>();
    for (Captured each : debezium) {
      Table table = history.after(each.lsn()).table(each.table());
      JsonNode row = table.row(each.key());
      if (!records.test(each) || row.isMissingNode()) {
        continue;
      }
      table.columns().entrySet().stream()
          .filter(column -> column.getValue().type().equals(type))
          .filter(column -> holds(row.path(column.getKey()), stored))
          .forEach(column -> values.add(each.after(column.getKey())));
    }
    return values;
  }

  /** Returns Waltap's records of a difference's topic, in their order. */
  Stream<Captured> ourTopic(Difference difference) {
    String topic = difference.anyRecord().topic();
    return waltap.stream().filter(each -> each.topic().equals(topic));
  }

  private static boolean holds(JsonNode value, String text) {
    return value.isTextual() && value.asText().equals(text);
  }
}
