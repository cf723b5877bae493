/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.util.List;

/**
 * What {@code run} would capture, and what it would create or alter for that. {@link
 * ConnectorChecks} makes it in the connector's class loader, so all of it is public.
 *
 * @param tables in order of schema and name
 */
public record RunPlan(List<Table> tables, Publication publication, Slot slot) {
  public RunPlan {
    tables = List.copyOf(tables);
  }

  /** The same, if the publication is not created. */
  RunPlan notCreated() {
    Publication same =
        new Publication(
            publication.name(),
            publication.exists(),
            publication.own(),
            publication.filtered(),
            List.of(),
            publication.lacking(),
            publication.hidden(),
            publication.underRoots());
    return new RunPlan(tables, same, slot);
  }

  /**
   * A table under the name that its records have.
   *
   * @param name {@code schema.name}, without quotes
   * @param key the columns of the records' key; empty if the records have none
   * @param identity the replica identity in PostgreSQL's words
   * @param rows the server's estimate; below 0 if it has none
   * @param bytes without indexes; below 0 if that is not known
   */
  public record Table(String name, List<String> key, String identity, long rows, long bytes) {
    public Table {
      key = List.copyOf(key);
    }
  }

  /**
   * The publication of {@code PUBLICATION_NAME}.
   *
   * @param own Waltap has made it for this connector and slot
   * @param filtered if it does not exist, it is made of the included tables
   * @param statements the SQL that creates or alters it; empty if nothing does
   * @param lacking what it lacks, if someone else has made it
   * @param hidden partitioned tables of which nothing is captured, because their changes are sent
   *     under the names of partitions that are not included
   * @param underRoots partitions of which nothing is captured, because their changes are sent under
   *     the name of a partitioned table that is not included
   */
  public record Publication(
      String name,
      boolean exists,
      boolean own,
      boolean filtered,
      List<String> statements,
      Lacking lacking,
      List<String> hidden,
      List<UnderRoot> underRoots) {
    public Publication {
      statements = List.copyOf(statements);
      hidden = List.copyOf(hidden);
      underRoots = List.copyOf(underRoots);
    }
  }

  /**
   * A partition, and the partitioned table under whose name its changes are sent.
   *
   * @param partition {@code schema.name}, without quotes
   * @param root the same of the partitioned table
   */
  public record UnderRoot(String partition, String root) {}

  /**
   * Included tables that a publication does not have.
   *
   * @param withoutIdentity those of them on which PostgreSQL would refuse UPDATE and DELETE, once
   *     they are published
   * @param addition the SQL that adds them; empty if there are none
   */
  public record Lacking(List<String> tables, List<String> withoutIdentity, String addition) {
    public Lacking {
      tables = List.copyOf(tables);
      withoutIdentity = List.copyOf(withoutIdentity);
    }
  }

  /**
   * The slot of {@code SLOT_NAME}.
   *
   * @param statement the command that creates it; empty if it exists
   */
  public record Slot(String name, boolean exists, String statement) {}
}
