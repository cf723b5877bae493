/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.position.TablePosition;

/**
 * A table that is to be read while the lane streams others.
 *
 * @param table as the last check found it
 * @param place up to where its changes are delivered; null if nothing of it ever was. The changes
 *     from there up to the snapshot are delivered before its rows, so that a row that was delivered
 *     and then deleted gets its delete.
 * @param rows whether its rows are read; if not, all its changes from that place are delivered
 */
record TableWork(PublishedTable table, TablePosition place, boolean rows) {}
