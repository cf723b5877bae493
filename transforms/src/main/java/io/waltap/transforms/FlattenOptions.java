/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.transforms;

/**
 * The shape of the rows that {@link FlattenChange} makes. A column whose name is empty is left out.
 *
 * @param newInRow whether the new values stand in the row itself, by their own names
 * @param oldPrefix before the names of old values with {@link Layout#COLUMNS}
 * @param newPrefix before the names of new values with {@link Layout#COLUMNS} that do not stand in
 *     the row itself
 * @param oldColumn the column of old values with {@link Layout#STRUCT} and {@link Layout#MAP}
 * @param newColumn the column of new values with these that do not stand in the row itself
 */
record FlattenOptions(
    Layout layout,
    boolean newInRow,
    String oldPrefix,
    String newPrefix,
    String oldColumn,
    String newColumn,
    MetadataColumns metadata) {

  /** {@code layout}. */
  enum Layout {
    ROW,
    COLUMNS,
    STRUCT,
    MAP
  }

  /** The names of the columns that a row has besides its table's. */
  record MetadataColumns(
      String op,
      String ts,
      String lsn,
      String txid,
      String seq,
      String deleted,
      String before,
      String unchanged) {}
}
