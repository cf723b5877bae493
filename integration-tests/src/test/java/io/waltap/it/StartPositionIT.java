/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * {@code start.position}: where a connector without stored positions starts to read a slot that
 * existed before. Rows 1 to 3 were written after the slot was created.
 */
final class StartPositionIT {
  private TestDatabase database;
  private String beforeThree;

  @BeforeEach
  void makeSlotAndWriteRows() {
    database = TestDatabase.create();
    database.execute(
        "CREATE TABLE t (id int PRIMARY KEY)",
        "CREATE PUBLICATION " + database.publication() + " FOR TABLE t",
        "SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')",
        "INSERT INTO t VALUES (1)",
        "INSERT INTO t VALUES (2)");
    beforeThree = database.text("SELECT pg_current_wal_lsn()");
    database.execute("INSERT INTO t VALUES (3)");
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  // Guards against: skipping changes that the slot has kept.
  @Test
  void earliestIsAllThatTheSlotHas() {
    assertThat(delivered(startingAt("earliest"))).isEqualTo("c1 c2 c3 c4");
  }

  // Guards against: a default that starts elsewhere than at the slot's position.
  @Test
  void earliestIsTheDefault() {
    assertThat(delivered(startingAt(null))).isEqualTo("c1 c2 c3 c4");
  }

  // Guards against: old changes for an operator who wants only new ones.
  @Test
  void latestIsTheEndOfTheLog() {
    assertThat(delivered(startingAt("latest"))).isEqualTo("c4");
  }

  // Guards against: a position that starts one transaction too early or too late.
  @Test
  void anLsnBeginsWithTheNextTransaction() {
    assertThat(delivered(startingAt(beforeThree))).isEqualTo("c3 c4");
  }

  // Guards against: a position that applies at every start, and skips the changes that were written
  // meanwhile.
  @Test
  void aStoredPositionCountsMore() {
    try (Connector connector = Servers.connect().create(database, startingAt("latest"))) {
      connector.awaitStreaming();
      database.execute("INSERT INTO t VALUES (4)");
      connector.topics().await("public.t", 1);
      connector.awaitCaughtUp();
      connector.stop();
      database.execute("INSERT INTO t VALUES (5)");
      connector.resume();
      connector.awaitStreaming();
      database.execute("INSERT INTO t VALUES (6)");
      connector.topics().await("public.t", 3);

      assertThat(operations(connector)).isEqualTo("c4 c5 c6");
    }
  }

  // Guards against: a start from a future position, which would skip all changes until then.
  @Test
  void aPositionAheadOfTheServerIsRefused() {
    assertRefused("FFFF/0");
  }

  // Guards against: a start that seems to succeed, with changes missing at its beginning.
  @Test
  void aPositionThatTheSlotHasReleasedIsRefused() {
    database.execute(
        "SELECT pg_replication_slot_advance('" + database.slot() + "', pg_current_wal_lsn())");
    assertRefused(beforeThree);
  }

  // Guards against: a property that is set and has no effect.
  @Test
  void withASnapshotItIsRefused() {
    ConnectorConfig config = startingAt("latest").with("snapshot.mode", "initial");
    assertThat(Servers.connect().validate(config)).containsOnlyKeys("start.position");
  }

  // Guards against: a typing error that is found only at the start.
  @Test
  void whatIsNoPositionIsRefused() {
    ConnectorConfig config = startingAt("yesterday");
    assertThat(Servers.connect().validate(config)).containsOnlyKeys("start.position");
  }

  private ConnectorConfig startingAt(String position) {
    ConnectorConfig config =
        ConnectorConfig.of(database, "public.t")
            .with("publication.autocreate.mode", "disabled")
            .with("snapshot.mode", "no_data");
    return position == null ? config : config.with("start.position", position);
  }

  /** Returns what is delivered until row 4, which is written when the stream runs. */
  private String delivered(ConnectorConfig config) {
    try (Connector connector = Servers.connect().create(database, config)) {
      connector.awaitStreaming();
      database.execute("INSERT INTO t VALUES (4)");
      connector.topics().awaitUntil("row 4", () -> operations(connector).endsWith("c4"));
      return operations(connector);
    }
  }

  /** The task fails, its message names the position, and the slot stays unchanged. */
  private void assertRefused(String position) {
    long confirmed = database.confirmedLsn();
    try (Connector connector = Servers.connect().create(database, startingAt(position))) {
      assertThat(connector.awaitFailed()).contains(position);
      connector.topics().readOn();
      assertThat(connector.topics().all()).isEmpty();
      assertThat(database.confirmedLsn()).isEqualTo(confirmed);
    }
  }

  private static String operations(Connector connector) {
    return connector.topics().of("public.t").stream()
        .map(event -> event.op() + event.key().path("id").asInt())
        .collect(Collectors.joining(" "));
  }
}
