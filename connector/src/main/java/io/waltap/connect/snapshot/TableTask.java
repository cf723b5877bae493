/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.schema.TableSchema;

/** A table that a snapshot has to read. */
public record TableTask(PublishedTable table, TableSchema schema) {}
