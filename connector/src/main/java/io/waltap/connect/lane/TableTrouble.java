/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.DeliverySettings;
import io.waltap.connect.config.Problem;
import io.waltap.connect.config.TableFailureMode;
import io.waltap.connect.database.DatabaseException;
import io.waltap.connect.database.Identifiers;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.Waiting;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what a failure means for one table: the reason and the remedy that an operator sees, and the
 * time of the next try. The pause grows from {@code reconnect.backoff.ms} to {@code
 * table.discovery.interval.ms}, without a limit of tries. A problem is logged when it is new, and
 * then once an hour. Used by the stream's thread.
 */
final class TableTrouble {
  private static final Logger LOG = LoggerFactory.getLogger(TableTrouble.class);
  private static final Duration TELL_AGAIN = Duration.ofHours(1);
  private static final Duration ROW_PAUSE = Duration.ofHours(6);
  private static final int MOST_DOUBLINGS = 20;

  private final boolean fails;
  private final Duration first;
  private final Duration longest;
  private final Clock clock;
  private final Map<Integer, Told> told = new HashMap<>();

  TableTrouble(TaskConfig config, Clock clock) {
    DeliverySettings delivery = config.connector().delivery();
    Duration checks = config.connector().replication().tableDiscoveryInterval();
    this.fails = config.connector().replication().tableFailureMode() == TableFailureMode.FAIL;
    this.first = delivery.reconnectBackoff();
    this.longest =
        checks.compareTo(delivery.reconnectBackoffMax()) > 0
            ? checks
            : delivery.reconnectBackoffMax();
    this.clock = clock;
  }

  Instant now() {
    return clock.instant();
  }

  /**
   * The state of a table after a failure.
   *
   * @throws ConnectException if the whole task is to fail with the table, and time alone does not
   *     fix it
   * @param before how it waited before this try; null if this is the first failure
   * @param needs the WAL position from which the next try needs the slot, or none
   * @param captured whether the stream goes on delivering the table's changes
   * @param rowsMissing whether the next try reads rows
   */
  Waiting after(
      TableEntry entry,
      Throwable cause,
      Waiting before,
      long needs,
      boolean captured,
      boolean rowsMissing) {
    Instant now = now();
    int attempts = before == null ? 1 : before.attempts() + 1;
    Instant since = before == null ? now : before.since();
    Instant retryAt = now.plus(pause(cause, attempts, rowsMissing));
    Problem problem = problem(entry.id(), cause);
    if (fails && !retriable(cause)) {
      throw new ConnectException(
          "table "
              + entry.id()
              + ": "
              + problem.text()
              + " The task fails because of table.failure.mode=fail; nothing is lost",
          cause);
    }
    Waiting waiting = new Waiting(problem, since, retryAt, attempts, needs, captured, rowsMissing);
    tell(entry, waiting);
    return waiting;
  }

  /**
   * The state of a table whose topic or stored position is another table's. Each check compares the
   * names again.
   *
   * @throws ConnectException if the whole task is to fail with the table
   * @param why names both, and says what to do
   */
  Waiting nameTaken(TableEntry entry, String why) {
    if (fails) {
      throw new ConnectException(
          "table "
              + entry.id()
              + ": "
              + why
              + " The task fails because of table.failure.mode=fail; nothing is lost");
    }
    boolean known = entry.life() instanceof Waiting;
    Instant since = known ? ((Waiting) entry.life()).since() : now();
    int attempts = known ? ((Waiting) entry.life()).attempts() + 1 : 1;
    Problem problem = Problem.error("table.include.list", why);
    Waiting waiting = new Waiting(problem, since, now().plus(longest), attempts, Lsn.NONE);
    tell(entry, waiting);
    return waiting;
  }

  /**
   * A row that cannot become a record is still there at the next try, which delivers the rows
   * before it once more. So such a try is rare, unless a check finds that the table was altered.
   */
  private Duration pause(Throwable cause, int attempts, boolean rowsMissing) {
    boolean value = !(cause instanceof InterruptedException) && sql(cause) == null;
    if (value && rowsMissing) {
      return ROW_PAUSE;
    }
    Duration pause = first.multipliedBy(1L << Math.min(attempts - 1, MOST_DOUBLINGS));
    return pause.compareTo(longest) > 0 ? longest : pause;
  }

  private void tell(TableEntry entry, Waiting waiting) {
    Told last = told.get(entry.oid());
    String text = waiting.problem().text();
    if (last != null && last.text.equals(text) && now().isBefore(last.at.plus(TELL_AGAIN))) {
      LOG.debug("table {} waits ({} attempts): {}", entry.id(), waiting.attempts(), text);
      return;
    }
    told.put(entry.oid(), new Told(text, now()));
    LOG.warn(
        "table {} waits: {} Its {} not delivered until that is fixed; other tables are not"
            + " affected. Next try at {}",
        entry.id(),
        text,
        waiting.captured() ? "rows are" : "rows and changes are",
        waiting.retryAt());
  }

  /** The table does not wait any more. */
  void over(TableEntry entry) {
    if (told.remove(entry.oid()) != null) {
      LOG.info("table {} does not wait any more: it streams", entry.id());
    }
  }

  static Problem problem(TableId table, Throwable cause) {
    SQLException sql = sql(cause);
    String state = sql == null ? "" : SqlStates.state(sql);
    String words = sql == null ? words(cause) : SqlStates.describe(sql);
    return new Problem(
        "table.include.list",
        Problem.Severity.ERROR,
        "it could not be read: " + words + ".",
        remedy(table, state, sql == null ? "" : sql.getMessage()));
  }

  private static boolean retriable(Throwable cause) {
    SQLException sql = sql(cause);
    return cause instanceof InterruptedException || sql != null && SqlStates.retriable(sql);
  }

  private static String words(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static SQLException sql(Throwable cause) {
    if (cause instanceof SQLException e) {
      return e;
    }
    boolean wrapped = cause instanceof DatabaseException || cause instanceof ConnectException;
    return wrapped && cause.getCause() != null ? sql(cause.getCause()) : null;
  }

  private static String remedy(TableId table, String state, String message) {
    String name = Identifiers.qualified(table);
    if (SqlStates.INSUFFICIENT_PRIVILEGE.equals(state)) {
      return message != null && message.contains("row-level security")
          ? "ALTER ROLE <the connector's role> BYPASSRLS; or ALTER TABLE "
              + name
              + " DISABLE ROW LEVEL SECURITY;"
          : "GRANT USAGE ON SCHEMA "
              + Identifiers.quote(table.schema())
              + " TO <the connector's role>; GRANT SELECT ON "
              + name
              + " TO <the connector's role>;";
    }
    if (SqlStates.LOCK_NOT_AVAILABLE.equals(state)) {
      return "Another session has locked the table; SELECT pid, query FROM pg_stat_activity WHERE"
          + " pid IN (SELECT pid FROM pg_locks WHERE relation = "
          + Identifiers.literal(name)
          + "::regclass AND granted);";
    }
    return "";
  }

  private record Told(String text, Instant at) {}
}
