/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.record.RecordBuilder;
import io.waltap.connect.stream.ChangeStream;
import io.waltap.connect.table.Tables;

/**
 * A lane that knows its tables and what has been delivered of them. It outlives the link and
 * repeated starts, so that what this run of the task has delivered still counts. Owned by the
 * lane's thread.
 */
record Started(Tables tables, RecordBuilder records, ChangeStream stream, Admission admission) {}
