/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.transforms;

import java.util.List;
import java.util.stream.Stream;

/**
 * The shape of the rows that {@link FlattenChange} makes. A column with an empty name is left out.
 *
 * @param newInRow whether the new values are in the row itself, with their own names
 * @param oldPrefix prefix of the names of old values with {@link Layout#COLUMNS}
 * @param newPrefix prefix of the names of new values with {@link Layout#COLUMNS}, if they are not
 *     in the row itself
 * @param oldColumn the column of old values with {@link Layout#STRUCT} and {@link Layout#MAP}
 * @param newColumn the column of new values with these two layouts, if they are not in the row
 *     itself
 * @param lowerCase whether the names of the table's columns become lower case
 */
record FlattenOptions(
    Layout layout,
    boolean newInRow,
    String oldPrefix,
    String newPrefix,
    String oldColumn,
    String newColumn,
    boolean lowerCase,
    MetadataColumns metadata) {

  /** The names that the table's columns must leave free, if they are in the row itself. */
  List<String> added() {
    if (!newInRow) {
      return List.of();
    }
    boolean oneColumn = layout == Layout.STRUCT || layout == Layout.MAP;
    Stream<String> old = oneColumn ? Stream.of(oldColumn) : Stream.empty();
    return Stream.concat(metadata.names(), old).toList();
  }

  /** {@code layout}. */
  enum Layout {
    ROW,
    COLUMNS,
    STRUCT,
    MAP
  }

  /** The names of the columns that a row has in addition to its table's columns. */
  record MetadataColumns(
      String op,
      String ts,
      String lsn,
      String txid,
      String seq,
      String deleted,
      String before,
      String unchanged) {

    private Stream<String> names() {
      return Stream.of(op, ts, lsn, txid, seq, deleted, before, unchanged)
          .filter(name -> !name.isEmpty());
    }
  }
}
