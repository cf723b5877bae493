/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.waltap.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

/**
 * A primary and its standby, which keeps a copy of failover slots. The two count as one server,
 * which is the current primary.
 */
public final class ReplicatedPostgres implements PostgresServer {
  /** The first version whose standbys keep copies of slots. */
  private static final int OLDEST = 17;

  private static final String STANDBY_SLOT = "standby";
  private static final Duration POLL = Duration.ofMillis(100);

  private final int major;
  private final EmbeddedPostgres first;
  private final EmbeddedPostgres standby;
  private EmbeddedPostgres primary;

  private ReplicatedPostgres(int major, EmbeddedPostgres first, EmbeddedPostgres standby) {
    this.major = major;
    this.first = first;
    this.standby = standby;
    this.primary = first;
  }

  /** Starts both servers; the test closes them. */
  public static ReplicatedPostgres start(String name) {
    return start(name, STANDBY_SLOT);
  }

  /** The same with a primary that sends changes before the standby has them. */
  public static ReplicatedPostgres startUnsynchronized(String name) {
    return start(name, "");
  }

  private static ReplicatedPostgres start(String name, String waitsFor) {
    assumeThat(Settings.containers())
        .as("the standby's data directory is copied from files of the primary")
        .isFalse();
    int major = Math.max(OLDEST, Settings.defaultMajor());
    Path directory =
        WorkDirectory.fresh("postgres-" + major + "-" + name + "-" + ProcessHandle.current().pid());
    EmbeddedPostgres first =
        builder(major, directory)
            // a logical slot must not be ahead of the standby, or it could not go on there
            .setting("synchronized_standby_slots", waitsFor)
            .start();
    try {
      return new ReplicatedPostgres(major, first, startStandby(major, first));
    } catch (SQLException | IOException | RuntimeException e) {
      remove(first);
      throw new IllegalStateException("the standby does not start", e);
    }
  }

  /** {@code database.hostname} for a connector that must find the current primary. */
  public String hosts() {
    return host() + ":" + first.port() + "," + host() + ":" + standby.port();
  }

  /**
   * Waits until the standby has a usable copy of a slot, confirmed at least up to this position.
   */
  public void awaitSlotOnStandby(String slot, long lsn) {
    await("slot " + slot + " on the standby")
        .atMost(Settings.patience())
        .pollInterval(POLL)
        .until(
            () -> {
              // the copy is made only from a slot that advances; for that, the server must log
              // which transactions run, which it otherwise does every 15 seconds
              text(first, "SELECT pg_log_standby_snapshot()");
              String copies =
                  text(
                      standby,
                      "SELECT count(*) FROM pg_replication_slots WHERE slot_name = '"
                          + slot
                          + "' AND synced AND NOT temporary AND invalidation_reason IS NULL"
                          + " AND confirmed_flush_lsn - '0/0'::pg_lsn >= "
                          + lsn);
              return "1".equals(copies);
            });
  }

  /** Waits until the standby has all that the primary has committed until now. */
  public void awaitStandbyCaughtUp() {
    String written = text(first, "SELECT pg_current_wal_lsn()");
    await("the standby to have " + written)
        .atMost(Settings.patience())
        .pollInterval(POLL)
        .until(
            () ->
                "t".equals(text(standby, "SELECT pg_last_wal_replay_lsn() >= '" + written + "'")));
  }

  /** Returns the port of the server that is the standby at first. */
  public int standbyPort() {
    return standby.port();
  }

  /** Stops the standby, so that it gets no more WAL. */
  public void stopStandby() {
    standby.stop();
  }

  /** Starts the standby after {@link #stopStandby()}. */
  public void startStandby() {
    standby.start();
  }

  /** Makes the standby the primary, after {@link #stopImmediately()}. */
  public void promote() {
    if (!"t".equals(text(standby, "SELECT pg_promote()"))) {
      throw new IllegalStateException("the standby was not promoted; see " + standby.log());
    }
    primary = standby;
  }

  @Override
  public int major() {
    return major;
  }

  @Override
  public String host() {
    return "127.0.0.1";
  }

  @Override
  public int port() {
    return primary.port();
  }

  @Override
  public String user() {
    return primary.user();
  }

  @Override
  public String password() {
    return primary.password();
  }

  @Override
  public void stopImmediately() {
    primary.stopImmediate();
  }

  @Override
  public void start() {
    primary.start();
  }

  @Override
  public void close() {
    try {
      remove(standby);
    } finally {
      remove(first);
    }
  }

  private static EmbeddedPostgres startStandby(int major, EmbeddedPostgres first)
      throws SQLException, IOException {
    // next to the primary's directory, wherever that had to be
    Path directory = first.directory().resolveSibling(first.directory().getFileName() + "-standby");
    WorkDirectory.delete(directory);
    Files.createDirectories(directory);
    text(first, "SELECT pg_create_physical_replication_slot('" + STANDBY_SLOT + "', true)");
    try (Connection superuser = first.connect("postgres")) {
      BaseBackup.take(superuser, first.directory().resolve("data"), directory.resolve("data"));
    }
    return builder(major, directory)
        .setting(
            "primary_conninfo",
            "host=127.0.0.1 dbname=postgres port=%d user=%s password=%s"
                .formatted(first.port(), first.user(), first.password()))
        .setting("primary_slot_name", STANDBY_SLOT)
        .setting("hot_standby", "on")
        .setting("hot_standby_feedback", "on")
        .setting("sync_replication_slots", "on")
        .setting("wal_retrieve_retry_interval", "200ms")
        // as the new primary it has no standby to wait for
        .setting("synchronized_standby_slots", "")
        .start();
  }

  /**
   * Both servers have these settings. In some of them, a standby must not have less than its
   * primary.
   */
  private static EmbeddedPostgres.Builder builder(int major, Path directory) {
    return EmbeddedPostgres.builder(Settings.postgresBinaries(major))
        .directory(directory)
        .cache(Settings.work().resolve("postgres-binaries"))
        .settings(Map.of("wal_level", "logical", "full_page_writes", "on"));
  }

  private static void remove(EmbeddedPostgres postgres) {
    postgres.stopImmediate();
    postgres.close();
    WorkDirectory.delete(postgres.directory().resolve("data"));
  }

  /** Returns the first column of the only row. */
  private static String text(EmbeddedPostgres server, String query) {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
