/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waltap.it.conformance.DatabaseFacts.Table;
import io.waltap.it.conformance.Difference.Part;
import java.util.List;
import java.util.Set;

/**
 * Keys that differ from Debezium's. Waltap's key is checked by itself: it must be the key of the
 * row, and the same in all records of a change.
 */
final class KeyDifferences {
  private static final Set<String> UNREPRESENTED = Set.of("pg_lsn", "xid8", "tid");
  private static final Set<String> MADE_UP = Set.of("0", "", "false");

  private KeyDifferences() {}

  /**
   * Waltap's key has the columns of the identity index. Debezium's key has the primary key, which
   * old rows do not have.
   */
  static boolean identityIndex(Difference difference, Scene scene) {
    Table table = scene.table(difference);
    if (!table.foreignIdentity() || !difference.isInColumn()) {
      return false;
    }
    boolean inPrimaryKey = table.primaryKey().contains(difference.column());
    boolean inIndex = table.identityIndex().contains(difference.column());
    boolean asExpected =
        inIndex
            ? !inPrimaryKey && difference.debezium().isMissingNode()
            : inPrimaryKey && difference.waltap().isMissingNode();
    return asExpected && isOfKey(difference) && isKeyRight(difference, scene, table);
  }

  /**
   * A column of the primary key that the configuration excludes from the row, but that is still in
   * Waltap's key.
   */
  static boolean excludedColumn(Difference difference, Scene scene) {
    String column = difference.column();
    if (!difference.isKey()
        || column == null
        || !scene.scenario().choosesColumns()
        || !scene.table(difference).primaryKey().contains(column)
        || difference.waltapRecord().rowFields().contains(column)) {
      return false;
    }
    return difference.isSnapshot()
        ? difference.isInColumn()
            && difference.debezium().isValueNode()
            && MADE_UP.contains(difference.debezium().asText())
            && isInDatabase(difference.waltapRecord(), scene.table(difference))
        : difference.isInColumn("@optional")
            && difference.debezium().asBoolean()
            && !difference.waltap().asBoolean();
  }

  /**
   * A column of the primary key whose type has no representation. Debezium leaves it out of key and
   * row.
   */
  static boolean columnType(Difference difference, Scene scene) {
    return difference.isInColumn()
        && difference.debezium().isMissingNode()
        && !difference.waltap().isNull()
        && scene.table(difference).primaryKey().contains(difference.column())
        && UNREPRESENTED.contains(scene.type(difference));
  }

  private static boolean isOfKey(Difference difference) {
    return difference.isKey()
        || difference.part() == Part.HEADERS
        || difference.part() == Part.HEADER_SCHEMA;
  }

  private static boolean isKeyRight(Difference difference, Scene scene, Table table) {
    Captured ours = difference.waltapRecord();
    JsonNode key =
        difference.isKey() ? ours.key() : ours.header(String.valueOf(difference.path().get(0)));
    if (!names(key).equals(table.identityIndex())) {
      return false;
    }
    if (!difference.isKey()) {
      String op = difference.path().get(0).endsWith("newkey") ? "c" : "d";
      return isKeyOf(key, op, difference, scene);
    }
    return ours.op().equals(Captured.TOMBSTONE)
        ? isKeyOf(key, "d", difference, scene)
        : key.equals(keyOf(ours.row(), table));
  }

  /** Whether a record of Waltap's for this operation, of the same change, has this key. */
  private static boolean isKeyOf(JsonNode key, String op, Difference difference, Scene scene) {
    return scene
        .ourTopic(difference)
        .anyMatch(
            each ->
                each.op().equals(op) && each.lsn() == difference.lsn() && each.key().equals(key));
  }

  private static JsonNode keyOf(JsonNode row, Table table) {
    ObjectNode key = JsonNodeFactory.instance.objectNode();
    table.identityIndex().forEach(column -> key.set(column, row.path(column)));
    return key;
  }

  private static List<String> names(JsonNode struct) {
    return struct.properties().stream().map(field -> field.getKey()).toList();
  }

  /** Whether the database has a row with these values, including the key's. */
  private static boolean isInDatabase(Captured captured, Table table) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    captured.row().properties().forEach(field -> row.set(field.getKey(), field.getValue()));
    captured.key().properties().forEach(field -> row.set(field.getKey(), field.getValue()));
    return table.holds(row);
  }
}
