/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.Problem;
import io.waltap.connect.database.ClientEncoding;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.DatabaseException;
import io.waltap.connect.database.ReplicationSlots;
import io.waltap.connect.database.ServerInfo;
import io.waltap.connect.database.SessionEncryption;
import io.waltap.connect.database.SlotState;
import io.waltap.connect.database.SqlStates;
import java.nio.charset.Charset;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Compares a configuration with the server that it names, and changes nothing. For each problem it
 * says which property it belongs to, and which SQL fixes it. If a check cannot be made, the other
 * checks are made nevertheless.
 */
public final class Preflight {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(10);

  private final ConnectorConfig config;
  private final Connection connection;
  private final ServerInfo server;
  private final boolean planned;
  private final ConnectionChecks connections;
  private final Findings findings;

  private boolean slotExists;
  private boolean running;
  private boolean unreachable;
  private CapturePlan plan;

  private Preflight(
      ConnectorConfig config,
      Connection connection,
      ServerInfo server,
      boolean planned,
      ConnectionChecks connections,
      Findings findings) {
    this.config = config;
    this.connection = connection;
    this.server = server;
    this.planned = planned;
    this.connections = connections;
    this.findings = findings;
  }

  /**
   * The problems, or an empty list. A slot that is in use by a session of the same connector name
   * is no problem. The connector is running, or a walsender has not noticed yet that its worker
   * died.
   */
  public static List<Problem> check(ConnectorConfig config) {
    return report(config, false).problems();
  }

  /**
   * The problems, and what the connector would capture. A plan that cannot be read is an error.
   * Included tables that the publication of someone else lacks are no problem here: the plan names
   * them.
   */
  public static PreflightReport report(ConnectorConfig config) {
    return report(config, true);
  }

  private static PreflightReport report(ConnectorConfig config, boolean planned) {
    Findings findings = new Findings();
    config
        .warnings()
        .forEach(each -> findings.warning(each.property(), each.message(), each.remedy()));
    ConnectionFactory factory =
        new ConnectionFactory(
            config.connection(), config.connectorName(), CONNECT_TIMEOUT, QUERY_TIMEOUT);
    ConnectionChecks connections = new ConnectionChecks(config.connection(), factory, findings);
    Connection opened;
    try {
      opened = factory.openWithoutWaiting();
    } catch (SQLException e) {
      connections.refused(e);
      return new PreflightReport(findings.problems(), SqlStates.retriable(e), null);
    }
    try (Connection connection = opened) {
      ServerInfo server = ServerInfo.read(connection);
      Preflight preflight =
          new Preflight(config, connection, server, planned, connections, findings);
      preflight.run();
      return new PreflightReport(findings.problems(), preflight.unreachable, preflight.plan);
    } catch (SQLException e) {
      String message = "The server could not be checked: " + SqlStates.describe(e) + ".";
      if (planned) {
        findings.error(Findings.HOSTNAME, message, "");
      } else {
        findings.warning(Findings.HOSTNAME, message, "");
      }
      return new PreflightReport(findings.problems(), SqlStates.retriable(e), null);
    }
  }

  private void run() {
    ServerChecks checks = new ServerChecks(server, findings);
    if (!checks.version()) {
      return;
    }
    checks.recovery();
    checks.walLevel();
    checks.slotFailover(config.replication().slotFailover());
    findings.guard(Findings.SLOT, "Replication slot \"" + config.baseSlot() + "\"", this::slot);

    findings.guard(
        Findings.SSL_MODE,
        "The encryption of the session",
        () -> connections.encryption(SessionEncryption.read(connection)));
    findings.guard(Findings.DATABASE, "The encoding of the database", this::encoding);

    boolean mayReplicate = checks.replicationRole();
    if (!running) {
      if (!slotExists) {
        checks.freeSlot(config.baseSlot());
      }
      if (checks.freeWalSender() && mayReplicate) {
        connections.replication();
      }
    }
    findings.guard(
        Findings.PUBLICATION,
        "Publication \"" + config.replication().publicationName() + "\"",
        this::publicationAndTables);
    if (planned) {
      readPlan();
    }
  }

  private void readPlan() {
    try {
      plan = new PlanReader(config, connection, server).read();
    } catch (SQLException e) {
      unplanned(SqlStates.describe(e) + ".", SqlStates.retriable(e));
    } catch (DatabaseException e) {
      unplanned(e.getMessage(), e.retriable());
    }
  }

  /** An error, because the caller decides by the plan whether it starts. */
  private void unplanned(String reason, boolean retriable) {
    unreachable = retriable;
    findings.error(Findings.PUBLICATION, "What would be captured could not be read: " + reason, "");
  }

  private void slot() throws SQLException {
    Optional<SlotState> slot = ReplicationSlots.find(connection, config.baseSlot());
    if (slot.isEmpty()) {
      return;
    }
    slotExists = true;
    String ownApplication = ConnectionFactory.applicationName(config.connectorName());
    SlotChecks checks = new SlotChecks(connection, server, ownApplication, findings);
    running = checks.ownedBySelf(slot.get());
    if (!running) {
      checks.check(slot.get());
    }
  }

  private void encoding() throws SQLException {
    if (ClientEncoding.isSqlAscii(connection)) {
      Charset fallback = config.connection().fallbackCharset();
      findings.warning(
          Findings.DATABASE,
          "Database \""
              + server.database()
              + "\" has the encoding SQL_ASCII, so the server does not check its texts. They are"
              + " read as UTF-8. "
              + (fallback == null
                  ? "Bytes that are not UTF-8 become U+FFFD. If there are any, set"
                      + " database.fallback.charset to their encoding, such as windows-1252."
                  : "Texts that are not UTF-8 are read as " + fallback + "."),
          "");
    }
  }

  private void publicationAndTables() throws SQLException {
    CapturedTables captured =
        new PublicationChecks(config, connection, server, planned, findings).check();
    if (captured.oids().isEmpty()) {
      return;
    }
    new TopicChecks(config, findings).ownNames(captured.ids());
    TableChecks.Snapshot snapshot = snapshot();
    TableChecks tables = new TableChecks(config, connection, server, captured, findings);
    findings.guard(
        Findings.TABLES,
        "Privileges and replica identities of the tables",
        () -> tables.privilegesAndIdentities(snapshot));
    findings.guard(Findings.TABLES, "Types of the columns", tables::binaryTypes);
    findings.guard(
        Findings.MESSAGE_KEYS,
        "The keys of the tables",
        new KeyChecks(config, connection, server, captured, findings)::check);
    if (snapshot != TableChecks.Snapshot.NEVER) {
      findings.guard(
          Findings.SNAPSHOT_SELECTS,
          "The statements for snapshots",
          () ->
              new SelectChecks(config.snapshot(), connection, findings)
                  .check(captured.ids(), snapshot));
    }
  }

  /** If the slot exists already, this connector or Debezium may have read the tables already. */
  private TableChecks.Snapshot snapshot() {
    return switch (config.snapshot().mode()) {
      case NO_DATA -> TableChecks.Snapshot.NEVER;
      case ALWAYS -> TableChecks.Snapshot.NOW;
      case INITIAL, INITIAL_ONLY, WHEN_NEEDED ->
          slotExists ? TableChecks.Snapshot.LATER : TableChecks.Snapshot.NOW;
    };
  }
}
