/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.Steadily;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import io.waltap.standalone.lake.LakeReader;
import io.waltap.standalone.lake.LakeReaders;
import io.waltap.standalone.lake.LakeUpkeep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * {@code ./waltap run} stops by SIGTERM while rows are written, and takes large rows. {@code
 * -Dwaltap.it.stops=20} stops it so many times.
 */
class RunStopIT {
  private static final int STOPS = Integer.getInteger("waltap.it.stops", 3);
  private static final Duration PAUSE = Duration.ofMillis(5);

  /** 60 mebibytes. */
  private static final long LARGE = 60L << 20;

  // Guards against: Kafka Connect's own shutdown hook, which stopped the worker while the rows were
  // still to land; a second signal that ended the process at once.
  @Test
  void eachStopUnderLoadLandsWhatWasCaptured() throws Exception {
    Path directory = Lake.Directories.fresh("run-stop");
    try (TestDatabase database = TestDatabase.create();
        Connection connection = database.connect();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO things VALUES (?, repeat('x', 200))")) {
      database.execute(
          "CREATE TABLE things (id int8 PRIMARY KEY, name text)",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE things");
      AtomicLong written = new AtomicLong();
      Steadily.Step write =
          () -> {
            insert.setLong(1, written.get() + 1);
            insert.executeUpdate();
            written.incrementAndGet();
          };
      try (Steadily writer = new Steadily(write, PAUSE)) {
        for (int stop = 1; stop <= STOPS; stop++) {
          try (RunProcess run = RunProcess.start(database, directory).awaitRunning()) {
            long before = rows(directory);
            await("rows of this run")
                .atMost(Settings.patience())
                .pollInterval(Duration.ofMillis(500))
                .until(() -> rows(directory) > before);
            int exit = stop % 2 == 0 ? run.terminateTwice() : run.terminate();
            assertThat(exit).as("stop %s of %s: %s", stop, STOPS, run.text()).isZero();
            assertThat(run.text())
                .contains("everything that was captured has landed")
                .doesNotContain("\tat ");
          }
        }
        writer.stop();
      }
      // the sink would commit after a minute, so the stop makes it hurry
      try (RunProcess last =
          RunProcess.start(database, directory, Map.of("FLUSH_INTERVAL_MS", "60000"))
              .awaitRunning()) {
        await("all rows in Kafka")
            .atMost(Settings.patience())
            .pollInterval(Duration.ofMillis(500))
            .until(() -> last.records("waltap.public.things") >= written.get());
        assertThat(last.terminate()).isZero();
      }
      Set<Object> ids = new HashSet<>();
      log(directory).forEach(change -> ids.add(change.get("id")));
      assertThat(ids).hasSize((int) written.get());
      assertThat(rows(directory)).as("each once").isEqualTo(written.get());
      expireSnapshots(directory, written.get());
    }
  }

  // Guards against: metadata that grows with every commit; deleted snapshots of a table that run
  // has
  // not made; a sink that does not know any more what it has committed.
  private static void expireSnapshots(Path directory, long rows) {
    try (LakeUpkeep lake =
        LakeReaders.openUpkeep(Lake.sinkPlugin(), RunProcess.catalog(directory), Map.of())) {
      Instant now = Instant.now();
      assertThat(lake.expireSnapshots(RunProcess.NAMESPACE, "made.by.another", now)).isZero();
      assertThat(lake.expireSnapshots(RunProcess.NAMESPACE, "waltap.made-by-run", now))
          .isPositive();
      assertThat(lake.expireSnapshots(RunProcess.NAMESPACE, "waltap.made-by-run", now)).isZero();
      assertThat(rows(directory)).isEqualTo(rows);
      assertThat(log(directory)).hasSize((int) rows);
    }
  }

  // Guards against: a slot that is confirmed for rows which land nowhere.
  @Test
  void topicsThatTheSinkDoesNotReadKeepTheSlotAndAreNamed() throws Exception {
    Path directory = Lake.Directories.fresh("run-unread");
    Path file = Files.createDirectories(directory).resolve("waltap.properties");
    Files.writeString(file, "source.topic.delimiter=_\n");
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE things (id int8 PRIMARY KEY)",
          "INSERT INTO things VALUES (1)",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE things");
      try (RunProcess run =
          RunProcess.start(database, directory, Map.of(), "--config", file.toString())
              .awaitRunning()) {
        await("the topics in /healthz")
            .atMost(Settings.patience())
            .pollInterval(Duration.ofSeconds(1))
            .untilAsserted(
                () ->
                    assertThat(run.health())
                        .startsWith("503 ")
                        .contains("waltap_public_things", "the slot is not confirmed"));
        assertThat(run.text()).contains("in the tables up to (not known yet)");
      }
      database.awaitSlotInactive();
    }
  }

  // Guards against: Kafka's limit of a mebibyte for a record, which ended the source for good.
  @Test
  void aRowOf60MegabytesLandsWithTheDefaultHeap() throws Exception {
    Path directory = Lake.Directories.fresh("run-large-row");
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE things (id int8 PRIMARY KEY, name text)",
          "INSERT INTO things VALUES (1, 'small')",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE things");
      try (RunProcess run =
          RunProcess.start(database, directory, Map.of("HEAP", "-Xmx1g")).awaitRunning()) {
        await("the small row").atMost(Settings.patience()).until(() -> rows(directory) == 1);
        database.execute(
            "INSERT INTO things SELECT 2, string_agg(md5(g::text), '')"
                + " FROM generate_series(1, "
                + LARGE / 32
                + ") g",
            "INSERT INTO things VALUES (3, 'after it')");
        await("the large row, and the one after it")
            .atMost(Settings.patience())
            .pollInterval(Duration.ofMillis(500))
            .until(() -> rows(directory) == 3);
        assertThat(run.terminate()).isZero();
      }
      String large =
          log(directory).stream()
              .filter(change -> change.get("id").equals(2L))
              .map(change -> change.get("name").toString())
              .findFirst()
              .orElseThrow();
      assertThat(large.equals(database.text("SELECT name FROM things WHERE id = 2")))
          .as("the same text of %s characters", large.length())
          .isTrue();
    }
  }

  private static List<Map<String, Object>> log(Path directory) {
    try (LakeReader lake = LakeReaders.open(Lake.sinkPlugin(), RunProcess.catalog(directory))) {
      return lake.rows(RunProcess.NAMESPACE, "things");
    }
  }

  private static long rows(Path directory) {
    try (LakeReader lake = LakeReaders.open(Lake.sinkPlugin(), RunProcess.catalog(directory))) {
      return lake.rowCount(RunProcess.NAMESPACE, "things");
    }
  }
}
