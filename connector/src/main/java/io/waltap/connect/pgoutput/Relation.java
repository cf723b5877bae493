/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.pgoutput;

import java.util.List;

/**
 * The Relation message: the columns of the tuples that follow. The server sends it before the first
 * change of a table, and again after each change of the table's definition.
 *
 * @param oid {@code pg_class.oid}
 * @param namespace schema of the table; never empty, though the server sends {@code pg_catalog} as
 *     the empty string
 * @param replicaIdentity how old rows are identified
 */
public record Relation(
    int oid,
    String namespace,
    String name,
    ReplicaIdentity replicaIdentity,
    List<RelationColumn> columns)
    implements PgOutputMessage {

  public Relation {
    columns = List.copyOf(columns);
  }

  /** The table's name. */
  public TableId id() {
    return new TableId(namespace, name);
  }

  /**
   * A column as the Relation message describes it.
   *
   * @param key whether the column is part of the replica identity (all columns under FULL)
   * @param typeOid OID of the column's type; for a domain, the OID of the domain itself
   * @param typmod {@code atttypmod}, -1 if none
   */
  public record RelationColumn(boolean key, String name, int typeOid, int typmod) {}

  /** {@code pg_class.relreplident}. */
  public enum ReplicaIdentity {
    DEFAULT('d'),
    NOTHING('n'),
    FULL('f'),
    INDEX('i');

    private final char code;

    ReplicaIdentity(char code) {
      this.code = code;
    }

    /**
     * @throws PgOutputException if PostgreSQL has no such identity
     */
    public static ReplicaIdentity of(char code) {
      for (ReplicaIdentity identity : values()) {
        if (identity.code == code) {
          return identity;
        }
      }
      throw new PgOutputException("unknown replica identity '" + code + "'");
    }
  }
}
