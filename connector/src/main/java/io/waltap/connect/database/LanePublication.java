/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.pgoutput.Lsn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A publication of one lane's tables, which the connector creates, so that the server does not send
 * the lane the rows of all other tables.
 *
 * <p>It is never altered, only dropped and created again under another OID. The walsender uses the
 * publication as it was when a change was written, so an altered one would mean something else in
 * each part of the WAL. For the same reason it is usable only from a certain position on: there,
 * every transaction has ended that was running when it was created. Such a transaction may have
 * written changes before the publication existed.
 *
 * @param oid tells it from earlier publications of the same name
 * @param mirror the fingerprint of the {@link PublicationMirror} that it was created from; empty if
 *     it has no comment that says so
 * @param tables OIDs of its tables, in order
 * @param horizon the first transaction that certainly began after it was created; 0 if unknown
 * @param usableFrom the position from which the stream may be read through it; {@link Lsn#NONE} if
 *     that is not known yet
 */
public record LanePublication(
    String name, long oid, String mirror, List<Long> tables, long horizon, long usableFrom) {
  private static final String SUFFIX = "_lane";
  private static final String MARK = "Made by Waltap for the lane of this name. Do not alter";
  private static final Pattern COMMENT =
      Pattern.compile(Pattern.quote(MARK) + ". mirror=(\\w+) horizon=(\\d+) from=(\\w+/\\w+)");

  private static final String QUERY =
      """
      SELECT p.oid::int8 AS oid, pg_catalog.obj_description(p.oid, 'pg_publication') AS comment,
             ARRAY(SELECT r.prrelid::int8 FROM pg_catalog.pg_publication_rel r WHERE r.prpubid = p.oid
                    ORDER BY 1) AS tables
        FROM pg_catalog.pg_publication p WHERE p.pubname = ?
      """;

  public LanePublication {
    tables = List.copyOf(tables);
  }

  /** The name of a lane's publication. */
  public static String nameFor(String slot) {
    return slot + SUFFIX;
  }

  /**
   * Finds the lane's publication.
   *
   * @throws DatabaseException if a publication of that name is not the connector's
   */
  public static Optional<LanePublication> find(Connection session, String slot)
      throws SQLException {
    String name = nameFor(slot);
    return Sql.list(
            session,
            QUERY,
            row -> {
              String comment = row.getString("comment");
              if (comment == null || !comment.startsWith(MARK)) {
                throw new DatabaseException(
                    "Publication \""
                        + name
                        + "\" is someone else's, as it lacks the connector's comment. Drop or"
                        + " rename it, or set lane.publications=false");
              }
              Matcher parts = COMMENT.matcher(comment);
              boolean known = parts.matches();
              return new LanePublication(
                  name,
                  row.getLong("oid"),
                  known ? parts.group(1) : "",
                  List.of((Long[]) row.getArray("tables").getArray()),
                  known ? Long.parseLong(parts.group(2)) : 0,
                  known ? Lsn.parse(parts.group(3)) : Lsn.NONE);
            },
            name)
        .stream()
        .findFirst();
  }

  /** Creates a lane's publication as the mirror of the connector's publication. */
  public static void create(Connection session, String slot, PublicationMirror mirror)
      throws SQLException {
    String name = Identifiers.quote(nameFor(slot));
    String tables =
        mirror.tables().stream()
            .map(table -> "ONLY " + Identifiers.qualified(table.id()))
            .collect(Collectors.joining(", "));
    // in one transaction with the mark: without it no later run would replace the publication
    session.setAutoCommit(false);
    try {
      Sql.execute(
          session, "CREATE PUBLICATION " + name + " FOR TABLE " + tables + mirror.options());
      comment(session, name, MARK);
      session.commit();
    } catch (SQLException e) {
      session.rollback();
      throw e;
    } finally {
      session.setAutoCommit(true);
    }
    comment(session, name, text(mirror.fingerprint(), horizon(session), Lsn.NONE));
  }

  /**
   * Checks whether all transactions have ended that were running when it was created, and if so
   * stores the position from which it is usable.
   *
   * @return empty if one is still running
   */
  public Optional<LanePublication> settle(Connection session) throws SQLException {
    boolean ended =
        horizon > 0
            && Sql.one(
                session,
                "SELECT pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::text::int8",
                row -> row.getLong(1) >= horizon);
    if (!ended) {
      return Optional.empty();
    }
    long from =
        Lsn.parse(
            Sql.one(
                session,
                "SELECT pg_catalog.pg_current_wal_insert_lsn()::text",
                row -> row.getString(1)));
    comment(session, Identifiers.quote(name), text(mirror, horizon, from));
    return Optional.of(new LanePublication(name, oid, mirror, tables, horizon, from));
  }

  /** Whether it publishes what the lane needs. */
  public boolean reflects(PublicationMirror wanted) {
    return mirror.equals(wanted.fingerprint())
        && tables.equals(
            wanted.tables().stream().map(table -> Sql.oid(table.oid())).sorted().toList());
  }

  /** Whether this is the same publication, and not another one of the same name. */
  public boolean isSameAs(LanePublication other) {
    return oid == other.oid && mirror.equals(other.mirror);
  }

  /** Drops the publications of lanes, unless they are someone else's. */
  public static void drop(Connection session, Collection<String> slots) throws SQLException {
    for (String slot : slots) {
      boolean ours =
          !Sql.list(
                  session,
                  "SELECT 1 FROM pg_catalog.pg_publication p WHERE p.pubname = ?"
                      + " AND pg_catalog.starts_with(pg_catalog.obj_description(p.oid,"
                      + " 'pg_publication'), ?)",
                  row -> Boolean.TRUE,
                  nameFor(slot),
                  MARK)
              .isEmpty();
      if (ours) {
        Sql.execute(session, "DROP PUBLICATION IF EXISTS " + Identifiers.quote(nameFor(slot)));
      }
    }
  }

  private static long horizon(Connection session) throws SQLException {
    return Sql.one(
        session,
        "SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text::int8",
        row -> row.getLong(1));
  }

  private static void comment(Connection session, String quotedName, String text)
      throws SQLException {
    Sql.execute(
        session, "COMMENT ON PUBLICATION " + quotedName + " IS " + Identifiers.literal(text));
  }

  private static String text(String mirror, long horizon, long from) {
    return MARK + ". mirror=" + mirror + " horizon=" + horizon + " from=" + Lsn.format(from);
  }
}
