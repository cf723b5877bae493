/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.pgoutput.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Facts about a server and about the current role.
 *
 * @param versionNum {@code server_version_num}, 180004 for 18.4
 * @param version {@code version()}
 * @param systemIdentifier the cluster's identifier; empty if this role may not ask for it
 * @param timeline the timeline that is written now; 0 if this role may not ask for it
 * @param walSenderTimeoutMillis {@code wal_sender_timeout}; 0 if there is none
 * @param role the current role
 * @param superuser {@code rolsuper}
 * @param replication the role may start a walsender: it is a superuser, has REPLICATION, or is a
 *     member of the provider's role for replication
 */
public record ServerInfo(
    int versionNum,
    String version,
    String systemIdentifier,
    int timeline,
    String walLevel,
    String database,
    boolean inRecovery,
    long walSenderTimeoutMillis,
    int maxSlots,
    int usedSlots,
    int maxWalSenders,
    int usedWalSenders,
    String role,
    boolean superuser,
    boolean replication,
    Provider provider) {

  private static final Logger LOG = LoggerFactory.getLogger(ServerInfo.class);

  /** {@code server_version_num} of the oldest server that sends values in binary form. */
  public static final int OLDEST_VERSION_NUM = 140000;

  private static final String FACTS =
      """
      SELECT pg_catalog.current_setting('server_version_num')::int4 AS version_num,
             pg_catalog.version() AS version,
             pg_catalog.current_setting('wal_level') AS wal_level,
             pg_catalog.current_database() AS database,
             pg_catalog.pg_is_in_recovery() AS in_recovery,
             (SELECT s.setting::int8 FROM pg_catalog.pg_settings s
               WHERE s.name = 'wal_sender_timeout') AS wal_sender_timeout,
             pg_catalog.current_setting('max_replication_slots')::int4 AS max_slots,
             (SELECT pg_catalog.count(*)::int4 FROM pg_catalog.pg_replication_slots) AS used_slots,
             pg_catalog.current_setting('max_wal_senders')::int4 AS max_wal_senders,
             (SELECT pg_catalog.count(*)::int4 FROM pg_catalog.pg_stat_replication)
               AS used_wal_senders,
             r.rolname, r.rolsuper, r.rolreplication,
             EXISTS (SELECT FROM pg_catalog.pg_roles g WHERE g.rolname = 'rds_replication'
               AND pg_catalog.pg_has_role(r.oid, g.oid, 'MEMBER')) AS rds_replication,
             pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')
               AS control_system,
             pg_catalog.has_function_privilege('pg_catalog.pg_control_checkpoint()', 'EXECUTE')
               AS control_checkpoint
        FROM pg_catalog.pg_roles r
       WHERE r.rolname = current_user
      """;

  private static final String ROLES =
      """
      SELECT r.rolname FROM pg_catalog.pg_roles r
       WHERE r.rolname IN ('rds_replication', 'cloudsqlsuperuser', 'alloydbsuperuser',
                           'azure_pg_admin', 'supabase_admin')
      """;

  /** Reads the facts over an ordinary connection. */
  public static ServerInfo read(Connection ordinary) throws SQLException {
    Provider provider = provider(Sql.list(ordinary, ROLES, row -> row.getString("rolname")));
    Facts facts = Sql.one(ordinary, FACTS, Facts::read);
    return new ServerInfo(
        facts.versionNum,
        facts.version,
        facts.mayReadControlSystem ? systemIdentifier(ordinary) : "",
        timeline(ordinary, facts),
        facts.walLevel,
        facts.database,
        facts.inRecovery,
        facts.walSenderTimeoutMillis,
        facts.maxSlots,
        facts.usedSlots,
        facts.maxWalSenders,
        facts.usedWalSenders,
        facts.role,
        facts.superuser,
        facts.superuser || facts.rolreplication || facts.rdsReplication,
        provider);
  }

  /** Identifies the log. Every role that may open a replication connection may ask this. */
  public static SystemIdentity identify(Connection replication) throws SQLException {
    try (Statement statement = replication.createStatement();
        ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
      if (!row.next()) {
        throw new SQLException("IDENTIFY_SYSTEM returned no row");
      }
      String systemId = row.getString("systemid");
      int timeline = row.getInt("timeline");
      long end = Lsn.parse(row.getString("xlogpos"));
      return new SystemIdentity(
          systemId, timeline, end, inRecovery(replication), history(replication, timeline));
    }
  }

  private static boolean inRecovery(Connection replication) throws SQLException {
    try (Statement statement = replication.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_is_in_recovery()")) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** Not known: {@link TimelineHistory#NONE}. Then a change of the timeline counts as a gap. */
  private static TimelineHistory history(Connection replication, int timeline) throws SQLException {
    if (timeline <= 1) {
      return TimelineHistory.NONE;
    }
    try (Statement statement = replication.createStatement();
        ResultSet row = statement.executeQuery("TIMELINE_HISTORY " + timeline)) {
      return row.next() ? TimelineHistory.parse(row.getString("content")) : TimelineHistory.NONE;
    } catch (SQLException e) {
      if (SqlStates.retriable(e)) {
        throw e;
      }
      LOG.warn("The history of timeline {} is not known: {}", timeline, SqlStates.describe(e));
    } catch (IllegalArgumentException e) {
      LOG.warn("The history of timeline {} cannot be read: {}", timeline, e.getMessage());
    }
    return TimelineHistory.NONE;
  }

  /** The major version, 18 for 18.4. */
  public int majorVersion() {
    return versionNum / 10000;
  }

  /** {@code 18.4}. */
  public String shortVersion() {
    return majorVersion() + "." + versionNum % 10000;
  }

  static Provider provider(List<String> roles) {
    if (roles.contains("alloydbsuperuser")) {
      return Provider.GOOGLE_CLOUD_SQL;
    }
    for (Provider provider : Provider.values()) {
      if (provider != Provider.SELF_MANAGED && roles.contains(provider.telltaleRole())) {
        return provider;
      }
    }
    return Provider.SELF_MANAGED;
  }

  /**
   * Where the WAL ends now; on a standby, up to where it is replayed.
   *
   * @param ordinary an ordinary connection
   */
  public static long walEnd(Connection ordinary) throws SQLException {
    return Sql.one(
        ordinary,
        "SELECT CASE WHEN pg_catalog.pg_is_in_recovery()"
            + " THEN pg_catalog.pg_last_wal_replay_lsn()"
            + " ELSE pg_catalog.pg_current_wal_lsn() END::text",
        row -> Lsn.parse(row.getString(1)));
  }

  private static String systemIdentifier(Connection ordinary) throws SQLException {
    return Sql.one(
        ordinary,
        "SELECT c.system_identifier::int8 FROM pg_catalog.pg_control_system() AS c",
        // the walsender sends the number unsigned, this function returns it signed
        row -> Long.toUnsignedString(row.getLong(1)));
  }

  private static int timeline(Connection ordinary, Facts facts) throws SQLException {
    if (!facts.inRecovery) {
      // after a promotion, the control file has the old timeline until the next checkpoint
      try {
        return Sql.one(
            ordinary,
            "SELECT pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn())",
            row -> Integer.parseUnsignedInt(row.getString(1).substring(0, 8), 16));
      } catch (SQLException e) {
        if (SqlStates.retriable(e)) {
          throw e;
        }
        LOG.debug("The server refused to name the current WAL file", e);
      }
    }
    return facts.mayReadControlCheckpoint
        ? Sql.one(
            ordinary,
            "SELECT c.timeline_id FROM pg_catalog.pg_control_checkpoint() AS c",
            row -> row.getInt(1))
        : 0;
  }

  /** A row of {@link #FACTS}. */
  private record Facts(
      int versionNum,
      String version,
      String walLevel,
      String database,
      boolean inRecovery,
      long walSenderTimeoutMillis,
      int maxSlots,
      int usedSlots,
      int maxWalSenders,
      int usedWalSenders,
      String role,
      boolean superuser,
      boolean rolreplication,
      boolean rdsReplication,
      boolean mayReadControlSystem,
      boolean mayReadControlCheckpoint) {

    static Facts read(ResultSet row) throws SQLException {
      return new Facts(
          row.getInt("version_num"),
          row.getString("version"),
          row.getString("wal_level"),
          row.getString("database"),
          row.getBoolean("in_recovery"),
          row.getLong("wal_sender_timeout"),
          row.getInt("max_slots"),
          row.getInt("used_slots"),
          row.getInt("max_wal_senders"),
          row.getInt("used_wal_senders"),
          row.getString("rolname"),
          row.getBoolean("rolsuper"),
          row.getBoolean("rolreplication"),
          row.getBoolean("rds_replication"),
          row.getBoolean("control_system"),
          row.getBoolean("control_checkpoint"));
    }
  }
}
