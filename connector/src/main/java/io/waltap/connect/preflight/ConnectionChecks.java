/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import io.waltap.connect.config.ConnectionSettings;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.Identifiers;
import io.waltap.connect.database.ServerInfo;
import io.waltap.connect.database.SessionEncryption;
import io.waltap.connect.database.SqlStates;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.net.ssl.SSLException;

/** Says which property is the cause if a connection could not be opened. */
final class ConnectionChecks {

  private final ConnectionSettings settings;
  private final ConnectionFactory connections;
  private final Findings findings;

  ConnectionChecks(ConnectionSettings settings, ConnectionFactory connections, Findings findings) {
    this.settings = settings;
    this.connections = connections;
    this.findings = findings;
  }

  /** Reports an ordinary connection that was refused. */
  void refused(SQLException failure) {
    if (failure instanceof ConnectionFactory.InitialStatementFailed) {
      findings.error(
          Findings.INITIAL_STATEMENTS,
          "Connected to " + server() + ", but " + failure.getMessage() + ". Correct the statement.",
          "");
      return;
    }
    String state = SqlStates.state(failure);
    String reason = SqlStates.describe(failure);
    switch (state) {
      case SqlStates.INVALID_PASSWORD ->
          findings.error(
              password(),
              server()
                  + " refused the password of role \""
                  + settings.user()
                  + "\": "
                  + reason
                  + ". Correct "
                  + (settings.passwordFile() == null ? "" : "the content of the file in ")
                  + password()
                  + ".",
              "");
      case SqlStates.NO_SUCH_DATABASE ->
          findings.error(
              Findings.DATABASE,
              server()
                  + " has no database \""
                  + settings.databaseName()
                  + "\": "
                  + reason
                  + ". Correct database.dbname.",
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
                  + reason
                  + ".",
              "GRANT CONNECT ON DATABASE "
                  + Identifiers.quote(settings.databaseName())
                  + " TO "
                  + Identifiers.quote(settings.user())
                  + ";");
      case SqlStates.TOO_MANY_CONNECTIONS ->
          findings.error(
              Findings.HOSTNAME,
              server()
                  + " has no free connection (max_connections, or the role's CONNECTION LIMIT): "
                  + reason
                  + ". Close sessions, or raise the limit.",
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
                  + ". The role must exist and have LOGIN. pg_hba.conf needs an entry for the role,"
                  + " the database and the address of this worker.",
              "");
        } else {
          unreachable(failure, reason);
        }
      }
    }
  }

  /** Warns of a session that others can read on the network. */
  void encryption(SessionEncryption session) {
    if (!session.isReadable(settings.hostname())) {
      return;
    }
    String mode = settings.sslMode();
    findings.warning(
        Findings.SSL_MODE,
        "The session with "
            + server()
            + " is not encrypted, as the server says. Others on the network can read and change"
            + " rows. database.sslmode is "
            + mode
            + (mode.equals("prefer") || mode.equals("allow")
                ? ", which goes on without TLS if the server does not offer it"
                : "")
            + ". Set database.sslmode to verify-full, with the authority's certificate in"
            + " database.sslrootcert, and ssl = on at the server.",
        "");
  }

  /** Opens a replication connection: nothing else proves that the server admits one. */
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
              + ". Each running task uses one. Raise max_wal_senders and restart the server.",
          "");
    } else if (state.equals(SqlStates.PROTOCOL_VIOLATION)) {
      findings.error(
          Findings.HOSTNAME,
          server()
              + " refused a replication connection, but not an ordinary one: "
              + reason
              + ". A connection pooler does not pass on replication. Set database.hostname to the"
              + " server itself.",
          "");
    } else {
      findings.error(
          Findings.USER,
          server()
              + " refused a replication connection of role \""
              + settings.user()
              + "\", but not an ordinary one: "
              + reason
              + ". The role needs REPLICATION, and pg_hba.conf must admit it from this worker.",
          "");
    }
  }

  private void rejected(String reason) {
    boolean none = settings.password() == null || settings.password().isEmpty();
    if (settings.passwordFile() == null && none) {
      findings.error(
          Findings.PASSWORD,
          server()
              + " or the driver refused to connect without a password: "
              + reason
              + ". Set database.password. If the reason is encryption, change database.sslmode.",
          "");
    } else {
      findings.error(
          Findings.SSL_MODE,
          "The driver and "
              + server()
              + " do not agree on encryption or authentication: "
              + reason
              + ". Change database.sslmode, which is "
              + settings.sslMode()
              + ", or the settings of the server.",
          "");
    }
  }

  private void unreachable(SQLException failure, String reason) {
    for (Throwable link : SqlStates.chain(failure)) {
      if (link instanceof UnknownHostException) {
        findings.error(
            Findings.HOSTNAME,
            "This worker knows no host of the name "
                + settings.hostname()
                + ". Correct database.hostname, or the worker's DNS.",
            "");
        return;
      }
      if (link instanceof ConnectException) {
        findings.error(
            Findings.PORT,
            "Nothing accepts connections at "
                + server()
                + ": "
                + reason
                + ". Check database.port, the server's listen_addresses, and firewalls in between.",
            "");
        return;
      }
      if (link instanceof SSLException || link instanceof GeneralSecurityException) {
        findings.error(
            Findings.SSL_MODE,
            "No encrypted connection to "
                + server()
                + ": "
                + reason
                + ". Check database.sslmode and the certificates.",
            "");
        return;
      }
    }
    findings.error(Findings.HOSTNAME, "No connection to " + server() + ": " + reason + ".", "");
  }

  /** The property that has the password. */
  private String password() {
    return settings.passwordFile() == null ? Findings.PASSWORD : Findings.PASSWORD_FILE;
  }

  private String server() {
    return "PostgreSQL at " + settings.hostname() + ", port " + settings.port();
  }
}
