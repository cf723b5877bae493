/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.schema.TableSchema;
import io.waltap.connect.table.TableCursor;
import io.waltap.connect.table.TableEntry;

/**
 * A table that the stream has described: its entry, its columns, and the schemas that are compiled
 * from them.
 *
 * @param entry the table's state and place, which stay when the columns change
 * @param schema null while the table's changes are withheld
 * @param envelope null while the table's changes are withheld
 * @param marks what a mirror is to be told; null without {@code mirror.signals.enabled}
 */
record StreamedTable(
    TableEntry entry,
    Relation relation,
    TableSchema schema,
    Envelope envelope,
    StreamMarkers.Marks marks) {
  TableCursor cursor() {
    return entry.cursor();
  }
}
