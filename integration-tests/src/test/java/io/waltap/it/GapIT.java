/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The slot was moved or dropped by another client: changes are lost, and the connector must report
 * that.
 */
final class GapIT {

  /**
   * What another client does to the slot. At that time the connector is stopped, and row 2 has just
   * been written.
   */
  enum Interference {
    MADE_AGAIN("ahead of the last delivered position") {
      @Override
      void happen(TestDatabase database) {
        DROPPED.happen(database);
        database.execute(
            "SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
      }
    },
    ADVANCED("ahead of the last delivered position") {
      @Override
      void happen(TestDatabase database) {
        database.execute(
            "SELECT pg_replication_slot_advance('" + database.slot() + "', pg_current_wal_lsn())");
      }
    },
    DROPPED("is gone") {
      @Override
      void happen(TestDatabase database) {
        database.execute("SELECT pg_drop_replication_slot('" + database.slot() + "')");
      }
    };

    private final String explanation;

    Interference(String explanation) {
      this.explanation = explanation;
    }

    abstract void happen(TestDatabase database);
  }

  // Guards against: silent loss, the worst failure of a connector.
  @ParameterizedTest
  @EnumSource
  void theTaskFailsAndSaysWhatHappened(Interference interference) {
    try (TestDatabase database = TestDatabase.create();
        Connector connector = create(database, "initial")) {
      streamOneRow(database, connector);
      connector.stop();
      database.execute("INSERT INTO t VALUES (2)");
      interference.happen(database);
      connector.resume();

      assertThat(connector.awaitFailed())
          .contains(database.slot())
          .contains(interference.explanation)
          .contains("when_needed");
      connector.topics().readOn();
      assertThat(connector.topics().of("public.t")).as("nothing after the gap").hasSize(1);
    }
  }

  // Guards against: a mode that promises to fix a gap by a new snapshot, and does not.
  @ParameterizedTest
  @EnumSource
  void modeWhenNeededReadsTheTablesAgain(Interference interference) {
    try (TestDatabase database = TestDatabase.create();
        Connector connector = create(database, "when_needed")) {
      streamOneRow(database, connector);
      connector.stop();
      database.execute("INSERT INTO t VALUES (2)");
      interference.happen(database);
      connector.resume();
      connector.awaitStreaming();
      connector.topics().await("public.t", 3);
      database.execute("INSERT INTO t VALUES (3)");

      assertThat(connector.topics().await("public.t", 4))
          .extracting(event -> event.op() + event.key().path("id").asInt())
          .isEqualTo(List.of("c1", "r1", "r2", "c3"));
    }
  }

  // Guards against: a slot that fails at each restart, with advice that does not help: servers
  // before PostgreSQL 18 end the stream at a change that was written without its publication.
  @ParameterizedTest
  @ValueSource(ints = {14, 17})
  void aChangeWrittenWithoutThePublicationIsAGapBefore18(int major) {
    try (TestDatabase database = TestDatabase.create(Servers.postgres(major));
        Connector connector = create(database, "initial")) {
      streamOneRow(database, connector);
      connector.stop();
      makePublicationAgain(database);
      connector.resume();

      assertThat(connector.awaitFailed())
          .contains(database.slot())
          .contains("can never pass")
          .contains("when_needed")
          .contains("pg_drop_replication_slot");
      connector.topics().readOn();
      assertThat(connector.topics().of("public.t")).as("nothing after the gap").hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 17})
  void modeWhenNeededReplacesTheSlotOfAPublicationThatWasGone(int major) {
    try (TestDatabase database = TestDatabase.create(Servers.postgres(major));
        Connector connector = create(database, "when_needed")) {
      streamOneRow(database, connector);
      connector.stop();
      makePublicationAgain(database);
      connector.resume();
      connector.topics().await("public.t", 3);
      connector.awaitStreaming();
      database.execute("INSERT INTO t VALUES (3)");

      assertThat(connector.topics().await("public.t", 4))
          .extracting(event -> event.op() + event.key().path("id").asInt())
          .isEqualTo(List.of("c1", "r1", "r2", "c3"));
    }
  }

  /** Row 2 is written while there is no publication. */
  private static void makePublicationAgain(TestDatabase database) {
    database.execute(
        "DROP PUBLICATION " + database.publication(),
        "INSERT INTO t VALUES (2)",
        "CREATE PUBLICATION " + database.publication() + " FOR TABLE t");
  }

  // Guards against: a false alarm after an ordinary stop, however much WAL was written meanwhile.
  @Test
  void aStopAndMuchOtherTrafficIsNoGap() {
    try (TestDatabase database = TestDatabase.create();
        Connector connector = create(database, "initial")) {
      streamOneRow(database, connector);
      connector.stop();
      database.execute(
          "CREATE TABLE other AS SELECT g, repeat('x', 500) FROM generate_series(1, 20000) g",
          "SELECT pg_switch_wal()",
          "INSERT INTO t VALUES (2)",
          "CHECKPOINT");
      connector.resume();

      assertThat(connector.topics().await("public.t", 2))
          .extracting(event -> event.op() + event.key().path("id").asInt())
          .isEqualTo(List.of("c1", "c2"));
    }
  }

  private static Connector create(TestDatabase database, String mode) {
    database.execute("CREATE TABLE t (id int PRIMARY KEY)");
    return Servers.connect()
        .create(database, ConnectorConfig.of(database, "public.t").with("snapshot.mode", mode));
  }

  /** Returns when the position of the row is stored. */
  private static void streamOneRow(TestDatabase database, Connector connector) {
    connector.awaitStreaming();
    database.execute("INSERT INTO t VALUES (1)");
    connector.topics().await("public.t", 1);
    connector.awaitCaughtUp();
  }
}
