/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import io.waltap.connect.config.ConnectionSettings;
import io.waltap.connect.config.Problem;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.ServerInfo;
import io.waltap.connect.database.SessionEncryption;
import io.waltap.connect.database.SlotState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checks of {@link Preflight} that a start repeats, because the server may have changed since
 * the validation.
 */
public final class StartChecks {
  private static final Logger LOG = LoggerFactory.getLogger(StartChecks.class);

  private StartChecks() {}

  /**
   * @throws ConnectException if the server cannot stream changes to us
   */
  public static void requireUsable(ServerInfo server) {
    Findings findings = new Findings();
    ServerChecks checks = new ServerChecks(server, findings);
    if (checks.version()) {
      checks.walLevel();
    }
    throwFirstError(findings);
  }

  /**
   * @throws ConnectException if the slot is of a kind that the connector cannot read. One that is
   *     lost or in use is not refused here: the start plan and the retries know what to do about it
   */
  public static void requireReadable(Connection session, SlotState slot) throws SQLException {
    Findings findings = new Findings();
    new SlotChecks(session, ServerInfo.read(session), "", findings).kind(slot);
    throwFirstError(findings);
  }

  /**
   * Logs a warning if others can read the session on the network, or if the server does not say.
   *
   * @param connections which has opened the session
   */
  public static void warnIfReadable(
      Connection session, ConnectionSettings settings, ConnectionFactory connections) {
    Findings findings = new Findings();
    ConnectionChecks checks = new ConnectionChecks(settings, connections, findings);
    findings.guard(
        Findings.SSL_MODE,
        "The encryption of the session",
        () -> checks.encryption(SessionEncryption.read(session)));
    findings.problems().forEach(problem -> LOG.warn("{}", problem.text()));
  }

  private static void throwFirstError(Findings findings) {
    Optional<Problem> error = findings.problems().stream().filter(Problem::isError).findFirst();
    if (error.isPresent()) {
      throw new ConnectException(error.get().text());
    }
  }
}
