/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.layout.Lane;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.metrics.ConnectorMetrics;
import io.waltap.connect.record.TestTable;
import io.waltap.connect.schema.TopicNaming;
import io.waltap.connect.stream.AckTracker;
import io.waltap.connect.stream.Outbox;
import io.waltap.connect.stream.RecordQueue;
import java.time.Duration;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lane has no server. */
class LaneRunnerTest {
  private final RecordQueue queue = new RecordQueue(10, 0, true);

  // Guards against: a task that is RUNNING without a lane.
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void anErrorFailsTheTaskWithItsCause() {
    long attempts =
        attemptsAgain(
            "driver.loginTimeout", "0", "driver.socketFactory", FailingSockets.class.getName());

    assertThat(attempts).isZero();
    assertThatThrownBy(() -> queue.poll(Duration.ZERO))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("lane \"slot\" failed")
        .hasCauseInstanceOf(OutOfMemoryError.class)
        .hasRootCauseMessage(FailingSockets.MESSAGE);
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aServerThatIsAwayFailsTheTaskAfterTheLastAttempt() {
    long attempts =
        attemptsAgain(
            "database.hostname", "127.0.0.1",
            "database.port", "1",
            "errors.max.retries", "2",
            "reconnect.backoff.ms", "1",
            "reconnect.backoff.max.ms", "1");

    assertThat(attempts).isEqualTo(2);
    assertThatThrownBy(() -> queue.poll(Duration.ZERO)).isInstanceOf(ConnectException.class);
  }

  /** Runs a lane to its end, and tells how often it has tried again. */
  private long attemptsAgain(String... properties) {
    TestTable test = new TestTable(properties);
    Lane lane = Lane.single("slot");
    AckTracker acks = new AckTracker();
    Outbox outbox =
        new Outbox(
            queue,
            acks,
            test.heartbeats,
            test.context.earlyConversion(),
            lane.noPosition(),
            Duration.ofHours(1));
    try (ConnectorMetrics metrics = new ConnectorMetrics("srv", "slot", queue, acks)) {
      LaneRunner runner =
          new LaneRunner(
              new TaskConfig(test.config, lane),
              new StoredOffsets(),
              queue,
              outbox,
              test.context,
              TopicNaming.of(test.config.topics()),
              test.heartbeats,
              metrics);
      runner.run();
      return metrics.getReconnects();
    }
  }
}
