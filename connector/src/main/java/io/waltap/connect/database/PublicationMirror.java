/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.pgoutput.Lsn;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a lane's own publication must publish to replace the connector's publication for that lane.
 *
 * @param fingerprint a hash over the connector's publication and the lane's tables. Any change of
 *     them gives another fingerprint, even if it was undone: the rows of the catalog then have
 *     other OIDs, or another xmin
 * @param options the {@code WITH} clause
 * @param tables the tables of the lane
 * @param seenAt the publication had this state when the WAL had reached this position
 */
public record PublicationMirror(
    String fingerprint, String options, List<PublishedTable> tables, long seenAt) {

  // Only a publication that sends everything can be mirrored: if it sends less, a part that is
  // added to it would be missed until the next check.
  private static final String QUERY =
      """
      SELECT pg_catalog.md5(pg_catalog.concat_ws('|', p.xmin, p::text,
               (SELECT pg_catalog.string_agg(r::text, ',' ORDER BY r.oid)
                  FROM pg_catalog.pg_publication_rel r WHERE r.prpubid = p.oid)%s)) AS state,
             p.pubviaroot AS via_root, %s AS generated,
             p.pubinsert AND p.pubupdate AND p.pubdelete AND p.pubtruncate AND %s AS whole
        FROM pg_catalog.pg_publication p WHERE p.pubname = ? AND NOT pg_catalog.pg_is_in_recovery()
      """;

  private static final String SCHEMAS =
      """
      ,
               (SELECT pg_catalog.string_agg(n::text, ',' ORDER BY n.oid)
                  FROM pg_catalog.pg_publication_namespace n WHERE n.pnpubid = p.oid)
      """;

  private static final String NOTHING_LEFT_OUT =
      """
      NOT EXISTS (SELECT FROM pg_catalog.pg_publication_rel r
                   WHERE r.prpubid = p.oid AND (r.prqual IS NOT NULL OR r.prattrs IS NOT NULL))
      """;

  public PublicationMirror {
    tables = List.copyOf(tables);
  }

  /**
   * @param tables reads the lane's tables; called after the publication's state is read, so that
   *     nothing here is older than {@code seenAt}
   * @return empty if there can be no mirror: the publication leaves out rows, columns or
   *     operations, the lane has no tables, or the server is a standby
   */
  public static Optional<PublicationMirror> read(
      Connection session, String publication, TableReader tables) throws SQLException {
    Optional<String> position =
        Sql.list(
                session,
                "SELECT CASE WHEN NOT pg_catalog.pg_is_in_recovery()"
                    + " THEN pg_catalog.pg_current_wal_lsn()::text END",
                row -> Optional.ofNullable(row.getString(1)))
            .get(0);
    if (position.isEmpty()) {
      return Optional.empty();
    }
    List<State> states =
        Sql.list(
            session,
            query(session.getMetaData().getDatabaseMajorVersion()),
            row ->
                new State(
                    row.getString("state"),
                    row.getBoolean("via_root"),
                    row.getBoolean("generated"),
                    row.getBoolean("whole")),
            publication);
    if (states.isEmpty() || !states.get(0).whole()) {
      return Optional.empty();
    }
    State state = states.get(0);
    List<PublishedTable> lane =
        tables.read().stream().sorted(Comparator.comparing(PublishedTable::oid)).toList();
    if (lane.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PublicationMirror(
            fingerprint(state.text(), lane), state.options(), lane, Lsn.parse(position.get())));
  }

  /** Reads the lane's tables from the catalog. */
  @FunctionalInterface
  public interface TableReader {
    Collection<PublishedTable> read() throws SQLException;
  }

  private record State(String text, boolean viaRoot, boolean generated, boolean whole) {
    String options() {
      return " WITH (publish_via_partition_root = "
          + viaRoot
          + (generated ? ", publish_generated_columns = stored)" : ")");
    }
  }

  private static String query(int majorVersion) {
    return QUERY.formatted(
        majorVersion >= 15 ? SCHEMAS : "",
        majorVersion >= 18 ? "p.pubgencols <> 'n'" : "false",
        majorVersion >= 15 ? NOTHING_LEFT_OUT : "true");
  }

  private static String fingerprint(String state, List<PublishedTable> tables) {
    StringBuilder text = new StringBuilder(state);
    for (PublishedTable table : tables) {
      text.append('\n').append(table.oid()).append(' ').append(table.id().text());
    }
    return UUID.nameUUIDFromBytes(text.toString().getBytes(StandardCharsets.UTF_8))
        .toString()
        .replace("-", "");
  }
}
