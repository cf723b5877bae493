/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.it.conformance.DatabaseFacts.Column;
import io.waltap.it.conformance.DatabaseFacts.Table;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Facts that a Relation message lacks, so that a connector reads them from the catalog: whether a
 * column is required, its default, the labels of an enum, the primary key. Debezium's fact may be
 * of any moment after the change. Waltap's fact must be of the change's own step, or be left out if
 * that step has changed the column. Rows and values come from the WAL, and differences in them are
 * never explained here.
 */
final class CatalogAhead {
  private CatalogAhead() {}

  /** A fact that the database has changed in the step of the record, or later. */
  static boolean explains(Difference difference, Scene scene) {
    if (difference.lsn() == Captured.NO_LSN) {
      return false;
    }
    if (difference.isInColumn("@optional")) {
      return isOptionality(difference, scene);
    }
    if (difference.isInColumn("@default")) {
      return isDefault(difference, scene);
    }
    if (difference.isInColumn("@parameters", "allowed")) {
      return isLabels(difference, scene);
    }
    return difference.isKey() && isKeyField(difference, scene);
  }

  /**
   * A record under a name that no table has any more, because the table was moved out of what is
   * captured.
   */
  static boolean movedTable(Difference difference, Scene scene) {
    if (!difference.isOnlyDebeziums() || difference.lsn() == Captured.NO_LSN) {
      return false;
    }
    DatabaseHistory history = scene.history();
    String name = difference.table();
    Set<Long> bearers =
        history.upTo(difference.lsn()).stream()
            .map(facts -> facts.table(name))
            .filter(Table::exists)
            .map(Table::oid)
            .collect(Collectors.toSet());
    return history.around(difference.lsn()).stream().noneMatch(facts -> facts.table(name).exists())
        && history.after(difference.lsn()).tables().values().stream()
            .anyMatch(table -> bearers.contains(table.oid()));
  }

  private static boolean isOptionality(Difference difference, Scene scene) {
    boolean ours = difference.waltap().asBoolean();
    boolean theirs = difference.debezium().asBoolean();
    List<Column> own = columns(difference, scene.history().around(difference.lsn()));
    List<Column> all = columns(difference, scene.history().since(difference.lsn()));
    Function<Column, Object> fact = column -> List.of(column.type(), column.notNull());
    return changes(all, fact)
        && all.stream().anyMatch(column -> column.notNull() != theirs)
        && (own.stream().anyMatch(column -> column.notNull() != ours)
            || ours && changes(own, fact));
  }

  private static boolean isDefault(Difference difference, Scene scene) {
    JsonNode ours = difference.waltap();
    JsonNode theirs = difference.debezium();
    List<Column> own = columns(difference, scene.history().around(difference.lsn()));
    List<Column> all = columns(difference, scene.history().since(difference.lsn()));
    Function<Column, Object> fact = column -> List.of(column.type(), column.defaultExpression());
    boolean oursIsOwn =
        ours.isMissingNode()
            ? changes(own, fact) || own.stream().anyMatch(CatalogAhead::lacksDefault)
            : own.stream().anyMatch(column -> says(column, ours));
    return changes(all, fact)
        && oursIsOwn
        && (theirs.isMissingNode() || all.stream().anyMatch(column -> says(column, theirs)));
  }

  private static boolean isLabels(Difference difference, Scene scene) {
    List<Column> known = columns(difference, scene.history().upTo(difference.lsn()));
    List<Column> all = columns(difference, scene.history().since(difference.lsn()));
    JsonNode value = scene.ours(difference);
    String ours = difference.waltap().asText();
    String theirs = difference.debezium().asText();
    return difference.waltap().isTextual()
        && difference.debezium().isTextual()
        && known.stream().anyMatch(column -> column.labels().equals(ours))
        && all.stream().skip(1).anyMatch(column -> column.labels().equals(theirs))
        && (!value.isTextual() || List.of(ours.split(",")).contains(value.asText()));
  }

  /** A field that only one of the keys has, or a key that only one of the records has. */
  private static boolean isKeyField(Difference difference, Scene scene) {
    boolean oneSided = difference.debezium().isMissingNode() || difference.waltap().isMissingNode();
    if (!oneSided || !difference.path().isEmpty() && !difference.isInColumn()) {
      return false;
    }
    List<Table> own = tables(difference, scene.history().around(difference.lsn()));
    List<Table> all = tables(difference, scene.history().since(difference.lsn()));
    List<String> ours = difference.waltapRecord().keyFields();
    List<String> theirs = difference.debeziumRecord().keyFields();
    return own.stream().anyMatch(table -> table.key().equals(ours))
        && all.stream().anyMatch(table -> keyAmong(own, table).equals(theirs));
  }

  /**
   * Returns the columns of a table's key that these tables have too. Debezium finds only those in
   * the Relation message.
   */
  private static List<String> keyAmong(List<Table> own, Table table) {
    return table.key().stream()
        .filter(name -> own.stream().anyMatch(each -> each.columns().containsKey(name)))
        .toList();
  }

  private static List<Table> tables(Difference difference, List<DatabaseFacts> moments) {
    return moments.stream().map(facts -> facts.table(difference.table())).toList();
  }

  private static List<Column> columns(Difference difference, List<DatabaseFacts> moments) {
    return tables(difference, moments).stream()
        .map(table -> table.column(difference.column()))
        .toList();
  }

  private static boolean changes(List<Column> columns, Function<Column, Object> fact) {
    return columns.stream().map(fact).distinct().count() > 1;
  }

  private static boolean lacksDefault(Column column) {
    return column.defaultExpression().isEmpty();
  }

  /** Whether the default's expression contains this constant. */
  private static boolean says(Column column, JsonNode constant) {
    return !lacksDefault(column)
        && constant.isValueNode()
        && column.defaultExpression().replace("''", "'").contains(constant.asText());
  }
}
