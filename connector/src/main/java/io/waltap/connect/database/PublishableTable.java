/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.pgoutput.TableId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * A table that can be part of a publication.
 *
 * @param owned the current role owns it, or is a member of the role that owns it
 * @param partitioned it has no rows of its own, only those of its partitions
 * @param parent OID of the partitioned table of which it is a partition; else 0
 * @param identity its own; of a partitioned table, those of its partitions count
 * @param fullHelps REPLICA IDENTITY FULL would let its rows be updated and deleted
 */
public record PublishableTable(
    int oid,
    TableId id,
    boolean owned,
    boolean partitioned,
    int parent,
    IdentityState identity,
    boolean fullHelps) {

  /** How many tables a message names. */
  private static final int NAMED = 20;

  static PublishableTable read(ResultSet row) throws SQLException {
    return new PublishableTable(
        Sql.oid(row, "oid"),
        new TableId(row.getString("nspname"), row.getString("relname")),
        row.getBoolean("owned"),
        row.getBoolean("partitioned"),
        Sql.oid(row, "parent"),
        IdentityState.valueOf(row.getString("identity")),
        row.getBoolean("full_helps"));
  }

  public String qualified() {
    return Identifiers.qualified(id);
  }

  /** The names as a statement takes them, separated by commas. */
  static String names(Collection<PublishableTable> tables) {
    return tables.stream().map(PublishableTable::qualified).collect(Collectors.joining(", "));
  }

  /** The first names, for a message, and the number of the others. */
  public static String listing(Collection<PublishableTable> tables) {
    String first = names(tables.stream().limit(NAMED).toList());
    return tables.size() > NAMED ? first + " and " + (tables.size() - NAMED) + " more" : first;
  }

  /**
   * The statements that let the rows of these tables be updated and deleted, for those tables that
   * {@link #listing} names. A table for which only a primary key helps has none.
   */
  static String remedies(Collection<PublishableTable> tables) {
    return tables.stream()
        .limit(NAMED)
        .filter(table -> table.fullHelps || table.identity == IdentityState.VIRTUAL)
        .map(
            table ->
                "ALTER TABLE "
                    + table.qualified()
                    + " REPLICA IDENTITY "
                    + (table.fullHelps ? "FULL;" : "DEFAULT;"))
        .collect(Collectors.joining(" "));
  }
}
