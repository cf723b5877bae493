/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import io.waltap.connect.pgoutput.TableId;
import java.util.List;

/**
 * What a connector would capture, and what it would create or alter for that. Nothing of it has
 * been done yet.
 *
 * @param tables in order of schema and name
 */
public record CapturePlan(List<Table> tables, Publication publication, Slot slot) {

  /** A number that is not known. */
  public static final long UNKNOWN = -1;

  public CapturePlan {
    tables = List.copyOf(tables);
  }

  /**
   * A captured table, under the name that its records have.
   *
   * @param key the columns of the records' key; empty if the records have none
   * @param identity the replica identity: DEFAULT, FULL, NOTHING, or INDEX with the index's name
   * @param rows the server's estimate, of all partitions together; {@link #UNKNOWN} if the table
   *     has never been analyzed
   * @param bytes what the rows take on disk, with TOAST and without indexes; {@link #UNKNOWN} while
   *     another session has the table locked
   */
  public record Table(TableId id, List<String> key, String identity, long rows, long bytes) {
    public Table {
      key = List.copyOf(key);
    }
  }

  /**
   * The configured publication.
   *
   * @param own it has the mark of this connector and slot
   * @param filtered {@code publication.autocreate.mode} is filtered
   * @param statements what the connector would run at its start; empty if it creates and alters
   *     nothing
   * @param lacking what it lacks, if the connector reads it as someone else has made it
   * @param hidden included partitioned tables whose changes it sends under the names of partitions,
   *     none of which is included
   * @param underRoots included partitions whose changes it sends under the name of a partitioned
   *     table that is not included
   */
  public record Publication(
      String name,
      boolean exists,
      boolean own,
      boolean filtered,
      List<String> statements,
      Lacking lacking,
      List<TableId> hidden,
      List<UnderRoot> underRoots) {
    public Publication {
      statements = List.copyOf(statements);
      hidden = List.copyOf(hidden);
      underRoots = List.copyOf(underRoots);
    }
  }

  /**
   * A partition, which may have partitions itself, of a table that is published with {@code
   * publish_via_partition_root}.
   *
   * @param root the partitioned table under whose name the changes are sent
   */
  public record UnderRoot(TableId partition, TableId root) {}

  /**
   * Included tables that a publication does not have.
   *
   * @param withoutIdentity those of them on which PostgreSQL would refuse UPDATE and DELETE, once
   *     they are published
   * @param addition the SQL by which the publication's owner adds the tables; empty if there are
   *     none
   */
  public record Lacking(List<TableId> tables, List<TableId> withoutIdentity, String addition) {
    static final Lacking NONE = new Lacking(List.of(), List.of(), "");

    public Lacking {
      tables = List.copyOf(tables);
      withoutIdentity = List.copyOf(withoutIdentity);
    }
  }

  /**
   * The slot of the first lane.
   *
   * @param statement the replication command that would create it; empty if it exists
   */
  public record Slot(String name, boolean exists, String statement) {}
}
