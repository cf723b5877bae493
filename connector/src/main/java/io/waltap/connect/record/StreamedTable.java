/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import io.waltap.connect.schema.TableSchema;
import io.waltap.connect.table.TableCursor;

/**
 * What the stream holds per captured table: its current schema, the envelope around it, and how far
 * it is.
 *
 * @param cursor survives a change of the schema
 */
record StreamedTable(TableSchema schema, Envelope envelope, TableCursor cursor) {}
