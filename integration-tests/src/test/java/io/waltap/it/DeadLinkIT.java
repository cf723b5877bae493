/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.PostgresServer;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The network forgets the connections that are open, without a word to either side. */
final class DeadLinkIT {

  // Guards against: a link that is dead for a quarter of an hour, or forever, and counts as
  // connected.
  @Test
  void aDeadLinkIsReplacedWithinTwoMinutes() throws Exception {
    try (PostgresServer server =
            Servers.ownPostgres(
                "dead-link", Map.of("wal_level", "logical", "wal_sender_timeout", "3s"));
        StallingProxy proxy = new StallingProxy(server);
        TestDatabase database = TestDatabase.create(server)) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY)");
      ConnectorConfig config =
          ConnectorConfig.of(database, "public.t")
              .withoutSchemas()
              .with("database.hostname", proxy.host())
              .with("database.port", Integer.toString(proxy.port()));
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.awaitStreaming();
        database.execute("INSERT INTO t VALUES (1)");
        connector.topics().await("public.t", 1);

        proxy.stall();
        database.execute("INSERT INTO t VALUES (2)");
        database.awaitSlotInactive();
        await("another link").atMost(Duration.ofMinutes(2)).until(database::slotActive);
        connector.topics().await("public.t", 2);
      }
    }
  }
}
