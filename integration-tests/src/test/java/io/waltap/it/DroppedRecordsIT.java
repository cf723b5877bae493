/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.ConnectWorker;
import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Event;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Transformations that drop records: Connect stores no position of a dropped record. */
final class DroppedRecordsIT {
  private static final String PREDICATES = "org.apache.kafka.connect.transforms.predicates.";

  // Guards against: a slot that is never confirmed again, because a transformation drops some
  // record between any two heartbeats; a table that is read again at each restart, because all its
  // records are dropped.
  @Test
  void aTableThatIsFilteredDoesNotHoldTheSlotAndHasAPosition() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE a (id serial PRIMARY KEY)", "CREATE TABLE noise (id serial PRIMARY KEY)");
      ConnectorConfig config =
          dropping(ConnectorConfig.of(database, "public.a,public.noise"), "TopicNameMatches")
              .with("predicates.p.pattern", ".*[.]noise");
      try (Connector connector = Servers.connect().create(database, config);
          Steadily writing =
              new Steadily(
                  () ->
                      database.execute(
                          "INSERT INTO noise DEFAULT VALUES", "INSERT INTO a DEFAULT VALUES"),
                  Duration.ofMillis(50))) {
        connector.awaitStreaming();
        connector.awaitLaneStored();
        long written = database.number("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn");
        await("the slot to be confirmed")
            .atMost(Settings.patience())
            .until(() -> database.confirmedLsn() > written);
        await("a position of the filtered table")
            .atMost(Settings.patience())
            .until(() -> connector.offsets().table("public.noise").has("commit_lsn"));
        writing.stop();
        connector.topics().await("public.a", 1);
        assertThat(connector.topics().of("public.noise")).isEmpty();
      }
    }
  }

  // Guards against: a slot that is not confirmed, and nobody knows why.
  @Test
  void droppedHeartbeatsAreAWarningThatSaysHowToExemptThem() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE a (id serial PRIMARY KEY)");
      ConnectorConfig plain = ConnectorConfig.of(database, "public.a");
      ConnectorConfig config =
          dropping(plain, "TopicNameMatches").with("predicates.p.pattern", ".*heartbeat.*");
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.awaitStreaming();
        await("the warning")
            .atMost(Settings.patience())
            .until(
                () ->
                    Servers.connect().logged("heartbeat records of topic").stream()
                        .anyMatch(line -> line.contains("[.]" + database.prefix() + ",")));
        assertThat(connector.offsets().laneLsn(database.slot())).isEmpty();

        connector.reconfigure(plain);
        connector.awaitLaneStored();
      }
    }
  }

  // Guards against: a delete that is delivered twice although positions and records are stored in
  // one Kafka transaction, because the position was on the tombstone, which was dropped.
  @Test
  void withExactlyOnceADeleteWithoutItsTombstoneComesOnce() {
    Map<String, String> settings =
        Map.of(
            "exactly.once.source.support", "enabled",
            "group.id", "connect-tombstones",
            "session.timeout.ms", "6000",
            "heartbeat.interval.ms", "1000");
    try (TestDatabase database = TestDatabase.create();
        ConnectWorker worker = ConnectWorker.start("tombstones", Servers.kafka(), settings)) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY)");
      ConnectorConfig config =
          dropping(ConnectorConfig.of(database, "public.t"), "RecordIsTombstone")
              // no heartbeat comes between the delete and the kill
              .with("heartbeat.interval.ms", "600000");
      try (Connector connector = worker.create(database, config)) {
        connector.awaitStreaming();
        database.execute("INSERT INTO t VALUES (1)", "DELETE FROM t");
        connector.topics().await("public.t", 2);
        database.execute("INSERT INTO t VALUES (2)", "DELETE FROM t");
        connector.topics().await("public.t", 4);
        worker.kill();
        worker.start();
        database.execute("INSERT INTO t VALUES (3)");
        List<Event> events = connector.topics().await("public.t", 5);

        assertThat(events).extracting(Event::op).containsExactly("c", "d", "c", "d", "c");
        assertThat(connector.topics().of("public.t")).hasSize(5);
      }
    }
  }

  /** A filter that drops what the predicate finds. */
  private static ConnectorConfig dropping(ConnectorConfig config, String predicate) {
    return config
        .withoutSchemas()
        .with("transforms", "drop")
        .with("transforms.drop.type", "org.apache.kafka.connect.transforms.Filter")
        .with("transforms.drop.predicate", "p")
        .with("predicates", "p")
        .with("predicates.p.type", PREDICATES + predicate);
  }
}
