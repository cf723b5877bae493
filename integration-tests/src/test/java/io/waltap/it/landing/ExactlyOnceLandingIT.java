/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.ConnectWorker;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Processes die on the way into the lake. The log of changes stays complete, and the state right.
 */
final class ExactlyOnceLandingIT {
  private static final String TABLE = CountedRows.TABLE;
  private static final String CAPTURED = "public." + TABLE;
  private static final int PRELOADED = 200;
  private static final int KILLS = 4;
  private static final int CHANGES_PER_ROUND = 1_000;
  private static final String PARTITION_BY = "iceberg.tables.default-partition-by";
  private static final String DAY_OF_COMMIT = "day(_ts)";

  // Guards against: files that were announced before a crash, and are appended twice or never;
  // offsets that are ahead of the tables.
  @Test
  void everyChangeLandsExactlyOnceHoweverOftenTheSinkIsKilled() throws Exception {
    long seed = Long.getLong("crash.seed", System.nanoTime());
    ExecutorService background = Executors.newSingleThreadExecutor();
    try (TestDatabase database = TestDatabase.create();
        CountedRows rows = new CountedRows(database, seed);
        Lake lake = Lake.local("exactly-once");
        ConnectWorker sinkWorker = ConnectWorker.start("landing", Servers.kafka())) {
      rows.preload(PRELOADED);
      try (Pipeline pipeline =
          Pipeline.of(database, CAPTURED)
              .into(lake)
              .sink(PARTITION_BY, DAY_OF_COMMIT)
              .sinkOn(sinkWorker)
              .start()) {
        pipeline.source().awaitStreaming();

        for (int kill = 1; kill <= KILLS; kill++) {
          long announced = pipeline.announced();
          long landed = lake.rowCount(TABLE);
          Future<?> writing = writeOn(background, rows);
          if (kill % 2 == 0) {
            // between the task's announcement and the coordinator's commit
            pipeline.awaitAnnounced(announced);
          } else {
            // right after a commit, while the next files are open
            lake.awaitMoreRows(TABLE, landed, pipeline::restartIfFailed);
          }
          sinkWorker.kill();
          sinkWorker.start();
          writing.get();
        }
        rows.run(CHANGES_PER_ROUND);
        pipeline.awaitLandedWithRestarts();

        List<Map<String, Object>> log = lake.log(TABLE);
        assertThat(unevenly(rows.committed(), changes(log))).as("seed %d", seed).isEmpty();
        assertThat(currentState(log)).as("seed %d", seed).isEqualTo(state(database));
      }
    } finally {
      background.shutdownNow();
    }
  }

  // Guards against: changes that the source sends again after it has died, in a worker with
  // exactly-once support, where the sink dies too.
  @Test
  void everyChangeLandsExactlyOnceWhenTheSourceIsKilledToo() throws Exception {
    long seed = Long.getLong("crash.seed", System.nanoTime());
    ExecutorService background = Executors.newSingleThreadExecutor();
    // one group for all lives of the worker, so that each life fences the transactions of the last
    // one
    Map<String, String> settings =
        Map.of(
            "exactly.once.source.support", "enabled",
            "group.id", "connect-landing-both",
            "session.timeout.ms", "6000",
            "heartbeat.interval.ms", "1000");
    try (TestDatabase database = TestDatabase.create();
        CountedRows rows = new CountedRows(database, seed);
        Lake lake = Lake.local("exactly-once-both");
        ConnectWorker worker = ConnectWorker.start("landing-both", Servers.kafka(), settings)) {
      rows.preload(PRELOADED);
      try (Pipeline pipeline =
          Pipeline.of(database, CAPTURED)
              .into(lake)
              .sink(PARTITION_BY, DAY_OF_COMMIT)
              .sourceOn(worker)
              .sinkOn(worker)
              .start()) {
        pipeline.source().awaitStreaming();
        // an interrupted snapshot is read again, which is not what this test is about
        pipeline.source().awaitSnapshotStored(List.of(CAPTURED));
        pipeline.source().awaitLaneStored();

        for (int kill = 1; kill <= 2; kill++) {
          long landed = lake.rowCount(TABLE);
          Future<?> writing = writeOn(background, rows);
          lake.awaitMoreRows(TABLE, landed, pipeline::restartIfFailed);
          worker.kill();
          database.awaitSlotInactive();
          worker.start();
          writing.get();
        }
        pipeline.awaitLandedWithRestarts();

        List<Map<String, Object>> log = lake.log(TABLE);
        assertThat(unevenly(rows.committed(), changes(log))).as("seed %d", seed).isEmpty();
        assertThat(currentState(log)).as("seed %d", seed).isEqualTo(state(database));
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

  private static List<String> changes(List<Map<String, Object>> log) {
    return log.stream()
        .map(row -> CountedRows.change(number(row, "id"), text(row, "_op"), number(row, "counter")))
        .toList();
  }

  /** Returns the changes that are not equally often in both lists, with the difference. */
  private static List<String> unevenly(List<String> committed, List<String> landed) {
    Map<String, Integer> balance = new TreeMap<>();
    landed.forEach(change -> balance.merge(change, 1, Integer::sum));
    committed.forEach(change -> balance.merge(change, -1, Integer::sum));
    List<String> uneven = new ArrayList<>();
    balance.forEach(
        (change, surplus) -> {
          if (surplus != 0) {
            uneven.add(change + ": " + (surplus > 0 ? surplus + " too many" : "missing"));
          }
        });
    return uneven.stream().limit(20).toList();
  }

  private static Map<Long, Long> currentState(List<Map<String, Object>> log) {
    Map<Long, Long> state = new TreeMap<>();
    ChangeLog.currentState(log, "id")
        .values()
        .forEach(row -> state.put(number(row, "id"), number(row, "counter")));
    return state;
  }

  private static Map<Long, Long> state(TestDatabase database) {
    Map<Long, Long> state = new TreeMap<>();
    for (String row : database.texts("SELECT id || ' ' || counter FROM " + TABLE)) {
      int space = row.indexOf(' ');
      state.put(Long.parseLong(row.substring(0, space)), Long.parseLong(row.substring(space + 1)));
    }
    return state;
  }

  private static long number(Map<String, Object> row, String column) {
    return ((Number) row.get(column)).longValue();
  }

  private static String text(Map<String, Object> row, String column) {
    return String.valueOf(row.get(column));
  }
}
