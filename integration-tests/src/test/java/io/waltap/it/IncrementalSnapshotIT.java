/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.ConnectWorker;
import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Event;
import io.waltap.it.harness.Json;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.StoredOffsets;
import io.waltap.it.harness.TestDatabase;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A table is read in chunks while the stream runs, while its rows change, and while the worker
 * dies. {@code -Dincremental.rows=1000000} makes the table as large as the tables for which this
 * snapshot is meant.
 */
final class IncrementalSnapshotIT {
  private static final int ROWS = Integer.getInteger("incremental.rows", 100_000);
  private static final String TABLE = "public.t";

  /** The share of the rows that has been read when the worker dies, at the least. */
  private static final List<Double> KILLED_AT = List.of(0.15, 0.45);

  /** The share may be larger by up to this much. */
  private static final double SCATTER = 0.1;

  private static final Duration PAUSE_OF_WRITER = Duration.ofMillis(10);
  private static final Duration SAMPLING = Duration.ofMillis(100);
  private static final Duration LONGEST_TRANSACTION = Duration.ofSeconds(5);

  // Guards against: rows that are read and come after a newer change of the same row, or come back
  // after their delete; a snapshot that starts again from the beginning after a crash; long
  // transactions; any writing to the database.
  @Test
  void chunksAndChangesAreInOrderAndTheReadingIsResumedAtTheChunk() throws Exception {
    long seed = Long.getLong("crash.seed", System.nanoTime());
    Random random = new Random(seed);
    // progress is visible only when it is stored, so it is stored often
    Map<String, String> settings = Map.of("offset.flush.interval.ms", "100");
    try (TestDatabase database = TestDatabase.create();
        ChangingRows table = new ChangingRows(database, ROWS, seed);
        OpenTransactions transactions = new OpenTransactions(database);
        ConnectWorker worker = ConnectWorker.start("incremental", Servers.kafka(), settings)) {
      database.execute("CREATE PUBLICATION " + database.publication() + " FOR TABLE t");
      List<String> relations = relations(database);
      ConnectorConfig config =
          ConnectorConfig.of(database, TABLE)
              .with("publication.autocreate.mode", "disabled")
              .with("snapshot.strategy", "incremental")
              .with("incremental.snapshot.chunk.size", "2000")
              .withoutSchemas();
      try (Steadily sampling = new Steadily(transactions::sample, SAMPLING);
          Connector connector = worker.create(database, config);
          Steadily writing = new Steadily(table::transact, PAUSE_OF_WRITER)) {
        LatestVersions seen = new LatestVersions();
        Set<String> markers = new HashSet<>();
        Consumer<Event> visitor =
            event -> {
              seen.add(event);
              if (event.op().equals("r")) {
                table.near(event.key().path("id").asLong());
                markers.add(event.source().path("snapshot").asText());
              }
            };

        for (double share : KILLED_AT) {
          long goal = (long) (ROWS * (share + SCATTER * random.nextDouble()));
          connector.topics().visit("progress", visitor, () -> progress(connector) >= goal);
          worker.kill();
          // when the slot is free, the worker's last records are in Kafka too
          database.awaitSlotInactive();
          connector.topics().visitToEnd(visitor);
          StoredOffsets stored = worker.storedOffsets(connector);
          long after = after(stored);
          assertThat(after).as("%s, seed %d", stored, seed).isBetween(goal, ROWS - 1L);
          seen.died();
          worker.start();
          connector.topics().visit("more rows", visitor, () -> seen.lowestRead() != Long.MAX_VALUE);
          assertThat(seen.lowestRead()).as("goes on after the stored key").isGreaterThan(after);
        }
        connector
            .topics()
            .visit("all rows", visitor, () -> connector.offsets().isPastSnapshot(TABLE));
        writing.stop();
        long last = table.finish();
        connector.topics().visit("the last row", visitor, () -> seen.knows(last));
        connector.topics().visitToEnd(visitor);
        sampling.stop();

        assertThat(seen.faults().stream().limit(20).toList()).as("seed %d", seed).isEmpty();
        assertThat(seen.differences(table.state()).stream().limit(20).toList())
            .as("seed %d", seed)
            .isEmpty();
        assertThat(seen.reads()).isGreaterThan(ROWS / 2);
        assertThat(markers).containsExactly("incremental");
      }
      assertThat(transactions.most()).as("sessions seen").isPositive();
      assertThat(transactions.writing()).as("sessions that write").isZero();
      assertThat(transactions.longest()).isLessThan(LONGEST_TRANSACTION);
      assertThat(relations(database)).isEqualTo(relations);
    }
  }

  /** Returns the key up to which the table is read, as Connect has stored it. */
  private static long progress(Connector connector) {
    StoredOffsets stored = connector.offsets();
    return stored.isPastSnapshot(TABLE) ? Long.MAX_VALUE : after(stored);
  }

  /**
   * Returns the key in the stored offset. It is zero before there is progress, and after the
   * snapshot is complete.
   */
  private static long after(StoredOffsets stored) {
    String after = stored.table(TABLE).path("after").asText();
    return after.isEmpty() ? 0 : Json.parse(after).path(0).asLong();
  }

  private static List<String> relations(TestDatabase database) {
    return database.texts(
        "SELECT oid || ' ' || relname FROM pg_class WHERE oid >= 16384 ORDER BY oid");
  }
}
