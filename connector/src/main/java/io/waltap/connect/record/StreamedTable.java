/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.schema.TableSchema;
import io.waltap.connect.table.TableCursor;
import io.waltap.connect.table.TableEntry;

/**
 * What the stream holds of a table that it has described: whose it is, its columns, and what is
 * compiled of them.
 *
 * @param entry the table's state and place, which survive a change of the columns
 * @param schema null while the table's changes are withheld
 * @param envelope null while the table's changes are withheld
 */
record StreamedTable(TableEntry entry, Relation relation, TableSchema schema, Envelope envelope) {
  TableCursor cursor() {
    return entry.cursor();
  }
}
