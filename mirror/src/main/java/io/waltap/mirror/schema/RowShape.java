/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.schema;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Type;

/**
 * The columns that the rows of one schema in the topic have, with the exact types that the Iceberg
 * table gets. Compared by identity: one schema has one shape.
 */
public final class RowShape {
  /**
   * A column.
   *
   * @param name in the Iceberg table
   * @param type in the Iceberg table
   */
  public record Column(String name, Type type) {}

  private final List<Column> columns;
  private final int[] key;
  private final Map<String, Integer> indices = new HashMap<>();

  /**
   * @param key the places of the key columns, in the order of the key
   */
  public RowShape(List<Column> columns, int[] key) {
    this.columns = List.copyOf(columns);
    this.key = key.clone();
    for (int i = 0; i < columns.size(); i++) {
      indices.put(columns.get(i).name(), i);
    }
  }

  /** All columns, in the order of the values of a row. */
  public List<Column> columns() {
    return columns;
  }

  /** The place of a column, or -1 if rows of this shape lack it. */
  public int index(String name) {
    return indices.getOrDefault(name, -1);
  }

  /** The names of the key columns, in the order of the key. */
  public List<String> keyNames() {
    return Arrays.stream(key).mapToObj(i -> columns.get(i).name()).toList();
  }

  /** The types of the key columns, in the order of the key. */
  public List<Type> keyTypes() {
    return Arrays.stream(key).mapToObj(i -> columns.get(i).type()).toList();
  }

  /** The values of the key columns. */
  public Object[] key(Object[] row) {
    Object[] values = new Object[key.length];
    for (int i = 0; i < key.length; i++) {
      values[i] = row[key[i]];
    }
    return values;
  }
}
