/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.pgoutput.Relation;

/**
 * A table of a publication.
 *
 * @param relation the Relation message that the walsender would send for it now
 * @param partitioned published as the root of its partitions, whose rows it shows
 * @param rowFilter the publication's WHERE for this table, or null
 * @param estimatedPages {@code relpages} (of all partitions, for a root): what the last VACUUM or
 *     ANALYZE saw, 0 if there was none; the order of magnitude, not the end of the table
 * @param selectable this role may SELECT from it
 */
public record PublishedTable(
    int oid,
    String schema,
    String name,
    Relation relation,
    boolean partitioned,
    String rowFilter,
    long estimatedPages,
    boolean selectable) {}
