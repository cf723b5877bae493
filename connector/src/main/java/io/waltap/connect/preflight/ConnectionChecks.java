/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import io.waltap.connect.config.ConnectionSettings;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.Identifiers;
import io.waltap.connect.database.ServerInfo;
import io.waltap.connect.database.SqlStates;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.net.ssl.SSLException;

/** Says of a connection that could not be opened which property is to blame. */
final class ConnectionChecks {

  private final ConnectionSettings settings;
  private final ConnectionFactory connections;
  private final Findings findings;

  ConnectionChecks(ConnectionSettings settings, ConnectionFactory connections, Findings findings) {
    this.settings = settings;
    this.connections = connections;
    this.findings = findings;
  }

  /** An ordinary connection was refused. */
  void refused(SQLException failure) {
    if (failure instanceof ConnectionFactory.InitialStatementFailed) {
      findings.error(
          Findings.INITIAL_STATEMENTS,
          "Connected to " + server() + ", but " + failure.getMessage(),
          "");
      return;
    }
    String state = SqlStates.state(failure);
    String reason = SqlStates.describe(failure);
    switch (state) {
      case SqlStates.INVALID_PASSWORD ->
          findings.error(
              Findings.PASSWORD,
              server() + " refused the password of role \"" + settings.user() + "\": " + reason,
              "");
      case SqlStates.NO_SUCH_DATABASE ->
          findings.error(
              Findings.DATABASE,
              server() + " has no database \"" + settings.databaseName() + "\": " + reason,
              "");
      case SqlStates.INSUFFICIENT_PRIVILEGE ->
          findings.error(
              Findings.USER,
              "Role \""
                  + settings.user()
                  + "\" may not connect to database \""
                  + settings.databaseName()
                  + "\" of "
                  + server()
                  + ": "
                  + reason,
              "GRANT CONNECT ON DATABASE "
                  + Identifiers.quote(settings.databaseName())
                  + " TO "
                  + Identifiers.quote(settings.user())
                  + ";");
      case SqlStates.TOO_MANY_CONNECTIONS ->
          findings.error(
              Findings.HOSTNAME,
              server()
                  + " has no free connection (max_connections, or the role's limit): "
                  + reason,
              "");
      case SqlStates.CONNECTION_REJECTED -> rejected(reason);
      default -> {
        if (state.startsWith("28")) {
          findings.error(
              Findings.USER,
              server()
                  + " does not let role \""
                  + settings.user()
                  + "\" in: "
                  + reason
                  + ". The role has to exist with LOGIN, and pg_hba.conf needs a line for it, this"
                  + " database and the address of this worker",
              "");
        } else {
          unreachable(failure, reason);
        }
      }
    }
  }

  /** Opens a replication connection, the only proof that one is let in. */
  void replication() {
    try (Connection replication = connections.openReplication()) {
      ServerInfo.identify(replication);
    } catch (SQLException e) {
      replicationRefused(e);
    }
  }

  private void replicationRefused(SQLException failure) {
    String reason = SqlStates.describe(failure);
    String state = SqlStates.state(failure);
    if (state.equals(SqlStates.TOO_MANY_CONNECTIONS)) {
      findings.error(
          Findings.HOSTNAME,
          server()
              + " has no free walsender: "
              + reason
              + ". Each running connector task takes one; raising max_wal_senders takes a restart",
          "");
    } else if (state.equals(SqlStates.PROTOCOL_VIOLATION)) {
      findings.error(
          Findings.HOSTNAME,
          "A replication connection to "
              + server()
              + " was refused, an ordinary one was not: "
              + reason
              + ". A connection pooler does not pass replication on; name the server itself",
          "");
    } else {
      findings.error(
          Findings.USER,
          "A replication connection of role \""
              + settings.user()
              + "\" to "
              + server()
              + " was refused, an ordinary one was not: "
              + reason
              + ". The role needs REPLICATION, and pg_hba.conf has to let it in from this worker",
          "");
    }
  }

  private void rejected(String reason) {
    if (settings.password() == null || settings.password().isEmpty()) {
      findings.error(
          Findings.PASSWORD,
          server() + " or the driver refused to go on without a password: " + reason,
          "");
    } else {
      findings.error(
          Findings.SSL_MODE,
          "The driver and "
              + server()
              + " do not agree on encryption or authentication: "
              + reason
              + ". database.sslmode is "
              + settings.sslMode(),
          "");
    }
  }

  private void unreachable(SQLException failure, String reason) {
    for (Throwable link : SqlStates.chain(failure)) {
      if (link instanceof UnknownHostException) {
        findings.error(
            Findings.HOSTNAME, "There is no host of the name " + settings.hostname(), "");
        return;
      }
      if (link instanceof ConnectException) {
        findings.error(
            Findings.PORT,
            "Nothing accepts connections at "
                + server()
                + ": "
                + reason
                + " Check database.port, listen_addresses and the firewall between",
            "");
        return;
      }
      if (link instanceof SSLException || link instanceof GeneralSecurityException) {
        findings.error(
            Findings.SSL_MODE,
            "No encrypted connection to " + server() + " came about: " + reason,
            "");
        return;
      }
    }
    findings.error(Findings.HOSTNAME, "No connection to " + server() + ": " + reason, "");
  }

  private String server() {
    return "PostgreSQL at " + settings.hostname() + ", port " + settings.port();
  }
}
