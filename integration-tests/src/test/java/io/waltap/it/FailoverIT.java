/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Forwarder;
import io.waltap.it.harness.ReplicatedPostgres;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The primary dies. Its standby becomes the primary, with its copy of the slot. */
final class FailoverIT {
  private static final int ROWS_PER_STAGE = 300;

  /** Connections to the standby; each attempt makes one or more. */
  private static final int ATTEMPTS = 4;

  // Guards against: a task that does not find the new primary, takes the copy of its slot for a
  // gap, or skips what the old primary had committed and not sent yet.
  @Test
  void theTaskCarriesOnAtTheNewPrimary() {
    try (ReplicatedPostgres server = ReplicatedPostgres.start("failover");
        TestDatabase database = TestDatabase.create(server)) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY)");
      ConnectorConfig config =
          ConnectorConfig.of(database, "public.t")
              .with("database.hostname", server.hosts())
              .with("slot.failover", "true")
              .withoutSchemas();
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.awaitStreaming();
        write(database, 1);
        connector.topics().await("public.t", ROWS_PER_STAGE);
        connector.awaitCaughtUp();
        server.awaitSlotOnStandby(database.slot(), database.confirmedLsn());

        // when the primary dies, the standby has all of these rows, and the task may have some
        write(database, 2);
        server.awaitStandbyCaughtUp();
        server.stopImmediately();
        server.promote();
        write(database, 3);

        Set<Integer> written =
            IntStream.rangeClosed(1, 3 * ROWS_PER_STAGE).boxed().collect(Collectors.toSet());
        connector.topics().awaitUntil("all rows", () -> ids(connector).containsAll(written));
        connector.topics().readOn();
        assertThat(ids(connector)).as("and no others").isEqualTo(written);

        connector.awaitStreaming();
        connector.awaitCaughtUp();
        assertThat(connector.taskState()).isEqualTo("RUNNING");
      }
    }
  }

  // Guards against: a task that fails, and advises to drop the slot, while one address leads to a
  // standby that is not promoted yet.
  @Test
  void aStandbyBehindTheAddressIsWaitedFor() throws IOException {
    try (ReplicatedPostgres server = ReplicatedPostgres.start("address");
        TestDatabase database = TestDatabase.create(server);
        Forwarder address = new Forwarder(server.port())) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY)");
      ConnectorConfig config =
          ConnectorConfig.of(database, "public.t")
              .with("database.hostname", address.host())
              .with("database.port", Integer.toString(address.port()))
              .with("slot.failover", "true")
              .withoutSchemas();
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.awaitStreaming();
        write(database, 1);
        connector.topics().await("public.t", ROWS_PER_STAGE);
        connector.awaitCaughtUp();
        server.awaitSlotOnStandby(database.slot(), database.confirmedLsn());
        server.awaitStandbyCaughtUp();

        server.stopImmediately();
        address.leadTo(server.standbyPort());
        await("attempts at the standby")
            .atMost(Settings.patience())
            .until(() -> address.accepted() >= ATTEMPTS);
        assertThat(connector.taskState()).isEqualTo("RUNNING");
        server.promote();
        write(database, 2);
        connector.topics().await("public.t", 2 * ROWS_PER_STAGE);
        assertThat(ids(connector)).hasSize(2 * ROWS_PER_STAGE);
      }
    }
  }

  private static void write(TestDatabase database, int stage) {
    database.execute(
        IntStream.rangeClosed((stage - 1) * ROWS_PER_STAGE + 1, stage * ROWS_PER_STAGE)
            .mapToObj(id -> "INSERT INTO t VALUES (" + id + ")")
            .toArray(String[]::new));
  }

  private static Set<Integer> ids(Connector connector) {
    return connector.topics().of("public.t").stream()
        .map(event -> event.key().path("id").asInt())
        .collect(Collectors.toSet());
  }
}
