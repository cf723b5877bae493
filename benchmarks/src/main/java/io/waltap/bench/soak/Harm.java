/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import io.waltap.bench.soak.FaultSchedule.Planned;
import io.waltap.embedded.ConnectRest;
import io.waltap.embedded.LostMarkers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;

/** Carries out faults, one after the other, each to its end. Used by the thread of the run. */
final class Harm {
  private static final int ATTEMPTS = 20;
  private static final Duration RETRY = Duration.ofSeconds(3);

  private final SoakServers servers;
  private final SoakConnector connector;
  private final Storm storm;
  private final int lanes;
  private final SoakLog log;

  /**
   * @param lanes the most lanes
   */
  Harm(SoakServers servers, SoakConnector connector, Storm storm, int lanes, SoakLog log) {
    this.servers = servers;
    this.connector = connector;
    this.storm = storm;
    this.lanes = lanes;
    this.log = log;
  }

  /** Carries out one fault, which is over when this returns. */
  void carryOut(Planned planned) throws InterruptedException {
    log.say(planned.toString());
    try {
      begin(planned);
    } catch (SQLException | IOException | UncheckedIOException | ConnectRest.RestException e) {
      // such as a request that meets a worker which still recovers from the last fault
      log.say("  refused: " + e.getMessage());
    }
  }

  private void begin(Planned planned) throws SQLException, IOException, InterruptedException {
    Duration hold = planned.hold();
    int choice = planned.choice();
    Postgres postgres = servers.postgres();
    switch (planned.fault()) {
      case WORKER_KILL -> {
        servers.worker().kill();
        sleep(hold);
        servers.worker().start();
      }
      case BROKER_KILL -> {
        servers.broker().kill();
        sleep(hold);
        servers.broker().start();
        endTransactions();
      }
      case POSTGRES_KILL -> {
        postgres.kill();
        restartPostgres(hold);
      }
      case POSTGRES_IMMEDIATE -> {
        postgres.server().stopImmediate();
        restartPostgres(hold);
      }
      case POSTGRES_FAST -> {
        postgres.server().stop();
        restartPostgres(hold);
      }
      case LINK_CUT -> {
        servers.link().cut();
        healLink(hold);
      }
      case LINK_STALL -> {
        servers.link().stall();
        healLink(hold);
      }
      case LINK_SLOW -> {
        servers.link().slow();
        healLink(hold);
      }
      case SLOT_TAKEN -> new SlotHolder(postgres, log).hold(hold, choice);
      case PAUSE -> {
        connector.pause();
        sleep(hold);
        connector.resume();
      }
      case RESTART_CONNECTOR -> connector.restart();
      case RESTART_TASK -> connector.restartTask(choice);
      case LANES -> connector.lanes(1 + choice % lanes);
      case CONFIGURATION -> connector.configure(choice);
      case DDL -> storm.change(choice);
      case PRIVILEGES -> privileges(hold, choice);
      case DISK_FULL -> fillDisk(hold);
    }
  }

  /** Everything that may still be wrong is put right. */
  void heal() throws SQLException, InterruptedException, IOException {
    servers.link().heal();
    if (servers.disk() != null) {
      servers.disk().free();
    }
    servers.postgres().startAgain();
    servers.broker().start();
    endTransactions();
    servers.worker().start();
    storm.heal();
    for (int i = 0; !putBack() && i < ATTEMPTS; i++) {
      sleep(RETRY);
    }
  }

  private boolean putBack() {
    try {
      connector.put();
      connector.resume();
      return true;
    } catch (UncheckedIOException | ConnectRest.RestException e) {
      log.say("  refused: " + e.getMessage());
      return false;
    }
  }

  private void restartPostgres(Duration hold) throws InterruptedException {
    sleep(hold);
    servers.postgres().startAgain();
  }

  /**
   * What Kafka omits when its only broker is killed. Without it, a worker would not start again.
   */
  private void endTransactions() throws IOException, InterruptedException {
    for (String ended : LostMarkers.write(servers.broker().bootstrapServers())) {
      log.say("  the broker lost the end of a transaction, " + ended);
    }
  }

  private void healLink(Duration hold) throws InterruptedException {
    try {
      sleep(hold);
    } finally {
      servers.link().heal();
    }
  }

  /** Meanwhile tables may be made that must be read, which the role is not allowed to do. */
  private void privileges(Duration hold, int choice) throws SQLException, InterruptedException {
    servers
        .postgres()
        .execute(
            "REVOKE SELECT ON ALL TABLES IN SCHEMA storm FROM soak_cdc",
            "REVOKE USAGE ON SCHEMA storm FROM soak_cdc");
    if (choice % 2 == 0) {
      storm.change(choice);
    }
    sleep(hold);
    servers
        .postgres()
        .execute(
            "GRANT USAGE ON SCHEMA storm TO soak_cdc",
            "GRANT SELECT ON ALL TABLES IN SCHEMA storm TO soak_cdc");
  }

  private void fillDisk(Duration hold) throws IOException, InterruptedException {
    if (servers.disk() == null) {
      log.say("  skipped: the disk was not mounted");
      return;
    }
    try {
      servers.disk().fill();
      sleep(hold);
    } finally {
      servers.disk().free();
    }
    servers.postgres().startAgain();
  }

  private static void sleep(Duration time) throws InterruptedException {
    Thread.sleep(time.toMillis());
  }
}
