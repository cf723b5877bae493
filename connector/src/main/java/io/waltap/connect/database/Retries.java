/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.config.DeliverySettings;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whether what failed is tried again, and waits before it is: as often as {@code
 * errors.max.retries} allows, with a growing pause from {@code reconnect.backoff.ms} to {@code
 * reconnect.backoff.max.ms}. Used by one thread.
 */
public final class Retries {
  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

  /** From this attempt on, the log says since when it fails. */
  private static final int MANY = 10;

  private final int limit;
  private final Backoff backoff;
  private final Runnable retrying;

  /** The first failure since the last success; null if there was none. */
  private Instant since;

  /**
   * @param retrying is run before each wait
   */
  public Retries(DeliverySettings settings, Runnable retrying) {
    this.limit = settings.errorsMaxRetries();
    this.backoff = new Backoff(settings.reconnectBackoff(), settings.reconnectBackoffMax());
    this.retrying = retrying;
  }

  /**
   * Waits before the next attempt, with one line of log.
   *
   * @param subject what failed, for the log
   * @return false, at once, if another attempt gives the same, or no more are allowed
   */
  public boolean again(String subject, Exception problem) throws InterruptedException {
    if (!retriable(problem) || limit >= 0 && backoff.attempts() >= limit) {
      return false;
    }
    Duration wait = backoff.next();
    if (since == null) {
      since = Instant.now();
    }
    retrying.run();
    LOG.warn(
        "{}: {}. Nothing is lost; attempt {} in {} ms{}",
        subject,
        describe(problem),
        backoff.attempts(),
        wait.toMillis(),
        duration(backoff.attempts(), since));
    Thread.sleep(wait.toMillis());
    return true;
  }

  /** It worked: the next failure is the first again. */
  public void reset() {
    backoff.reset();
    since = null;
  }

  /** What the log says of the time, once there were many attempts. */
  static String duration(int attempts, Instant since) {
    return attempts < MANY ? "" : "; it has failed since " + since;
  }

  /** What went wrong, in the server's own words where it said something. */
  public static String describe(Exception problem) {
    return problem instanceof SQLException e ? SqlStates.describe(e) : problem.getMessage();
  }

  private static boolean retriable(Exception problem) {
    if (problem instanceof SQLException e) {
      return SqlStates.retriable(e);
    }
    return problem instanceof DatabaseException e && e.retriable();
  }
}
