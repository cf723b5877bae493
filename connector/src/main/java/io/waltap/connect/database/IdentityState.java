/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

/**
 * Whether PostgreSQL lets the rows of a table be updated and deleted once the table is published.
 * The SQL here follows the server's own check, {@code CheckCmdReplicaIdentity}.
 */
public enum IdentityState {
  /** It does. */
  SUFFICIENT,
  /**
   * It does only if the publication has {@code publish_generated_columns = stored}, because the
   * replica identity has a stored generated column. PostgreSQL 18 and later.
   */
  STORED,
  /**
   * It does not: the replica identity has a virtual generated column, which no publication sends.
   * PostgreSQL 18 and later.
   */
  VIRTUAL,
  /** It does not: there is no replica identity. */
  NONE;

  /**
   * Follows a {@code pg_class} with the alias c. The columns of the identity's index are {@code
   * ident.key}, NULL without an index. A deferrable primary key is none.
   */
  public static final String JOIN =
      """
      CROSS JOIN LATERAL (
             SELECT pg_catalog.array_agg(k.attnum) AS key
               FROM pg_catalog.pg_index i
              CROSS JOIN LATERAL pg_catalog.unnest(i.indkey)
                    WITH ORDINALITY AS k(attnum, place)
              WHERE i.indrelid = c.oid AND i.indisvalid AND i.indimmediate
                AND k.place <= i.indnkeyatts
                AND CASE c.relreplident WHEN 'd' THEN i.indisprimary
                                        WHEN 'i' THEN i.indisreplident
                                        ELSE false END) AS ident
      """;

  /** The name of the constant, as the column identity; and whether FULL would help, full_helps. */
  public static final String COLUMNS =
      """
      CASE WHEN c.relreplident = 'n' OR c.relreplident <> 'f' AND ident.key IS NULL THEN 'NONE'
                  WHEN pg_catalog.current_setting('server_version_num')::int4 < 180000
                    THEN 'SUFFICIENT'
                  ELSE (SELECT CASE WHEN pg_catalog.bool_or(a.attgenerated = 'v') THEN 'VIRTUAL'
                                    WHEN pg_catalog.bool_or(a.attgenerated = 's') THEN 'STORED'
                                    ELSE 'SUFFICIENT' END
                          FROM pg_catalog.pg_attribute a
                         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                           AND (c.relreplident = 'f' OR a.attnum = ANY (ident.key)))
                  END AS identity,
             NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a
                          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                            AND a.attgenerated = 'v') AS full_helps""";

  /** Whether UPDATE and DELETE fail on the published table, whatever the publication's options. */
  public boolean refusesChanges() {
    return this == NONE || this == VIRTUAL;
  }
}
