/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waltap.it.conformance.DatabaseFacts.Table;
import io.waltap.it.conformance.Difference.Part;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Large values that an update did not change, and that the server therefore did not send. */
final class ToastDifferences {
  private static final String PLACEHOLDER = "unavailable.value.placeholder";
  private static final String DEFAULT_PLACEHOLDER = "__debezium_unavailable_value";
  private static final String HEX = "hex:";

  private ToastDifferences() {}

  /** The placeholder instead of null, in a column that had a value when it was last sent. */
  static boolean placeholder(Difference difference, Scene scene) {
    return difference.isAfter()
        && difference.isInColumn()
        && scene.column(difference).toastable()
        && difference.debezium().isNull()
        && difference.waltapRecord().isUnavailable(difference.column())
        && isPlaceholder(difference.waltap(), scene.scenario())
        && heldSomething(difference, scene);
  }

  /**
   * An event that has ended Debezium's task. Waltap's event must be the row in the database, except
   * for the values that were not sent.
   */
  static boolean notNull(Difference difference, Scene scene) {
    Captured ours = difference.waltapRecord();
    if (!scene.scenario().debeziumFails()
        || difference.part() != Part.RECORD
        || difference.debeziumRecord() != null
        || !ours.op().equals("u")) {
      return false;
    }
    Table table = scene.table(difference);
    ObjectNode sent = JsonNodeFactory.instance.objectNode();
    ours.row().properties().forEach(field -> sent.set(field.getKey(), field.getValue()));
    sent.remove(ours.unavailable());
    return ours.unavailable().stream()
            .map(table::column)
            .anyMatch(column -> column.toastable() && column.notNull())
        && table.holds(sent);
  }

  private static boolean isPlaceholder(JsonNode value, ConformanceCase scenario) {
    String configured = scenario.properties().getOrDefault(PLACEHOLDER, DEFAULT_PLACEHOLDER);
    byte[] bytes =
        configured.startsWith(HEX)
            ? HexFormat.of().parseHex(configured.substring(HEX.length()))
            : configured.getBytes(StandardCharsets.UTF_8);
    return value.isTextual()
        && List.of(
                new String(bytes, StandardCharsets.UTF_8),
                Base64.getEncoder().encodeToString(bytes),
                HexFormat.of().formatHex(bytes))
            .contains(value.asText());
  }

  /**
   * Goes back over the row's records, through its former keys, to the last record that was sent
   * with a value.
   */
  private static boolean heldSomething(Difference difference, Scene scene) {
    List<Captured> topic = scene.ourTopic(difference).toList();
    JsonNode key = formerKey(difference.waltapRecord());
    for (int i = topic.indexOf(difference.waltapRecord()) - 1; i >= 0; i--) {
      Captured earlier = topic.get(i);
      JsonNode value = earlier.after(difference.column());
      if (earlier.key().equals(key) && !value.isMissingNode()) {
        if (!earlier.isUnavailable(difference.column())) {
          return !value.isNull();
        }
        key = formerKey(earlier);
      }
    }
    return false;
  }

  private static JsonNode formerKey(Captured captured) {
    JsonNode former = captured.header("__debezium.oldkey");
    return former.isMissingNode() ? captured.key() : former;
  }
}
