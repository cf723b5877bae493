/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Connect takes no records for longer than the server waits for a sign of life. */
final class BackPressureIT {
  private static final int ROWS = 5_000;

  /**
   * More than fits into the queue, and less than fits into the sockets. A server whose link is full
   * does not end before it has sent its last message, and until then there is no other link.
   */
  private static final int FEW_ROWS = 300;

  // Guards against: a reader that stops answering the server's keepalives while its queue is full,
  // so that the server drops the link; a queue that takes everything into memory.
  @Test
  void aStalledConsumerDoesNotDropTheLink() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "ALTER DATABASE " + database.name() + " SET wal_sender_timeout = '2s'",
          "CREATE TABLE t (id int PRIMARY KEY, filler text)");
      try (Connector connector = withASmallQueue(database)) {
        connector.awaitStreaming();
        String pid = database.streamingPid();
        // Connect does not poll a paused task, so the queue is full after 64 records
        connector.pause();
        long committed = insert(database, ROWS);

        await("three times wal_sender_timeout")
            .during(Duration.ofSeconds(6))
            .atMost(Settings.patience())
            .pollInterval(Duration.ofMillis(500))
            .until(() -> pid.equals(database.streamingPid()));
        assertThat(connector.taskState()).isEqualTo("PAUSED");
        assertThat(database.confirmedLsn()).as("no row is confirmed").isLessThan(committed);

        connector.resume();
        assertThat(connector.topics().await("public.t", ROWS))
            .extracting(event -> event.key().path("id").asInt())
            .doesNotHaveDuplicates()
            .hasSize(ROWS);
        assertThat(database.streamingPid()).as("the same link").isEqualTo(pid);
      }
    }
  }

  // Guards against: records that were built but not delivered when the link broke, and that a
  // replay skips as delivered; a slot that is never confirmed again, because these records are
  // never acknowledged.
  @Test
  void aLinkThatBreaksWhileTheQueueIsFullLosesNothing() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY, filler text)");
      try (Connector connector = withASmallQueue(database)) {
        connector.awaitStreaming();
        String pid = database.streamingPid();
        connector.pause();
        long committed = insert(database, FEW_ROWS);
        // the server has sent more than fits into the queue, so the reader waits at a full queue
        await("sent rows")
            .atMost(Settings.patience())
            .until(
                () ->
                    database.number(
                            "SELECT COALESCE(max(sent_lsn - '0/0'::pg_lsn), 0)"
                                + " FROM pg_stat_replication WHERE pid = "
                                + pid)
                        > database.confirmedLsn() + 64 * 1024);
        database.number("SELECT pg_terminate_backend(" + pid + ")::int");
        await("another link")
            .atMost(Settings.patience())
            .until(
                () -> {
                  String now = database.streamingPid();
                  return now != null && !now.isEmpty() && !now.equals(pid);
                });

        connector.resume();
        assertThat(connector.topics().await("public.t", FEW_ROWS))
            .extracting(event -> event.key().path("id").asInt())
            .doesNotHaveDuplicates()
            .hasSize(FEW_ROWS);
        await("a confirmed slot")
            .atMost(Settings.patience())
            .until(() -> database.confirmedLsn() >= committed);
      }
    }
  }

  private static Connector withASmallQueue(TestDatabase database) {
    return Servers.connect()
        .create(
            database,
            ConnectorConfig.of(database, "public.t")
                .withoutSchemas()
                .with("reconnect.backoff.ms", "100")
                .with("max.queue.size", "64")
                .with("max.batch.size", "16"));
  }

  /** Writes far more than fits into the queue. Returns the end of the WAL after it. */
  private static long insert(TestDatabase database, int rows) {
    database.execute(
        "INSERT INTO t SELECT g, repeat(md5(g::text), 32) FROM generate_series(1, " + rows + ") g");
    return database.number("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn");
  }
}
