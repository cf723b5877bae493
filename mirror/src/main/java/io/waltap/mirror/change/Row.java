/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.change;

import io.waltap.mirror.schema.RowShape;
import java.util.BitSet;

/**
 * The values of a row. Some may be unknown: PostgreSQL does not send a large value that an update
 * has not changed.
 *
 * @param shape says what the values are
 * @param values of the classes that Iceberg's generic records have
 * @param unknown the places of values that were not sent, or null if all were
 */
public record Row(RowShape shape, Object[] values, BitSet unknown) {
  public Row {
    unknown = unknown == null || unknown.isEmpty() ? null : unknown;
  }

  /** Whether all values are known. */
  public boolean isWhole() {
    return unknown == null;
  }

  /**
   * This row, with unknown values taken from an earlier version of it as far as that one has them.
   * A column of another shape is found by its name.
   */
  public Row over(Row earlier) {
    if (unknown == null) {
      return this;
    }
    Object[] filled = values.clone();
    BitSet left = (BitSet) unknown.clone();
    for (int i = unknown.nextSetBit(0); i >= 0; i = unknown.nextSetBit(i + 1)) {
      int place = earlier.shape == shape ? i : earlier.shape.index(shape.columns().get(i).name());
      if (place >= 0 && (earlier.unknown == null || !earlier.unknown.get(place))) {
        filled[i] = earlier.values[place];
        left.clear(i);
      }
    }
    return new Row(shape, filled, left);
  }
}
