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
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * The captured tables are idle while other tables of the database are busy. This is the classic way
 * in which a slot fills a disk.
 */
final class IdleSlotIT {
  private static final long MIB = 1024L * 1024;

  private static final Duration TURN = Duration.ofMillis(500);

  /** The least that the writer adds to the WAL. On a fast machine it is three times as much. */
  private static final long WRITTEN_PER_SECOND = MIB;

  /**
   * The slot's position lags by what is written in a few seconds. That is the time for a heartbeat,
   * for Kafka, for two flushes of offsets and for a status report.
   */
  private static final long CONFIRMED_BOUND = 32 * MIB;

  /**
   * Every 15 seconds the server logs a snapshot of the running transactions. It can remove WAL only
   * up to the last snapshot but one, so this position lags by half a minute.
   */
  private static final long RETAINED_BOUND = 128 * MIB;

  private static final Duration WARM_UP = Duration.ofSeconds(10);

  /**
   * The slot at one moment.
   *
   * @param unconfirmed bytes of WAL after {@code confirmed_flush_lsn}
   * @param retained bytes of WAL after {@code restart_lsn}, which the server cannot remove
   */
  private record Sample(long confirmed, long unconfirmed, long retained) {}

  // Guards against: a slot that moves only with events of captured tables, so that the server keeps
  // all of its WAL.
  @Test
  void anIdleSlotMovesOnBesideABusyTable() {
    ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE idle (id int PRIMARY KEY)", "CREATE TABLE busy (id int, filler text)");
      try (Connector connector =
          Servers.connect().create(database, ConnectorConfig.of(database, "public.idle"))) {
        connector.awaitStreaming();
        connector.awaitLaneStored();
        long before = written(database);
        AtomicBoolean broken = new AtomicBoolean();
        ScheduledFuture<?> writing =
            writer.scheduleAtFixedRate(
                () -> write(database, broken), 0, TURN.toMillis(), TimeUnit.MILLISECONDS);
        List<Sample> samples = sample(database, Settings.idle());
        writing.cancel(false);
        long written = written(database) - before;

        assertThat(broken).isFalse();
        assertThat(written)
            .as("the other table was busy")
            .isGreaterThan(Settings.idle().toSeconds() * WRITTEN_PER_SECOND);
        assertThat(samples.stream().map(Sample::confirmed).distinct().count())
            .as("confirmed_flush_lsn advances repeatedly: %s", samples)
            .isGreaterThanOrEqualTo(samples.size() / 5);
        assertThat(samples).isSortedAccordingTo(Comparator.comparingLong(Sample::confirmed));
        assertThat(samples.stream().skip(WARM_UP.toSeconds()).toList())
            .allSatisfy(
                sample -> {
                  assertThat(sample.unconfirmed()).isLessThan(CONFIRMED_BOUND);
                  assertThat(sample.retained()).isLessThan(RETAINED_BOUND);
                });

        database.execute("INSERT INTO idle VALUES (1)");
        assertThat(connector.topics().await("public.idle", 1))
            .extracting(Event::op)
            .containsExactly("c");
        assertThat(connector.topics().all()).as("only the row of the idle table").hasSize(1);
      }
    } finally {
      writer.shutdownNow();
    }
  }

  private static void write(TestDatabase database, AtomicBoolean broken) {
    try {
      database.transaction(
          "TRUNCATE busy",
          "INSERT INTO busy SELECT g, repeat(md5(g::text), 30) FROM generate_series(1, 1500) g");
    } catch (IllegalStateException e) {
      broken.set(true);
      throw e;
    }
  }

  /** Takes one sample a second. */
  private static List<Sample> sample(TestDatabase database, Duration duration) {
    List<Sample> samples = new ArrayList<>();
    long end = System.nanoTime() + duration.toNanos();
    await("the time to pass")
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofSeconds(1))
        .atMost(duration.plus(Settings.patience()))
        .until(
            () -> {
              samples.add(sample(database));
              return System.nanoTime() - end >= 0;
            });
    return samples;
  }

  private static Sample sample(TestDatabase database) {
    String[] numbers =
        database
            .text(
                "SELECT concat_ws(' ', confirmed_flush_lsn - '0/0'::pg_lsn,"
                    + " pg_current_wal_lsn() - confirmed_flush_lsn,"
                    + " pg_current_wal_lsn() - restart_lsn)"
                    + " FROM pg_replication_slots WHERE slot_name = '"
                    + database.slot()
                    + "'")
            .split(" ", -1);
    return new Sample(
        Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
  }

  private static long written(TestDatabase database) {
    return database.number("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn");
  }
}
