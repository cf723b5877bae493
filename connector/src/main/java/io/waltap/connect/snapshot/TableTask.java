/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.event.TableSchema;

/**
 * A table to be read by a snapshot.
 *
 * @param resumeLsn from where on the stream's changes of the table are to be delivered: the snapshot's LSN, or that of an earlier
 *     attempt that may have delivered rows
 */
public record TableTask(PublishedTable table, TableSchema schema, long resumeLsn) {}
