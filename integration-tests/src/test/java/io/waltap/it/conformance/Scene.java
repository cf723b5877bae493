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

/**
 * Where differences were met: the case, the database, and all that both connectors have emitted.
 */
record Scene(
    ConformanceCase scenario,
    DatabaseHistory history,
    List<Captured> debezium,
    List<Captured> waltap) {

  /** The table as it was after the change, or if it is gone by then, before. */
  Table table(Difference difference) {
    Table after = history.after(difference.lsn()).table(difference.table());
    return after.exists()
        ? after
        : history.around(difference.lsn()).get(0).table(difference.table());
  }

  /**
   * The column that a difference concerns; one without any property if it concerns none that is
   * known.
   */
  Column column(Difference difference) {
    return table(difference).column(difference.column());
  }

  String type(Difference difference) {
    return column(difference).type();
  }

  /**
   * What the database holds of a value of our record, as text, or null; a missing node if the row
   * is not to be found, since the step went on to change it.
   */
  JsonNode stored(Difference difference) {
    return difference.isAfter()
        ? table(difference).row(difference.waltapRecord().key()).path(difference.column())
        : MissingNode.getInstance();
  }

  /** The whole value of the column that a difference concerns, in our record. */
  JsonNode ours(Difference difference) {
    return difference.waltapRecord().after(difference.column());
  }

  /**
   * What Debezium made, in any column of a type, of what the database holds as this text.
   *
   * @param records which of its records to look at
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

  /** Our records of a difference's topic, in their order. */
  Stream<Captured> ourTopic(Difference difference) {
    String topic = difference.anyRecord().topic();
    return waltap.stream().filter(each -> each.topic().equals(topic));
  }

  private static boolean holds(JsonNode value, String text) {
    return value.isTextual() && value.asText().equals(text);
  }
}
