/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.schema.TableFacts.ColumnFacts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which columns of the catalog the columns of a relation are ({@code mirror.signals.enabled}). By
 * its number, a mirror knows a column that was renamed, and one that was dropped and made again. A
 * Relation message has no numbers, and the catalog may be ahead of the stream. So the catalog's
 * numbers count only if its columns have the relation's names and types in the relation's order.
 * Otherwise no column of the relation has a number. Immutable.
 */
final class ColumnNumbers {
  /** The schema parameter with the column's number in the catalog. */
  static final String ATTNUM = "__waltap.attnum";

  /** The schema parameter with the value that the column has in rows that are older. */
  static final String MISSING = "__waltap.missing";

  /** No column has a number. */
  static final ColumnNumbers NONE = new ColumnNumbers(Map.of());

  private static final Logger LOG = LoggerFactory.getLogger(ColumnNumbers.class);

  private final Map<String, ColumnFacts> columns;

  private ColumnNumbers(Map<String, ColumnFacts> columns) {
    this.columns = Map.copyOf(columns);
  }

  /** The numbers of a relation that the catalog has at the same time. */
  static ColumnNumbers now(Relation relation, TableFacts facts) {
    return facts == null ? NONE : new ColumnNumbers(agreeing(relation, facts));
  }

  /**
   * The numbers of a relation that the stream describes. If a column that had a number before has
   * another one now, the column was made again. Whether it was before this relation or after is
   * known only if the relation shows it: if the former number does not fit between the numbers of
   * its neighbors. Otherwise no column has a number.
   *
   * @param known the numbers until now
   */
  static ColumnNumbers streamed(Relation relation, TableFacts facts, ColumnNumbers known) {
    ColumnNumbers found = now(relation, facts);
    List<RelationColumn> order = relation.columns();
    for (int i = 0; i < order.size(); i++) {
      String name = order.get(i).name();
      int before = known.number(name);
      boolean changed = before != 0 && found.number(name) != 0 && before != found.number(name);
      if (changed
          && (i == 0 || found.number(order.get(i - 1).name()) < before)
          && (i == order.size() - 1 || before < found.number(order.get(i + 1).name()))) {
        LOG.debug(
            "column \"{}\" of {} was made again, and it is not known whether the stream has come to"
                + " that yet: the schema tells the numbers of no columns until the next change of"
                + " the table's definition",
            name,
            relation.id());
        return NONE;
      }
    }
    return found;
  }

  /** The catalog's columns by name, if they are the relation's; otherwise none. */
  private static Map<String, ColumnFacts> agreeing(Relation relation, TableFacts facts) {
    List<RelationColumn> order = relation.columns();
    Map<String, ColumnFacts> found = new HashMap<>();
    for (ColumnFacts column : facts.columns()) {
      int next = found.size();
      if (next < order.size() && isSame(order.get(next), column)) {
        found.put(column.name(), column);
      } else if (!column.generated()) { // the server may leave out generated columns
        LOG.debug("the catalog has other columns than the stream describes for {}", relation.id());
        return Map.of();
      }
    }
    return found.size() == order.size() ? found : Map.of();
  }

  private static boolean isSame(RelationColumn described, ColumnFacts column) {
    return described.name().equals(column.name())
        && described.typeOid() == column.typeOid()
        && described.typmod() == column.typmod();
  }

  private int number(String column) {
    ColumnFacts facts = columns.get(column);
    return facts == null ? 0 : facts.attnum();
  }

  /**
   * Adds the parameters of a column to its schema.
   *
   * @param values whether values of the column may be shown
   * @return whether there are any
   */
  boolean addTo(SchemaBuilder schema, String column, boolean values) {
    ColumnFacts facts = columns.get(column);
    if (facts == null) {
      return false;
    }
    schema.parameter(ATTNUM, Integer.toString(facts.attnum()));
    if (values && facts.missing() != null) {
      schema.parameter(MISSING, facts.missing());
    }
    return true;
  }
}
