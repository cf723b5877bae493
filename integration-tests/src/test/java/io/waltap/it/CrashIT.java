/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.ConnectWorker;
import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Event;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.StoredOffsets;
import io.waltap.it.harness.TestDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The worker's machine dies again and again. Nothing may be lost, and the slot may never be ahead
 * of the stored position.
 */
final class CrashIT {
  private static final List<String> TABLES = List.of("accounts", "orders", "items");
  private static final int KILLS_WHILE_STREAMING = 6;
  private static final int CHANGES_PER_ROUND = 3_000;
  private static final int PRELOADED_PER_TABLE = 2_000;

  // Guards against: positions confirmed to the server, or stored, before Kafka has the records; a
  // restart that skips records that were not yet written, or takes the crash for a gap.
  @Test
  void killsLoseNothingAndTheSlotIsNeverAheadOfTheStoredPosition() throws Exception {
    long seed = Long.getLong("crash.seed", System.nanoTime());
    Random random = new Random(seed);
    ExecutorService background = Executors.newSingleThreadExecutor();
    try (TestDatabase database = TestDatabase.create();
        Workload workload = new Workload(database, TABLES, seed);
        ConnectWorker worker = ConnectWorker.start("crash", Servers.kafka())) {
      database.execute("ALTER TABLE orders REPLICA IDENTITY FULL");
      workload.preload(PRELOADED_PER_TABLE);
      RowVersions beforeSlot = workload.committed().copy();
      try (Connector connector =
          worker.create(
              database,
              ConnectorConfig.of(database, "public.accounts,public.orders,public.items")
                  .withoutSchemas())) {
        RowVersions delivered = new RowVersions();
        AtomicInteger seen = new AtomicInteger();

        // rows change from the slot's first moment, while they are read for the first and the
        // second time
        database.awaitSlot();
        Future<?> changing =
            background.submit(
                () -> {
                  workload.run(CHANGES_PER_ROUND);
                  return null;
                });
        readOn(connector, delivered, seen, 1 + random.nextInt(PRELOADED_PER_TABLE));
        worker.kill();
        database.awaitSlotInactive();
        worker.start();
        connector.awaitLaneStored();
        changing.get();

        long stored = 0;
        for (int kill = 1; kill <= KILLS_WHILE_STREAMING; kill++) {
          Future<?> writing =
              background.submit(
                  () -> {
                    workload.run(CHANGES_PER_ROUND);
                    return null;
                  });
          if (kill % 2 == 0) {
            // in every other round, offsets are stored before the kill, so that the starts differ
            connector.awaitStoredBeyond(stored);
          }
          readOn(connector, delivered, seen, random.nextInt(CHANGES_PER_ROUND));
          worker.kill();
          String when = "kill " + kill + ", seed " + seed;
          stored = storedAndNotBehindTheSlot(worker, connector, database, when);
          worker.start();
          writing.get();
        }
        workload.run(CHANGES_PER_ROUND);
        Set<String> missing = new HashSet<>(workload.finish());
        connector
            .topics()
            .visit(
                "the last rows",
                event -> {
                  delivered.add(event);
                  if (!event.isTombstone()) {
                    missing.remove(rowOf(event));
                  }
                },
                missing::isEmpty);

        assertThat(workload.changes()).isGreaterThanOrEqualTo(20_000);
        List<String> shortcomings = delivered.shortcomings(workload.committed(), beforeSlot);
        assertThat(shortcomings.stream().limit(20).toList()).as("seed %d", seed).isEmpty();
        assertThat(delivered.finalState()).as("seed %d", seed).isEqualTo(rows(database));
        assertThat(delivered.rows()).isEqualTo(workload.committed().rows());
      }
    } finally {
      background.shutdownNow();
    }
  }

  private static void readOn(
      Connector connector, RowVersions delivered, AtomicInteger seen, int records) {
    int goal = seen.get() + records;
    connector
        .topics()
        .visit(
            records + " more records",
            event -> {
              delivered.add(event);
              seen.incrementAndGet();
            },
            () -> seen.get() >= goal);
  }

  /**
   * Checks that the confirmed position is stored, and returns the stored position. The server keeps
   * a slot active for a moment after its client has died. So the client's last status has arrived
   * when the slot is free.
   */
  private static long storedAndNotBehindTheSlot(
      ConnectWorker worker, Connector connector, TestDatabase database, String when) {
    database.awaitSlotInactive();
    long confirmed = database.confirmedLsn();
    StoredOffsets stored = worker.storedOffsets(connector);
    OptionalLong lane = stored.laneLsn(database.slot());
    assertThat(lane).as("%s: %s", when, stored).isPresent();
    assertThat(confirmed).as("%s: %s", when, stored).isLessThanOrEqualTo(lane.getAsLong());
    return lane.getAsLong();
  }

  private static String rowOf(Event event) {
    return RowVersions.row(event.source().path("table").asText(), event.key().path("id").asLong());
  }

  private static Map<String, String> rows(TestDatabase database) {
    List<String> lines = new ArrayList<>();
    for (String table : TABLES) {
      lines.addAll(
          database.texts("SELECT '" + table + ":' || id || ' v' || version FROM " + table));
    }
    Map<String, String> rows = new HashMap<>();
    for (String line : lines) {
      int space = line.indexOf(' ');
      rows.put(line.substring(0, space), line.substring(space + 1));
    }
    return rows;
  }
}
