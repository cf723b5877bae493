/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code DELETE /connectors/.../offsets}: what is dropped together with the offsets, and what
 * stays.
 */
final class ResetIT {

  // Guards against: slots of a connector that does not run any more, which fill the server's disk.
  @Test
  void allSlotsAndThePublicationOfTheConnectorGoWhereThatIsAskedFor() {
    try (TestDatabase database = createTables()) {
      ConnectorConfig config =
          ConnectorConfig.of(database, "public.a,public.b")
              .with("tasks.max", "2")
              .with("slot.drop.on.reset", "true");
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.awaitLanes(2);
        stream(database, connector);
        connector.stop();
        assertThat(database.slots()).containsExactly(database.slot(0), database.slot(1));

        connector.resetOffsets();
        assertThat(database.slots()).isEmpty();
        assertThat(publications(database)).isEmpty();
        assertThat(connector.offsets().isEmpty()).isTrue();

        connector.resume();
        connector.awaitLanes(2);
        connector.topics().await("public.a", 4);
        connector.topics().await("public.b", 2);
        assertThat(operations(connector, "public.a")).isEqualTo("r1 c2 r1 r2");
        assertThat(operations(connector, "public.b")).isEqualTo("r1 r1");
      }
    }
  }

  // Guards against: a slot that no second DELETE drops, because no offset is left that names it.
  @Test
  void whatCouldNotBeDroppedGoesWithTheNextReset() throws Exception {
    try (TestDatabase database = createTables()) {
      ConnectorConfig config =
          ConnectorConfig.of(database, "public.a,public.b").with("slot.drop.on.reset", "true");
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.awaitStreaming();
        stream(database, connector);
        connector.stop();
        database.awaitSlotInactive();
        try (SlotHolder holder = new SlotHolder(database)) {
          assertThat(holder.pid()).isNotNull();
          connector.resetOffsets();
        }
        assertThat(database.slots()).containsExactly(database.slot());
        assertThat(connector.offsets().isEmpty()).isTrue();

        database.awaitSlotInactive();
        connector.resetOffsets();
        assertThat(database.slots()).isEmpty();
        assertThat(publications(database)).isEmpty();
      }
    }
  }

  // Guards against: dropping a publication that another client has created and may need.
  @Test
  void aPublicationThatTheConnectorDidNotMakeStays() {
    try (TestDatabase database = createTables()) {
      database.execute("CREATE PUBLICATION " + database.publication() + " FOR TABLE a, b");
      ConnectorConfig config =
          ConnectorConfig.of(database, "public.a,public.b")
              .with("publication.autocreate.mode", "disabled")
              .with("slot.drop.on.reset", "true");
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.awaitStreaming();
        stream(database, connector);
        connector.stop();

        connector.resetOffsets();
        assertThat(database.slots()).isEmpty();
        assertThat(publications(database)).containsExactly(database.publication());
      }
    }
  }

  // Guards against: dropping a slot that should stay, with the changes that it keeps.
  @Test
  void slotAndPublicationStayByDefault() {
    try (TestDatabase database = createTables();
        Connector connector =
            Servers.connect().create(database, ConnectorConfig.of(database, "public.a,public.b"))) {
      connector.awaitStreaming();
      stream(database, connector);
      connector.stop();
      long confirmed = database.confirmedLsn();

      connector.resetOffsets();
      assertThat(database.slots()).containsExactly(database.slot());
      assertThat(database.confirmedLsn()).isEqualTo(confirmed);
      assertThat(publications(database)).containsExactly(database.publication());

      connector.resume();
      connector.awaitStreaming();
      connector
          .topics()
          .awaitUntil("a read again", () -> operations(connector, "public.a").endsWith("r1 r2"));
    }
  }

  private static TestDatabase createTables() {
    TestDatabase database = TestDatabase.create();
    database.execute(
        "CREATE TABLE a (id int PRIMARY KEY)",
        "CREATE TABLE b (id int PRIMARY KEY)",
        "INSERT INTO a VALUES (1)",
        "INSERT INTO b VALUES (1)");
    return database;
  }

  /** Returns when positions are stored that a reset forgets. */
  private static void stream(TestDatabase database, Connector connector) {
    connector.topics().await("public.b", 1);
    database.execute("INSERT INTO a VALUES (2)");
    connector.topics().await("public.a", 2);
    connector.awaitSnapshotStored(List.of("public.a", "public.b"));
    connector.awaitCaughtUp();
  }

  private static List<String> publications(TestDatabase database) {
    return database.texts("SELECT pubname FROM pg_publication ORDER BY pubname");
  }

  private static String operations(Connector connector, String topic) {
    return connector.topics().of(topic).stream()
        .map(event -> event.op() + event.key().path("id").asInt())
        .collect(Collectors.joining(" "));
  }
}
