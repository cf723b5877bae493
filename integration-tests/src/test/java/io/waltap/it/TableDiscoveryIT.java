/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Event;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tables that are added to the publication and dropped from it while the connector runs. */
final class TableDiscoveryIT {
  private static final int ROWS = 20_000;
  private static final int ROWS_PER_PAUSE = 2_000;
  private static final Duration PAUSE_OF_WRITER = Duration.ofMillis(10);

  /**
   * Several checks of the publication fit into this time. After it, the connector knows the current
   * publication.
   */
  private static final Duration SEVERAL_LOOKS = Duration.ofSeconds(3);

  // Guards against: a new table that stops the others while it is read; a restart of the task for
  // it; lost changes of its rows between its snapshot and the stream.
  @Test
  void aTableThatIsAddedIsReadBesideTheStreamOfTheOthers() throws Exception {
    long seed = Long.getLong("crash.seed", System.nanoTime());
    try (TestDatabase database = TestDatabase.create();
        Workload workload = new Workload(database, List.of("a"), seed)) {
      workload.preload(100);
      // reading b takes two seconds on any machine
      database.execute(
          "CREATE FUNCTION slowly() RETURNS boolean LANGUAGE plpgsql VOLATILE"
              + " AS 'BEGIN PERFORM pg_sleep(0.2); RETURN true; END'",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE a");
      ConnectorConfig config =
          discovering(database)
              .with("snapshot.select.statement.overrides", "public.b")
              .with(
                  "snapshot.select.statement.overrides.public.b",
                  "SELECT * FROM public.b WHERE id % "
                      + ROWS_PER_PAUSE
                      + " <> 0 OR public.slowly()")
              .withoutSchemas();
      try (Connector connector = Servers.connect().create(database, config);
          Steadily writing = writingFromTheSlotOn(database, workload)) {
        connector.awaitStreaming();
        connector.awaitSnapshotStored(List.of("public.a"));
        String pid = database.streamingPid();
        List<Long> readsOfB = new ArrayList<>();
        List<Long> eventsOfA = new ArrayList<>();
        Delivered delivered =
            new Delivered(
                connector,
                event -> {
                  if (isRead(event, "b")) {
                    readsOfB.add(event.timestamp());
                  } else if (event.topic().endsWith(".a")) {
                    eventsOfA.add(event.timestamp());
                  }
                });

        writing.between(
            () -> {
              workload.addTable("b", ROWS);
              return null;
            });
        database.execute("ALTER PUBLICATION " + database.publication() + " ADD TABLE b");
        connector.awaitSnapshotStored(List.of("public.b"));
        RowVersions known = writing.between(() -> workload.committed().copy());
        delivered.await("both tables", writing.between(workload::finish));
        writing.stop();
        delivered.await("the last rows", workload.finish());
        delivered.readToEnd();

        RowVersions seen = delivered.versions();
        RowVersions committed = workload.committed();
        assertThat(seen.of("a").differences(committed.of("a"))).as("seed %d", seed).isEmpty();
        assertThat(seen.of("b").differencesFromSnapshot(committed.of("b"), known.of("b")))
            .as("seed %d", seed)
            .isEmpty();
        assertThat(readsOfB).hasSizeGreaterThan(ROWS / 2);
        assertThat(between(eventsOfA, Collections.min(readsOfB), Collections.max(readsOfB)))
            .as("changes of a that were delivered while b was being read")
            .isGreaterThanOrEqualTo(5);
        assertThat(database.streamingPid()).as("the same link").isEqualTo(pid);
      }
    }
  }

  // Guards against: a table that is dropped and added again, and lacks what was written in between.
  @Test
  void aTableThatWasAwayIsReadAgain() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE a (id int PRIMARY KEY)",
          "CREATE TABLE b (id int PRIMARY KEY)",
          "INSERT INTO b VALUES (1)",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE a, b");
      try (Connector connector = Servers.connect().create(database, discovering(database))) {
        connector.awaitStreaming();
        database.execute("INSERT INTO b VALUES (2)");
        connector.topics().await("public.b", 2);

        database.execute(
            "ALTER PUBLICATION " + database.publication() + " DROP TABLE b",
            "INSERT INTO b VALUES (3)",
            "INSERT INTO a VALUES (1)");
        connector.topics().await("public.a", 1);
        awaitSeveralLooks(connector);
        database.execute("ALTER PUBLICATION " + database.publication() + " ADD TABLE b");
        connector.topics().await("public.b", 5);
        connector.awaitSnapshotStored(List.of("public.b"));
        database.execute("INSERT INTO b VALUES (4)", "INSERT INTO a VALUES (2)");
        connector.topics().await("public.b", 6);

        assertThat(operations(connector, "public.b")).isEqualTo("r1 c2 r1 r2 r3 c4");
        connector.topics().await("public.a", 2);
        assertThat(operations(connector, "public.a")).isEqualTo("c1 c2");
      }
    }
  }

  // Guards against: a table that left and returned between two checks, and goes on without what was
  // written in between.
  @Test
  void aTableThatWasAwayBetweenTwoChecksIsReadAgain() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE b (id int PRIMARY KEY)",
          "INSERT INTO b VALUES (1)",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE b");
      try (Connector connector = Servers.connect().create(database, discovering(database))) {
        connector.awaitStreaming();
        database.execute("INSERT INTO b VALUES (2)");
        connector.topics().await("public.b", 2);

        database.execute(
            "ALTER PUBLICATION " + database.publication() + " DROP TABLE b",
            "INSERT INTO b VALUES (3)",
            "ALTER PUBLICATION " + database.publication() + " ADD TABLE b");
        connector.topics().await("public.b", 5);
        connector.awaitSnapshotStored(List.of("public.b"));
        database.execute("INSERT INTO b VALUES (4)");
        connector.topics().await("public.b", 6);

        assertThat(operations(connector, "public.b")).isEqualTo("r1 c2 r1 r2 r3 c4");
      }
    }
  }

  // Guards against: rows without a key that are both read and streamed, or neither.
  @Test
  void aTableWithoutAPrimaryKeyIsReadAndStreamedWithoutOverlap() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE a (id int PRIMARY KEY)",
          "CREATE TABLE nokey (id int)",
          "INSERT INTO nokey SELECT g FROM generate_series(1, 1000) g",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE a");
      try (Connector connector =
          Servers.connect().create(database, discovering(database).withoutSchemas())) {
        connector.awaitStreaming();
        database.execute("ALTER PUBLICATION " + database.publication() + " ADD TABLE nokey");
        database.execute(
            IntStream.rangeClosed(1001, 1500)
                .mapToObj(id -> "INSERT INTO nokey VALUES (" + id + ")")
                .toArray(String[]::new));
        connector.awaitSnapshotStored(List.of("public.nokey"));
        database.execute("INSERT INTO nokey VALUES (0)");

        List<Event> events = connector.topics().await("public.nokey", 1501);
        assertThat(events)
            .extracting(event -> event.after().path("id").asInt())
            .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(0, 1500).boxed().toList());
        assertThat(events).allSatisfy(event -> assertThat(event.key()).isNull());
        assertThat(events.subList(0, 1000)).extracting(Event::op).containsOnly("r");
        assertThat(events.get(1500).op()).isEqualTo("c");
      }
    }
  }

  // Guards against: a table whose rows are all in the stream, and are read in addition.
  @Test
  void aTableThatIsBornIntoThePublicationStreamsFromItsFirstRow() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE a (id int PRIMARY KEY)");
      ConnectorConfig config =
          discovering(database).with("publication.autocreate.mode", "all_tables");
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.awaitStreaming();
        database.transaction(
            "CREATE TABLE born (id int PRIMARY KEY, v int)", "INSERT INTO born VALUES (1), (2)");
        database.execute("INSERT INTO born VALUES (3)", "UPDATE born SET v = 3 WHERE id = 3");
        connector.topics().await("public.born", 4);
        awaitSeveralLooks(connector);
        database.execute("INSERT INTO born VALUES (4)");
        connector.topics().await("public.born", 5);
        connector.topics().readOn();

        assertThat(operations(connector, "public.born")).isEqualTo("c1 c2 c3 u3 c4");
      }
    }
  }

  private static ConnectorConfig discovering(TestDatabase database) {
    return ConnectorConfig.of(database, "public\\..*")
        .with("publication.autocreate.mode", "disabled")
        .with("table.discovery.interval.ms", "500");
  }

  private static Steadily writingFromTheSlotOn(TestDatabase database, Workload workload) {
    database.awaitSlot();
    return new Steadily(workload::transact, PAUSE_OF_WRITER);
  }

  /**
   * Waits for the time in which the connector checks several times, because nothing shows when it
   * has checked.
   */
  private static void awaitSeveralLooks(Connector connector) {
    await("several checks of the publication")
        .during(SEVERAL_LOOKS)
        .atMost(Settings.patience())
        .pollInterval(Duration.ofMillis(200))
        .until(() -> connector.taskState().equals("RUNNING"));
  }

  private static boolean isRead(Event event, String table) {
    return event.topic().endsWith("." + table) && event.op().equals("r");
  }

  private static long between(List<Long> times, long after, long before) {
    return times.stream().filter(time -> time > after && time < before).count();
  }

  private static String operations(Connector connector, String topic) {
    return connector.topics().of(topic).stream()
        .map(event -> event.op() + event.key().path("id").asInt())
        .collect(Collectors.joining(" "));
  }
}
