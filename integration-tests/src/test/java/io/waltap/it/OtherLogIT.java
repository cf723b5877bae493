/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.ReplicatedPostgres;
import io.waltap.it.harness.RestorablePostgres;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server has another log than the one that was delivered. */
final class OtherLogIT {

  // Guards against: silent loss after a restore. New changes have positions below the stored ones,
  // and were dropped as delivered until the log had come there.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRestoredDataDirectoryIsAGap(boolean running) {
    try (RestorablePostgres server = RestorablePostgres.start("restored-" + running);
        TestDatabase database = TestDatabase.create(server)) {
      try (Connector connector = deliverBeyondSavedState(server, database, "initial")) {
        restore(server, connector, running);

        assertThat(connector.awaitFailed())
            .contains("The server's log ends at")
            .contains("when_needed");
      }
    }
  }

  // Guards against: a mode that promises to fix a gap, while old positions go on to count.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void modeWhenNeededReadsARestoredDatabaseAgain(boolean running) {
    try (RestorablePostgres server = RestorablePostgres.start("again-" + running);
        TestDatabase database = TestDatabase.create(server)) {
      try (Connector connector = deliverBeyondSavedState(server, database, "when_needed")) {
        restore(server, connector, running);
        connector.topics().awaitUntil("read again", () -> operations(connector).endsWith("r1"));
        database.execute("INSERT INTO t VALUES (9)");
        connector.topics().awaitUntil("new row", () -> operations(connector).endsWith("r1 c9"));

        connector.awaitStreaming();
        connector.awaitCaughtUp();
        assertThat(
                database.text(
                    "SELECT confirmed_flush_lsn <= pg_current_wal_lsn() FROM pg_replication_slots"
                        + " WHERE slot_name = '"
                        + database.slot()
                        + "'"))
            .as("nothing is confirmed beyond the end of the log")
            .isEqualTo("t");
      }
    }
  }

  // Guards against: a failover to a standby without the last WAL, which nobody notices.
  @Test
  void aStandbyThatIsPromotedWithoutTheLastWalIsAGap() {
    try (ReplicatedPostgres server = ReplicatedPostgres.startUnsynchronized("lagging");
        TestDatabase database = TestDatabase.create(server)) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY)");
      ConnectorConfig config =
          ConnectorConfig.of(database, "public.t")
              .with("database.hostname", server.hosts())
              .with("slot.failover", "true")
              .withoutSchemas();
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.awaitStreaming();
        database.execute("INSERT INTO t VALUES (1)");
        connector.topics().await("public.t", 1);
        connector.awaitCaughtUp();
        server.awaitSlotOnStandby(database.slot(), database.confirmedLsn());
        server.awaitStandbyCaughtUp();

        server.stopStandby();
        database.execute("INSERT INTO t SELECT generate_series(2, 1000)");
        connector.topics().await("public.t", 1000);
        server.stopImmediately();
        server.startStandby();
        server.promote();

        assertThat(connector.awaitFailed()).contains("left timeline 1 at");
      }
    }
  }

  // Guards against: an upgrade that keeps the slot, and then needs all tables to be read again.
  @Test
  void anUpgradedClusterThatIsAcceptedGoesOnWithoutReading() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1)");
      ConnectorConfig config = ConnectorConfig.of(database, "public.t").withoutSchemas();
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.topics().await("public.t", 1);
        connector.awaitStreaming();
        database.execute("INSERT INTO t VALUES (2)");
        connector.topics().await("public.t", 2);
        long written = database.number("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn");
        connector.awaitCaughtUp();
        await("the slot to be confirmed")
            .atMost(Settings.patience())
            .until(() -> database.confirmedLsn() >= written);
        connector.stop();
        Map<String, Object> elsewhere = new LinkedHashMap<>();
        elsewhere.put("lsn", connector.offsets().laneLsn(database.slot()).orElseThrow());
        elsewhere.put("system_id", "1");
        elsewhere.put("timeline", 1);
        assertThat(connector.patchOffset(lane(database), elsewhere)).isNull();
        connector.resume();

        String id = database.text("SELECT system_identifier FROM pg_control_system()");
        assertThat(connector.awaitFailed()).contains("accept.system.id=" + id);
        connector.stop();
        database.execute("INSERT INTO t VALUES (3)");
        connector.reconfigure(config.with("accept.system.id", id));
        connector.resume();
        connector.topics().await("public.t", 3);
        assertThat(operations(connector)).isEqualTo("r1 c2 c3");
      }
    }
  }

  /** Streams row 1, saves the state of the server, and streams many more rows. */
  private static Connector deliverBeyondSavedState(
      RestorablePostgres server, TestDatabase database, String mode) {
    database.execute("CREATE TABLE t (id int PRIMARY KEY)");
    ConnectorConfig config =
        ConnectorConfig.of(database, "public.t").with("snapshot.mode", mode).withoutSchemas();
    Connector connector = Servers.connect().create(database, config);
    connector.awaitStreaming();
    database.execute("INSERT INTO t VALUES (1)");
    connector.topics().await("public.t", 1);
    connector.awaitCaughtUp();
    connector.stop();
    server.save();
    connector.resume();
    connector.awaitStreaming();
    database.execute("INSERT INTO t SELECT generate_series(11, 2010)");
    connector.topics().await("public.t", 2001);
    connector.awaitCaughtUp();
    return connector;
  }

  private static void restore(RestorablePostgres server, Connector connector, boolean running) {
    if (!running) {
      connector.stop();
    }
    server.restore();
    if (!running) {
      connector.resume();
    }
  }

  private static String operations(Connector connector) {
    return String.join(" ", events(connector));
  }

  private static List<String> events(Connector connector) {
    return connector.topics().of("public.t").stream()
        .map(event -> event.op() + event.key().path("id").asInt())
        .toList();
  }

  private static Map<String, String> lane(TestDatabase database) {
    Map<String, String> partition = new LinkedHashMap<>();
    partition.put("server", database.prefix());
    partition.put("slot", database.slot());
    return partition;
  }
}
