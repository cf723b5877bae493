/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.database.DatabaseException;
import io.waltap.connect.layout.Lane;
import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.position.TablePosition.Stage;
import io.waltap.connect.record.TestTable;
import io.waltap.connect.table.TableLife;
import io.waltap.connect.table.TableLife.New;
import io.waltap.connect.table.TableLife.Streaming;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A start that is interrupted anywhere, and repeated, comes to the same as one that is not: all
 * rows that are wanted are delivered as of one moment for each table, after the lane's first
 * position, and each table is stored as read.
 */
class LaneStartInterruptedTest {
  private static final List<String> TABLES = List.of("public.a", "public.b", "public.c");

  /** What a lane finds at its start. */
  enum Situation {
    NOTHING_IS_THERE,
    ONLY_THE_SLOT_IS_THERE,
    HALF_OF_THE_TABLES_ARE_READ,
    ALL_IS_READ_AND_WANTED_AGAIN,
    THE_SLOT_IS_GONE,
    THE_SLOT_IS_INVALID,
    THE_SLOT_IS_AHEAD,
    DEBEZIUM_HAS_RUN,
    ONLY_ROWS_ARE_WANTED;

    String snapshotMode() {
      return switch (this) {
        case ALL_IS_READ_AND_WANTED_AGAIN -> "always";
        case THE_SLOT_IS_GONE, THE_SLOT_IS_INVALID, THE_SLOT_IS_AHEAD -> "when_needed";
        case ONLY_ROWS_ARE_WANTED -> "initial_only";
        default -> "initial";
      };
    }

    /** Whether the rows of a table are to be read. */
    boolean wants(String table) {
      return switch (this) {
        case DEBEZIUM_HAS_RUN -> false;
        case HALF_OF_THE_TABLES_ARE_READ -> !table.equals("public.a");
        default -> true;
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void theStartIsRepeatedAfterALostConnection(Situation situation) throws Exception {
    TestTable test = test(situation);
    int steps = steps(situation, test);
    for (int step = 1; step <= steps; step++) {
      for (boolean storesAtOnce : List.of(false, true)) {
        World world = new World(situation, test);
        world.server.loseConnectionAt(step);
        try (StartingLane task = world.task()) {
          List<SourceRecord> before = world.interrupted(task);
          if (storesAtOnce) {
            world.stored.storeAll(before);
          }
          task.start();
          List<SourceRecord> after = task.taken();
          world.stored.storeAll(before);
          world.stored.storeAll(after);
          world.check(task, before, after);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherTaskStartsAfterACrashInBetween(Situation situation) throws Exception {
    TestTable test = test(situation);
    int steps = steps(situation, test);
    for (int step = 1; step <= steps; step++) {
      for (boolean stored : List.of(false, true)) {
        World world = new World(situation, test);
        world.server.loseConnectionAt(step);
        List<SourceRecord> before;
        try (StartingLane task = world.task()) {
          before = world.interrupted(task);
        }
        if (stored) {
          world.stored.storeAll(before);
        }
        world.startAndCheck(before);
      }
    }
  }

  // Guards against: a crash between the lane's first position and what says of the tables that they
  // are unread, which leaves tables out.
  @ParameterizedTest
  @EnumSource
  void anotherTaskStartsWhereverConnectHasCeasedToStore(Situation situation) throws Exception {
    TestTable test = test(situation);
    int stored = 0;
    int all;
    do {
      World world = new World(situation, test);
      List<SourceRecord> before;
      try (StartingLane task = world.task()) {
        task.start();
        before = task.taken();
      }
      all = before.size();
      world.stored.storeAll(before.subList(0, stored));
      world.startAndCheck(before.subList(0, stored));
      stored++;
    } while (stored <= all);
  }

  private static TestTable test(Situation situation) {
    return new TestTable("snapshot.mode", situation.snapshotMode());
  }

  /** How many steps a start takes that is not interrupted. */
  private static int steps(Situation situation, TestTable test) throws Exception {
    World world = new World(situation, test);
    world.startAndCheck(List.of());
    return world.server.steps();
  }

  /** What outlives a task: the server, and what Connect has stored. */
  private static final class World {
    private final Situation situation;
    private final TestTable test;
    private final InMemoryServer server;
    private final StoredOffsets stored = new StoredOffsets();

    World(Situation situation, TestTable test) {
      this.situation = situation;
      this.test = test;
      server = new InMemoryServer(test);
      server.publish(1, "a", 1, 2);
      server.publish(2, "b", 3);
      server.publish(3, "c");
      switch (situation) {
        case NOTHING_IS_THERE, ONLY_ROWS_ARE_WANTED -> {}
        case ONLY_THE_SLOT_IS_THERE -> server.slotAt(300);
        case HALF_OF_THE_TABLES_ARE_READ -> {
          server.slotAt(300);
          stored.lane("slot", 400);
          stored.table("public.a", TablePosition.snapshot(true, 200));
          stored.table("public.b", TablePosition.snapshot(false, 200));
        }
        case ALL_IS_READ_AND_WANTED_AGAIN -> {
          server.slotAt(300);
          everythingIsRead();
        }
        case THE_SLOT_IS_GONE -> everythingIsRead();
        case THE_SLOT_IS_INVALID -> {
          server.invalidSlotAt(300);
          everythingIsRead();
        }
        case THE_SLOT_IS_AHEAD -> {
          server.slotAt(450);
          everythingIsRead();
        }
        case DEBEZIUM_HAS_RUN -> {
          server.slotAt(300);
          stored.store(
              SourcePartition.debezium("srv"),
              Map.of("lsn", 390L, "lsn_commit", 380L, "messageType", "COMMIT"));
        }
      }
    }

    private void everythingIsRead() {
      stored.lane("slot", 400);
      for (String table : TABLES) {
        stored.table(table, TablePosition.snapshot(true, 200));
      }
    }

    StartingLane task() {
      return new StartingLane(test, Lane.single("slot"), server, stored);
    }

    /** Starts a task that loses its connection, and returns what it has delivered until then. */
    List<SourceRecord> interrupted(StartingLane task) throws InterruptedException {
      assertThatThrownBy(task::start)
          .isInstanceOfAny(SQLException.class, DatabaseException.class)
          .hasMessageContaining("the connection was lost");
      return task.taken();
    }

    /** Starts another task, which is not interrupted. */
    void startAndCheck(List<SourceRecord> before) throws SQLException, InterruptedException {
      try (StartingLane task = task()) {
        task.start();
        List<SourceRecord> after = task.taken();
        stored.storeAll(after);
        check(task, before, after);
      }
    }

    /** Checks what has become of it in the end. */
    void check(StartingLane task, List<SourceRecord> before, List<SourceRecord> after) {
      List<Delivered> delivered = new ArrayList<>();
      before.forEach(captured -> delivered.add(Delivered.by(captured)));
      after.forEach(captured -> delivered.add(Delivered.by(captured)));

      List<String> later = task.admission().whileStreaming();
      for (String table : TABLES) {
        TableLife life = task.table(table.substring("public.".length())).life();
        if (later.contains(table)) {
          // its rows are read while the others stream, and until then it does not look read
          assertThat(life).isInstanceOf(New.class);
          assertThat(stored.table(table))
              .matches(place -> place == null || place.snapshotPending());
        } else {
          assertThat(life).isEqualTo(Streaming.INSTANCE);
          checkRows(table, delivered);
        }
      }
      if (situation != Situation.ONLY_ROWS_ARE_WANTED) {
        assertThat(stored.lane("slot").lsn()).isEqualTo(server.confirmed());
        assertThat(delivered.stream().filter(each -> each.name().equals("slot") || each.row() > 0))
            .first()
            .extracting(Delivered::name)
            .isEqualTo("slot");
      }
    }

    private void checkRows(String table, List<Delivered> delivered) {
      TablePosition position = stored.table(table);
      List<Integer> rows =
          delivered.stream()
              .filter(each -> each.name().equals(table) && each.row() > 0)
              .filter(each -> each.lsn() == position.commitLsn())
              .map(Delivered::row)
              .toList();

      assertThat(position.stage()).isEqualTo(Stage.SNAPSHOT_COMPLETED);
      assertThat(rows)
          .as("rows of %s as of %s", table, position)
          .isEqualTo(situation.wants(table) ? server.keys(table) : List.of());
    }
  }
}
