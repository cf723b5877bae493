/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.ConnectWorker;
import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Event;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker with exactly-once support, killed in the middle of its transactions. */
final class ExactlyOnceIT {
  private static final List<String> TABLES = List.of("accounts", "orders", "items");
  private static final int KILLS = 2;
  private static final int CHANGES_PER_ROUND = 1500;

  // Guards against: changes delivered twice or lost when a Kafka transaction is interrupted, with
  // boundaries from the connector and from Connect.
  @ParameterizedTest
  @ValueSource(strings = {"poll", "connector"})
  void everyVersionOfEveryRowArrivesExactlyOnce(String boundary) throws Exception {
    long seed = Long.getLong("crash.seed", System.nanoTime());
    Random random = new Random(seed);
    ExecutorService background = Executors.newSingleThreadExecutor();
    // one group for all lives of the worker, so that each life fences the transactions of the last
    // one
    Map<String, String> settings =
        Map.of(
            "exactly.once.source.support", "enabled",
            "group.id", "connect-exactly-once-" + boundary,
            "session.timeout.ms", "6000",
            "heartbeat.interval.ms", "1000");
    try (TestDatabase database = TestDatabase.create();
        Workload workload = new Workload(database, TABLES, seed);
        ConnectWorker worker = ConnectWorker.start("eos-" + boundary, Servers.kafka(), settings)) {
      workload.preload(0);
      try (Connector connector =
          worker.create(
              database,
              ConnectorConfig.of(database, "public.accounts,public.orders,public.items")
                  .with("transaction.boundary", boundary)
                  .withoutSchemas())) {
        database.awaitSlot();
        RowVersions delivered = new RowVersions();
        AtomicInteger seen = new AtomicInteger();
        for (int kill = 1; kill <= KILLS; kill++) {
          Future<?> writing =
              background.submit(
                  () -> {
                    workload.run(CHANGES_PER_ROUND);
                    return null;
                  });
          int goal = seen.get() + random.nextInt(CHANGES_PER_ROUND);
          connector
              .topics()
              .visit(
                  "records before kill " + kill,
                  event -> {
                    delivered.add(event);
                    seen.incrementAndGet();
                  },
                  () -> seen.get() >= goal);
          worker.kill();
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
                    missing.remove(row(event));
                  }
                },
                missing::isEmpty);

        assertThat(delivered.differences(workload.committed())).as("seed %d", seed).isEmpty();
      }
    } finally {
      background.shutdownNow();
    }
  }

  private static String row(Event event) {
    return RowVersions.row(event.source().path("table").asText(), event.key().path("id").asLong());
  }
}
