/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.table;

import java.util.Set;

/**
 * How a table is in a publication: by rows of {@code pg_publication_rel} and {@code
 * pg_publication_namespace}, or by a publication FOR ALL TABLES. The rows are its own, or those of
 * a table of which it is a partition. PostgreSQL gives each such row a new OID when it is made. So
 * a table that left the publication and returned has another membership, even if there was no check
 * in between.
 *
 * @param oids the OIDs of these rows, or of the publication that is FOR ALL TABLES
 */
public record Membership(Set<Integer> oids) {
  /** Nothing is known. */
  public static final Membership UNKNOWN = new Membership(Set.of());

  public Membership {
    oids = Set.copyOf(oids);
  }

  public boolean known() {
    return !oids.isEmpty();
  }

  /**
   * Whether the table has been in the publication without a break between the two: they share a
   * row, or one of the two is not known.
   */
  public boolean continues(Membership earlier) {
    return !known() || !earlier.known() || oids.stream().anyMatch(earlier.oids::contains);
  }
}
