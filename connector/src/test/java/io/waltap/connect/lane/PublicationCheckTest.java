/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.database.Catalog;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.layout.Lane;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.record.TestTable;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PublicationCheckTest {

  // Guards against: tables that are never found, since the thread of the checks has ended.
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void anErrorReachesTheLanesThread() {
    TestTable test =
        new TestTable(
            "table.discovery.interval.ms", "1",
            "driver.loginTimeout", "0",
            "driver.socketFactory", FailingSockets.class.getName());
    TaskConfig config = new TaskConfig(test.config, Lane.single("slot"));
    ConnectionFactory connections = new ConnectionFactory(test.config.connection(), "test");
    LanePublicationChoice publication =
        new LanePublicationChoice(
            config, connections, new Catalog(connections), new ConnectWorker(test).outbox());

    try (PublicationCheck check = new PublicationCheck(config, connections, publication)) {
      check.start();
      while (!check.isAnswered()) {
        Thread.onSpinWait();
      }
      assertThatThrownBy(check::take)
          .isInstanceOf(ConnectException.class)
          .hasCauseInstanceOf(OutOfMemoryError.class)
          .hasRootCauseMessage(FailingSockets.MESSAGE);
    }
  }
}
