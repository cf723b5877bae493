/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.pgoutput.TableId;
import java.util.Map;

/**
 * What a check found.
 *
 * @param tables the tables that the lane captures
 * @param seenAt the WAL position after the check: what made the tables so is in the WAL before it
 */
record CapturedTables(Map<TableId, PublishedTable> tables, long seenAt) {}
