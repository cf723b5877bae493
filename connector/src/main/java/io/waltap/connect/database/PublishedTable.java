/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.TableId;
import java.util.Set;

/**
 * A table of a publication.
 *
 * @param members OIDs of what makes it one: its rows of {@code pg_publication_rel} and {@code
 *     pg_publication_namespace}, and those of the tables of which it is a partition, or the
 *     publication that is FOR ALL TABLES
 * @param relation the Relation message that the walsender would send for it now
 * @param partitioned published as the root of its partitions, whose rows it shows
 * @param rowFilter the publication's WHERE for this table, or null
 * @param filterKnown whether {@code rowFilter} is what the publication has; false if another
 *     session has locked the table, so that it could not be read. Then the table is not read either
 * @param estimatedPages {@code relpages} (of all partitions, for a root): what the last VACUUM or
 *     ANALYZE saw, 0 if there was none; the order of magnitude, not the end of the table
 * @param selectable this role may SELECT from the whole table; if not, it may still have grants on
 *     the columns that are captured
 * @param unaltered nothing has altered the table, and nothing has replaced its storage, since it
 *     was made under this name. So every row of it was written while it had this name.
 * @param partitions its partitions, if it is published as their root
 */
public record PublishedTable(
    int oid,
    TableId id,
    Set<Integer> members,
    Relation relation,
    boolean partitioned,
    String rowFilter,
    boolean filterKnown,
    long estimatedPages,
    boolean selectable,
    boolean unaltered,
    TablePartitions partitions) {
  public PublishedTable {
    members = Set.copyOf(members);
  }

  /** A table without partitions, whose row filter is known. */
  public PublishedTable(
      int oid,
      TableId id,
      Set<Integer> members,
      Relation relation,
      boolean partitioned,
      String rowFilter,
      long estimatedPages,
      boolean selectable,
      boolean unaltered) {
    this(
        oid,
        id,
        members,
        relation,
        partitioned,
        rowFilter,
        true,
        estimatedPages,
        selectable,
        unaltered,
        TablePartitions.NONE);
  }

  /** The same with these partitions. */
  public PublishedTable with(TablePartitions found) {
    return new PublishedTable(
        oid,
        id,
        members,
        relation,
        partitioned,
        rowFilter,
        filterKnown,
        estimatedPages,
        selectable,
        unaltered,
        found);
  }

  /** The same table, whose row filter is this. */
  PublishedTable withFilter(String filter) {
    return new PublishedTable(
        oid,
        id,
        members,
        relation,
        partitioned,
        filter,
        true,
        estimatedPages,
        selectable,
        unaltered,
        partitions);
  }

  private PublishedTable withPages(long pages) {
    return new PublishedTable(
        oid,
        id,
        members,
        relation,
        partitioned,
        rowFilter,
        filterKnown,
        pages,
        selectable,
        unaltered,
        partitions);
  }

  /** Whether nothing about it has changed, whenever the two were looked up. */
  public boolean sameAs(PublishedTable other) {
    return partitions.sameAs(other.partitions)
        && with(other.partitions).withPages(other.estimatedPages).equals(other);
  }
}
