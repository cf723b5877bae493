/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.buffer;

import io.waltap.mirror.change.Key;
import io.waltap.mirror.change.Row;
import java.util.function.Function;

/**
 * The last version of a row among some changes. Values that were not sent are those of the row that
 * the key {@code source} had before these changes.
 *
 * <p>A row that has got another key takes them from the row of its old key. But if there was a row
 * of the new key already, the source has sent the change again, and the row of the old key may be
 * another one since. Then the row of the new key has the values.
 *
 * @param row the row; null if it was deleted
 * @param source the key whose row has the values that {@code row} does not know; null if it knows
 *     all, or if nothing has them
 * @param moved the row as it is if there was no row of its key before, with values that are taken
 *     from its old key; null for a row that has not got another key
 * @param movedFrom the key whose row has the values that {@code moved} does not know, or null
 */
public record Version(Row row, Key source, Row moved, Key movedFrom) {
  static final Version DELETED = new Version(null, null, null, null);

  static Version of(Row row, Key source) {
    return new Version(row, row.isWhole() ? null : source, null, null);
  }

  /** A row that has got another key than {@code old}. */
  static Version moved(Row row, Key key, Key old) {
    return row.isWhole() ? of(row, null) : new Version(row, key, row, old);
  }

  /** Whether values have to be taken from the table. */
  public boolean isPartial() {
    return row != null && !row.isWhole();
  }

  /**
   * The same version among more changes, of which these are the later ones.
   *
   * @param before the last version of a key among the earlier ones; null if they have none
   */
  Version behind(Function<Key, Version> before) {
    if (!isPartial()) {
      return this;
    }
    Version own = source == null ? null : before.apply(source);
    if (moved == null) {
      return own == null ? this : own.leadsTo(row);
    }
    if (own != null && own.row != null) {
      return own.leadsTo(row);
    }
    Version old = movedFrom == null ? null : before.apply(movedFrom);
    Version fromOld = old == null ? of(moved, movedFrom) : old.best().leadsTo(moved);
    return own == null ? new Version(row, source, fromOld.row, fromOld.source) : fromOld;
  }

  /** The version after an update that has not sent all values. */
  private Version leadsTo(Row next) {
    if (row == null) {
      return of(next, null);
    }
    Row filled = next.over(row);
    return filled.isWhole() || moved == null
        ? of(filled, source)
        : new Version(filled, source, next.over(moved), movedFrom);
  }

  /** The row of a key that is given up: nobody sends a change of it again. */
  private Version best() {
    return moved == null ? this : of(moved, movedFrom);
  }
}
