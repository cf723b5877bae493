/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.ConnectWorker;
import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.PartitionReader;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A PostgreSQL transaction is a Kafka transaction. The rows of both tables go to one partition. A
 * read_committed consumer at the end of that partition has seen what was committed at one moment.
 */
final class BoundaryIT {
  private static final int TRANSACTIONS = 400;
  private static final int BURST = 20;
  private static final int LARGEST = 50;
  private static final int LEAST_LOOKS = 10;

  /** Thousands of batches: a pause, which takes part of a second, interrupts most of them. */
  private static final int HUGE = 30_000;

  private static final String BATCH = "16";

  private static final int SMALL = 40;
  private static final int LONG = 5_000;

  /** All small transactions are written within part of this time. */
  private static final String LINGER_MILLIS = "2000";

  /** The position of a reader that has reached the end, and how often it has reached a new end. */
  private static final class Looks {
    private long last;
    private final AtomicInteger count = new AtomicInteger();

    private boolean isNew(long position) {
      boolean isNew = position > last;
      last = position;
      return isNew;
    }
  }

  // Guards against: a Kafka transaction that ends within a PostgreSQL transaction, because a batch
  // ends, a heartbeat is due or the next transaction is already in the queue.
  @Test
  void aReaderNeverSeesPartOfATransaction() throws Exception {
    ExecutorService background = Executors.newSingleThreadExecutor();
    try (TestDatabase database = createTables();
        ConnectWorker worker = startWorker("boundary");
        Connector connector = worker.create(database, config(database, "connector"))) {
      connector.awaitStreaming();
      write(database, 1, LARGEST);
      connector.topics().await("all", LARGEST);
      WholeTransactions seen = new WholeTransactions();
      Looks looks = new Looks();
      try (PartitionReader reader =
          PartitionReader.committed(Servers.kafka(), database.prefix() + ".all")) {
        AtomicInteger complete = new AtomicInteger();
        Future<?> writing = background.submit(() -> writeMany(database, complete));
        awaitClosely("all transactions")
            .until(
                () -> {
                  boolean writes = !writing.isDone();
                  boolean atEnd = reader.poll(seen::add);
                  if (atEnd && looks.isNew(reader.position())) {
                    assertThat(seen.partial()).isEmpty();
                    if (writes) {
                      looks.count.incrementAndGet();
                    }
                  }
                  complete.set(seen.complete());
                  return seen.complete() == TRANSACTIONS;
                });
        writing.get();
      }
      assertThat(looks.count.get())
          .as("checks while transactions are written")
          .isGreaterThanOrEqualTo(LEAST_LOOKS);
    } finally {
      background.shutdownNow();
    }
  }

  // Guards against: part of a transaction that is committed because the task is paused. With
  // boundary=poll this happens, which shows that the test would find it.
  @ParameterizedTest
  @ValueSource(strings = {"connector", "poll"})
  void aPauseCutsATransactionOffForBoundaryPollOnly(String boundary) {
    try (TestDatabase database = createTables();
        ConnectWorker worker = startWorker("boundary-" + boundary);
        Connector connector = worker.create(database, config(database, boundary))) {
      connector.awaitStreaming();
      write(database, 1, LARGEST);
      connector.topics().await("all", LARGEST);
      WholeTransactions seen = new WholeTransactions();
      String topic = database.prefix() + ".all";
      try (PartitionReader reader = PartitionReader.committed(Servers.kafka(), topic);
          PartitionReader all = PartitionReader.uncommitted(Servers.kafka(), topic)) {
        long before = all.end();
        write(database, 2, HUGE);
        awaitClosely("rows of the transaction").until(() -> all.end() > before);
        connector.pause();
        awaitClosely("the end").until(() -> reader.poll(seen::add));

        if (boundary.equals("poll")) {
          assertThat(seen.partial()).containsExactly(2);
        } else {
          assertThat(seen.partial()).isEmpty();
          connector.resume();
          awaitClosely("the whole transaction")
              .until(
                  () -> {
                    if (reader.poll(seen::add)) {
                      assertThat(seen.partial()).isEmpty();
                    }
                    return seen.complete() == 2;
                  });
        }
      }
    }
  }

  // Guards against: a Kafka transaction for each small PostgreSQL transaction, which is too many
  // for Kafka; a transaction that never ends, because Kafka aborts it for its age again and again.
  @Test
  void smallTransactionsShareOneAndOneThatTakesLongIsSplit() {
    try (TestDatabase database = createTables();
        ConnectWorker worker = startWorker("boundary-size")) {
      ConnectorConfig config =
          config(database, "connector").with("transaction.linger.ms", LINGER_MILLIS);
      ConnectorConfig lingering =
          config.with("max.batch.size", "1000").with("max.queue.size", "2000");
      try (Connector connector = worker.create(database, lingering)) {
        connector.awaitStreaming();
        for (int tx = 1; tx <= SMALL; tx++) {
          write(database, tx, 2);
        }
        connector.topics().await("all", 2 * SMALL);
        assertThat(kafkaTransactions(database, 2 * SMALL)).isBetween(1L, SMALL / 4L);
      }
      ConnectorConfig splitting =
          config.with("transaction.split.after.ms", "1").with("transaction.linger.ms", "0");
      try (Connector connector = worker.create(database, splitting)) {
        long before = kafkaTransactions(database, 2 * SMALL);
        write(database, SMALL + 1, LONG);
        connector.topics().await("all", LONG);
        assertThat(kafkaTransactions(database, 2 * SMALL + LONG) - before).isGreaterThan(10);
        WholeTransactions seen = new WholeTransactions();
        try (PartitionReader reader =
            PartitionReader.committed(Servers.kafka(), database.prefix() + ".all")) {
          awaitClosely("the end").until(() -> reader.poll(seen::add));
        }
        assertThat(seen.partial()).isEmpty();
        assertThat(seen.complete()).isEqualTo(SMALL + 1);
      }
    }
  }

  /**
   * Counts Kafka transactions: each leaves a marker in the partition, and the marker has an offset.
   */
  private static long kafkaTransactions(TestDatabase database, int records) {
    try (PartitionReader reader =
        PartitionReader.committed(Servers.kafka(), database.prefix() + ".all")) {
      return reader.end() - records;
    }
  }

  private static TestDatabase createTables() {
    TestDatabase database = TestDatabase.create();
    database.execute(
        "CREATE TABLE a (tx int, size int, place int, PRIMARY KEY (tx, place))",
        "CREATE TABLE b (tx int, size int, place int, PRIMARY KEY (tx, place))");
    return database;
  }

  private static ConnectWorker startWorker(String name) {
    return ConnectWorker.start(
        name,
        Servers.kafka(),
        Map.of("exactly.once.source.support", "enabled", "group.id", "connect-" + name));
  }

  private static ConnectorConfig config(TestDatabase database, String boundary) {
    return ConnectorConfig.of(database, "public.a,public.b")
        .withoutSchemas()
        .with("transaction.boundary", boundary)
        .with("max.batch.size", BATCH)
        .with("max.queue.size", "64")
        .with("transforms", "one")
        .with("transforms.one.type", "org.apache.kafka.connect.transforms.RegexRouter")
        .with("transforms.one.regex", database.prefix() + "\\.public\\..*")
        .with("transforms.one.replacement", database.prefix() + ".all");
  }

  /** Writes in bursts. Between them, the reader reaches the end and checks. */
  private static void writeMany(TestDatabase database, AtomicInteger seen) {
    Random random = new Random(TRANSACTIONS);
    for (int tx = 2; tx <= TRANSACTIONS; tx++) {
      write(database, tx, 1 + random.nextInt(LARGEST));
      int written = tx;
      if (written % BURST == 0) {
        await("the burst to be seen")
            .atMost(Settings.patience())
            .until(() -> seen.get() >= written);
      }
    }
  }

  /** Writes one transaction with rows in both tables. */
  private static void write(TestDatabase database, int tx, int size) {
    database.transaction(insert("a", tx, size, 1), insert("b", tx, size, 2));
  }

  private static String insert(String table, int tx, int size, int first) {
    return "INSERT INTO %s SELECT %d, %d, g FROM generate_series(%d, %d, 2) g"
        .formatted(table, tx, size, first, size);
  }

  /** Waits without pauses between the checks: a check takes as long as a poll. */
  private static ConditionFactory awaitClosely(String what) {
    return await(what)
        .atMost(Settings.patience().multipliedBy(2))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1));
  }
}
