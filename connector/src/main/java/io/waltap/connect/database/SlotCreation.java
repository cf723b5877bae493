/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates slots, and says what the server waits for. A slot can start only when all transactions
 * have ended that were running when it was asked for. If that takes longer than 5 seconds, a line
 * of log names the oldest of them, then once a minute.
 */
public final class SlotCreation {
  private static final Logger LOG = LoggerFactory.getLogger(SlotCreation.class);
  private static final long FIRST_SECONDS = 5;
  private static final long NEXT_SECONDS = 60;

  private static final String OLDEST =
      """
      SELECT t.name || CASE WHEN t.since IS NULL THEN ''
                            ELSE ' (for ' || extract(epoch FROM
                                   pg_catalog.clock_timestamp() - t.since)::pg_catalog.int8
                                 || ' s)' END AS transaction
        FROM (SELECT 'process ' || a.pid || ' of role ' || COALESCE(a.usename::pg_catalog.text, '?')
                       AS name,
                     a.xact_start AS since, a.backend_xid AS id
                FROM pg_catalog.pg_stat_activity a WHERE a.backend_xid IS NOT NULL
              UNION ALL
              SELECT 'prepared transaction ' || pg_catalog.quote_literal(p.gid),
                     p.prepared, p.transaction
                FROM pg_catalog.pg_prepared_xacts p) AS t
       ORDER BY pg_catalog.age(t.id) DESC
       LIMIT 3
      """;

  private SlotCreation() {}

  /**
   * Creates a logical slot as {@link ReplicationSlots#create} does, however long it takes. Ending
   * the connection from another thread ends it, and leaves no slot.
   *
   * @param connections opens the session that asks what the server waits for
   */
  public static CreatedSlot create(
      ConnectionFactory connections,
      Connection replication,
      String name,
      boolean temporary,
      boolean failover) {
    ScheduledExecutorService watch =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "waltap-wait-" + name);
              thread.setDaemon(true);
              return thread;
            });
    try {
      ScheduledFuture<?> unused =
          watch.scheduleWithFixedDelay(
              () -> tell(connections, name), FIRST_SECONDS, NEXT_SECONDS, TimeUnit.SECONDS);
      return ReplicationSlots.create(replication, name, temporary, failover);
    } finally {
      watch.shutdownNow();
    }
  }

  private static void tell(ConnectionFactory connections, String name) {
    try (Connection session = connections.open()) {
      List<String> oldest = Sql.list(session, OLDEST, row -> row.getString("transaction"));
      if (oldest.isEmpty()) {
        LOG.warn(
            "slot \"{}\" is not created yet: the server waits for the next record of running"
                + " transactions in the WAL. Nothing is lost. On a standby it comes from the"
                + " primary: SELECT pg_log_standby_snapshot();",
            name);
      } else {
        LOG.warn(
            "slot \"{}\" is not created yet: the server waits until older transactions have ended:"
                + " {}. Nothing is lost. To end one, run SELECT pg_terminate_backend(process); or"
                + " ROLLBACK PREPARED 'name';",
            name,
            String.join(", ", oldest));
      }
    } catch (SQLException | RuntimeException e) {
      LOG.debug("the transactions that slot {} waits for could not be read", name, e);
    }
  }
}
