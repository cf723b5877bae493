/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.ConnectCluster;
import io.waltap.it.harness.ConnectWorker;
import io.waltap.it.harness.Connector;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * A worker that has lost a table does not know it yet, and writes to the table together with the
 * worker that has it now.
 */
final class MirrorZombieIT {
  private static final String STOPPED = "again and again";
  private static final int ROUNDS = 30;
  private static final int FREEZES = 2;
  private static final int CHANGES_PER_ROUND = 2_000;
  private static final List<String> COUNTERS = List.of("id", "counter");
  private static final String COUNTED = "SELECT id || '|' || counter FROM " + CountedRows.TABLE;

  // Guards against: a worker that goes on after a long pause, and commits what it had collected
  // before, though another worker has applied it since.
  @Test
  void aWorkerThatWasFrozenDoublesAndLosesNothing() throws Exception {
    long seed = Long.getLong("crash.seed", System.nanoTime());
    System.out.println("mirror freezes with seed " + seed);
    ExecutorService background = Executors.newSingleThreadExecutor();
    try (TestDatabase database = TestDatabase.create();
        CountedRows rows = new CountedRows(database, seed);
        Lake lake = Lake.local("mirror-frozen");
        ConnectCluster cluster =
            ConnectCluster.start("mirror-frozen", Servers.kafka(), 2, Map.of())) {
      rows.preload(200);
      // a frozen worker has the lock of its index: the next one goes on without it
      Map<String, String> locate = Map.of("mirror.locate", "auto");
      try (Connector source = Servers.connect().create(database, MirrorPipeline.source(database));
          MirrorPipeline mirror =
              MirrorPipeline.start(database, lake, cluster.workers().get(0), locate)) {
        source.awaitStreaming();
        awaitEqual(mirror, database);
        for (int freeze = 1; freeze <= FREEZES; freeze++) {
          ConnectWorker frozen = cluster.worker(mirror.sink().workerOfTask());
          ConnectWorker next = cluster.another(frozen);
          MirrorPipeline taken = mirror.through(next);

          Future<?> writing = writeOn(background, rows);
          awaitCommit(lake);
          frozen.freeze();
          try {
            taken.sink().awaitRunningOn(next);
            writing.get();
            awaitEqual(taken, database);
            writing = writeOn(background, rows);
          } finally {
            frozen.thaw();
          }
          writing.get();
          awaitEqual(taken, database);
        }
        for (ConnectWorker worker : cluster.workers()) {
          assertThat(worker.logged("is stopped, the other tables go on")).isEmpty();
        }
      }
    } finally {
      background.shutdownNow();
    }
  }

  private static Future<?> writeOn(ExecutorService background, CountedRows rows) {
    return background.submit(
        () -> {
          rows.run(CHANGES_PER_ROUND);
          return null;
        });
  }

  /** Waits until a commit is done while rows are written, so that the next ones are under way. */
  private static void awaitCommit(Lake lake) {
    String before = lake.reader().metadataFile(Lake.NAMESPACE, CountedRows.TABLE);
    await("a commit")
        .atMost(Settings.patience())
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !lake.reader().metadataFile(Lake.NAMESPACE, CountedRows.TABLE).equals(before));
  }

  private static void awaitEqual(MirrorPipeline mirror, TestDatabase database) {
    mirror.awaitEqual(database, CountedRows.TABLE, COUNTERS, COUNTED);
  }

  // Guards against: rows that are applied by both of two workers that have a table for good, and
  // two workers that make each other begin again forever.
  @Test
  void ofTwoWorkersWithOneTableOneStopsAndTheOtherGoesOn() {
    try (TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("mirror-twins");
        ConnectWorker first = ConnectWorker.start("mirror-twin-1", Servers.kafka());
        ConnectWorker second = ConnectWorker.start("mirror-twin-2", Servers.kafka())) {
      database.execute(
          "CREATE TABLE counters (id bigint PRIMARY KEY, counter int NOT NULL)",
          "INSERT INTO counters SELECT g, 1 FROM generate_series(1, 30) g");
      try (Connector source = Servers.connect().create(database, MirrorPipeline.source(database));
          MirrorPipeline one = startInGroup(database, lake, first, "1")) {
        source.awaitStreaming();
        awaitEqual(one, database);
        // a connector of the same name, whose consumer knows nothing of the other's
        try (MirrorPipeline two = startInGroup(database, lake, second, "2")) {
          int round = 0;
          while (stops(first, second) == 0) {
            round++;
            assertThat(round).as("rounds in which no worker has stopped").isLessThan(ROUNDS);
            change(database, round);
            awaitEqual(one, database);
          }
          for (int more = 1; more <= 3; more++) {
            change(database, round + more);
            awaitEqual(two, database);
          }
          assertThat(stops(first, second)).as("workers that have stopped").isEqualTo(1);
        }
      }
    }
  }

  private static MirrorPipeline startInGroup(
      TestDatabase database, Lake lake, ConnectWorker worker, String group) {
    return MirrorPipeline.start(
        database,
        lake,
        worker,
        Map.of("consumer.override.group.id", database.prefix() + "-twin-" + group));
  }

  private static void change(TestDatabase database, int round) {
    database.execute(
        "UPDATE counters SET counter = counter + 1 WHERE id % 3 = " + round % 3,
        "INSERT INTO counters VALUES (" + (1000 + round) + ", 1)",
        "DELETE FROM counters WHERE id = " + (1000 + round - 2));
  }

  private static int stops(ConnectWorker first, ConnectWorker second) {
    return first.logged(STOPPED).size() + second.logged(STOPPED).size();
  }
}
