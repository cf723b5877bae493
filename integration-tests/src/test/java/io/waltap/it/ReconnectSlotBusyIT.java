/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Another process still holds the slot, for example the walsender of a worker that has just died.
 */
final class ReconnectSlotBusyIT {

  // Guards against: a task that fails with "replication slot is active for PID ..." and only needed
  // to wait.
  @Test
  void theTaskWaitsForTheSlotAndTakesItOver() throws SQLException {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1)");
      try (Connector connector =
          Servers.connect().create(database, ConnectorConfig.of(database, "public.t"))) {
        connector.awaitStreaming();
        connector.topics().await("public.t", 1);
        connector.stop();
        database.execute("INSERT INTO t VALUES (2)");

        try (SlotHolder holder = new SlotHolder(database)) {
          connector.resume();
          connector.awaitRunning();
          await("the task neither fails nor takes the slot")
              .during(Duration.ofSeconds(3))
              .atMost(Settings.patience())
              .pollInterval(Duration.ofMillis(200))
              .until(
                  () ->
                      connector.taskState().equals("RUNNING")
                          && holder.pid().equals(database.streamingPid()));
        }

        connector.awaitStreaming();
        assertThat(connector.topics().await("public.t", 2))
            .extracting(event -> event.op() + event.key().path("id").asInt())
            .isEqualTo(List.of("r1", "c2"));
      }
    }
  }
}
