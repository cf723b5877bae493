/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.PartitionReader;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a mirror finds its place in a topic again, and what it does if the topic is another one. */
final class MirrorAnchorIT {
  private static final List<String> COLUMNS = List.of("id", "name");
  private static final String STICKY =
      "org.apache.kafka.clients.consumer.CooperativeStickyAssignor";

  // Guards against: records that are applied twice, skipped or taken for a gap when a table moves
  // from one task to another.
  @Test
  void aRebalanceLosesAndDoublesNothing() {
    try (TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("mirror-rebalance")) {
      database.execute(
          "CREATE TABLE things (id int8 PRIMARY KEY, name text)",
          "CREATE TABLE others (id int8 PRIMARY KEY, name text)",
          "INSERT INTO things SELECT g, 'n' || g FROM generate_series(1, 20) g",
          "INSERT INTO others SELECT g, 'n' || g FROM generate_series(1, 20) g");
      try (Connector source = Servers.connect().create(database, MirrorPipeline.source(database));
          MirrorPipeline mirror =
              MirrorPipeline.start(
                  database,
                  lake,
                  Servers.connect(),
                  Map.of("consumer.override.partition.assignment.strategy", STICKY))) {
        source.awaitStreaming();
        awaitEqual(mirror, database, "things");
        awaitEqual(mirror, database, "others");
        int id = 100;
        for (String tasks : List.of("2", "1", "3")) {
          change(database, id);
          mirror.reconfigure(Map.of("tasks.max", tasks));
          change(database, id + 10);
          awaitEqual(mirror, database, "things");
          awaitEqual(mirror, database, "others");
          id += 100;
        }
        assertThat(gaps(topic(database, "things"))).isEmpty();
        assertThat(gaps(topic(database, "others"))).isEmpty();
      }
    }
  }

  private static void change(TestDatabase database, int id) {
    for (String table : List.of("things", "others")) {
      database.execute(
          "INSERT INTO " + table + " VALUES (" + id + ", 'new')",
          "UPDATE " + table + " SET name = name || '+' WHERE id % 3 = 0",
          "UPDATE " + table + " SET id = id + 5 WHERE id = " + id);
    }
  }

  // Guards against: records of a new topic that are skipped, because their offsets are smaller than
  // those of the topic that was deleted, or that are applied though others may be missing.
  @ParameterizedTest
  @ValueSource(ints = {1, 20})
  void aTopicThatWasCreatedAgainIsAGapUntilItIsAccepted(int changes) throws Exception {
    try (TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("mirror-created-again-" + changes)) {
      String topic = topic(database, "things");
      createThings(database);
      try (Connector source = Servers.connect().create(database, MirrorPipeline.source(database));
          MirrorPipeline mirror =
              MirrorPipeline.start(database, lake, Servers.connect(), Map.of())) {
        source.awaitStreaming();
        awaitEqual(mirror, database, "things");
        List<List<String>> before = mirror.rows("things", COLUMNS);

        source.stop();
        delete(topic);
        source.resume();
        source.awaitStreaming();
        for (int id = 101; id <= 100 + changes; id++) {
          database.execute("INSERT INTO things VALUES (" + id + ", 'new')");
        }
        awaitGap(topic, "it was deleted and created again");
        assertThat(mirror.rows("things", COLUMNS)).isEqualTo(before);

        mirror.reconfigure(Map.of("mirror.accept.gap", topic));
        awaitEqual(mirror, database, "things");
        database.execute("UPDATE things SET name = 'later'");
        awaitEqual(mirror, database, "things");
      }
    }
  }

  // Guards against: a mirror that stops after each idle week, because the records that it has
  // applied have expired.
  @Test
  void aTopicWhoseAppliedRecordsAreGoneIsNoGap() throws Exception {
    try (TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("mirror-emptied")) {
      String topic = topic(database, "things");
      createThings(database);
      try (Connector source = Servers.connect().create(database, MirrorPipeline.source(database));
          MirrorPipeline mirror =
              MirrorPipeline.start(database, lake, Servers.connect(), Map.of())) {
        source.awaitStreaming();
        awaitEqual(mirror, database, "things");

        mirror.sink().stop();
        empty(topic);
        mirror.sink().resume();
        database.execute(
            "INSERT INTO things VALUES (101, 'new')", "UPDATE things SET name = 'a' WHERE id = 1");
        awaitEqual(mirror, database, "things");
        assertThat(gaps(topic)).isEmpty();
      }
    }
  }

  // Guards against: changes that are missing without a word, because they have expired before they
  // were read.
  @Test
  void recordsThatAreGoneBeforeTheyWereReadAreAGapUntilItIsAccepted() throws Exception {
    try (TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("mirror-expired")) {
      String topic = topic(database, "things");
      createThings(database);
      try (Connector source = Servers.connect().create(database, MirrorPipeline.source(database));
          MirrorPipeline mirror =
              MirrorPipeline.start(database, lake, Servers.connect(), Map.of())) {
        source.awaitStreaming();
        awaitEqual(mirror, database, "things");
        List<List<String>> before = mirror.rows("things", COLUMNS);

        mirror.sink().stop();
        database.execute(
            "INSERT INTO things VALUES (101, 'lost')",
            "INSERT INTO things VALUES (102, 'lost')",
            "INSERT INTO things VALUES (103, 'lost')");
        source.awaitCaughtUp();
        empty(topic);
        database.execute("INSERT INTO things VALUES (200, 'kept')");
        mirror.sink().resume();
        awaitGap(topic, "its retention has removed records");
        assertThat(mirror.rows("things", COLUMNS)).isEqualTo(before);

        mirror.reconfigure(Map.of("mirror.accept.gap", topic));
        List<List<String>> expected = new ArrayList<>(before);
        expected.add(List.of("200", "kept"));
        await("the rows that are left")
            .atMost(Settings.patience())
            .untilAsserted(
                () ->
                    assertThat(mirror.rows("things", COLUMNS))
                        .containsExactlyInAnyOrderElementsOf(expected));

        database.execute("UPDATE things SET name = 'changed since' WHERE id > 100");
        awaitEqual(mirror, database, "things");
      }
    }
  }

  private static void createThings(TestDatabase database) {
    database.execute(
        "CREATE TABLE things (id int8 PRIMARY KEY, name text)",
        "INSERT INTO things SELECT g, 'n' || g FROM generate_series(1, 5) g");
  }

  private static void awaitEqual(MirrorPipeline mirror, TestDatabase database, String table) {
    mirror.awaitEqual(database, table, COLUMNS, "SELECT id || '|' || name FROM " + table);
  }

  private static String topic(TestDatabase database, String table) {
    return database.prefix() + ".public." + table;
  }

  private static void awaitGap(String topic, String reason) {
    await("a gap of " + topic)
        .atMost(Settings.patience())
        .until(() -> gaps(topic).stream().anyMatch(line -> line.contains(reason)));
    assertThat(gaps(topic)).allMatch(line -> line.contains("mirror.accept.gap=" + topic));
  }

  /** What the log says about missing records of a topic. */
  private static List<String> gaps(String topic) {
    return Servers.connect().logged("Changes are missing").stream()
        .filter(line -> line.contains(" " + topic + ": "))
        .toList();
  }

  /** Deletes a topic, and returns when it is gone. */
  private static void delete(String topic) throws Exception {
    try (Admin admin = admin()) {
      admin.deleteTopics(List.of(topic)).all().get();
      await(topic + " to be gone")
          .atMost(Settings.patience())
          .until(() -> !admin.listTopics().names().get().contains(topic));
    }
  }

  /** Deletes all records of a topic. */
  private static void empty(String topic) throws Exception {
    long end;
    try (PartitionReader reader = PartitionReader.committed(Servers.kafka(), topic)) {
      end = reader.end();
    }
    try (Admin admin = admin()) {
      admin
          .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(end)))
          .all()
          .get();
    }
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", Servers.kafka().bootstrapServers()));
  }
}
