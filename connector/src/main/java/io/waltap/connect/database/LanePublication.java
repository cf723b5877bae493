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
 * A publication of one lane's tables alone, made by the connector, so that the server does not send
 * a lane the rows of all others.
 *
 * <p>It is never altered, only dropped and made anew under another OID: the walsender looks
 * publications up as they were when a change was written, so that one which changes would mean
 * something else in each part of the log. For the same reason it serves only from the point on
 * where every transaction that was under way when it was made has ended; a change of such a
 * transaction may lie before it.
 *
 * @param oid tells it from others that have had its name
 * @param mirror what it was made from, see {@link PublicationMirror}; empty if the comment that
 *     says so is missing
 * @param tables OIDs of its tables, in order
 * @param horizon the first transaction that began certainly after it was made; 0 if unknown
 * @param usableFrom the stream may be read through it from this position on; {@link Lsn#NONE} while
 *     that is not known
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

  /** What the publication of a lane is called. */
  public static String nameFor(String slot) {
    return slot + SUFFIX;
  }

  /**
   * Looks for the lane's publication.
   *
   * @throws DatabaseException if there is one of that name which is not ours
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
                    "Publication \"" + name + "\" is somebody else's: lanes do without their own");
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

  /** Makes a lane's publication as the mirror of the connector's. */
  public static void create(Connection session, String slot, PublicationMirror mirror)
      throws SQLException {
    String name = Identifiers.quote(nameFor(slot));
    String tables =
        mirror.tables().stream()
            .map(table -> "ONLY " + Identifiers.qualified(table.id()))
            .collect(Collectors.joining(", "));
    // the mark first: what is never told to be ours would be in our way for ever
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
   * Looks whether all transactions have ended that were under way when it was made, and remembers
   * from where it serves.
   *
   * @return empty if they have not
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

  /** Whether it publishes what the lane is to have. */
  public boolean reflects(PublicationMirror wanted) {
    return mirror.equals(wanted.fingerprint())
        && tables.equals(
            wanted.tables().stream().map(table -> Sql.oid(table.oid())).sorted().toList());
  }

  /** Whether this is the very same, not another one by the same name. */
  public boolean isSameAs(LanePublication other) {
    return oid == other.oid && mirror.equals(other.mirror);
  }

  /** Drops the publications of lanes, as far as they are ours. */
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
