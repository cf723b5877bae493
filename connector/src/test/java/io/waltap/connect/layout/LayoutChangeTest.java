/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.SlotNames;
import io.waltap.connect.database.DatabaseException;
import io.waltap.connect.position.LanePosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The lanes' slots are s, s_1, s_2. */
class LayoutChangeTest {
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "name", "orders",
          "topic.prefix", "srv",
          "database.hostname", "localhost",
          "database.user", "test",
          "database.dbname", "test",
          "slot.name", "s");

  private final List<LayoutChange> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(LayoutChange::close);
  }

  // The way to new lanes

  @Test
  void oneLaneNeedsNothing() {
    World world = new World("a", "b");

    assertThat(lanes(world.connector().tasks(1)))
        .containsExactly(new Lane(0, LaneLayout.single(), 0, "s"));
    assertThat(world.server.done()).isEmpty();
  }

  @Test
  void thereAreNoMoreLanesThanTables() {
    World world = new World("a", "b");

    assertThat(lanes(world.connector().tasks(5)))
        .extracting(Lane::slot)
        .containsExactly("s", "s_1");
  }

  @Test
  void aFirstStartMakesTheFirstSlotAndTheOneThatLanesCopy() {
    World world = new World("a", "b");

    assertThat(lanes(world.connector().tasks(2))).allMatch(lane -> lane.epoch() == 1);
    assertThat(world.server.done()).containsExactly("make s", "copy s as s_handover_1");
  }

  @Test
  void whenAllLanesHaveArrivedTheSlotThatTheyCopiedIsDropped() {
    World world = new World("a", "b");
    LayoutChange connector = world.connector();
    List<Map<String, String>> tasks = connector.tasks(2);
    connector.check();
    assertThat(world.server.slotsLeft()).as("none has arrived").containsKey("s_handover_1");

    world.arrive(tasks);
    connector.check();
    assertThat(world.server.slotsLeft()).containsOnlyKeys("s", "s_1");
  }

  @Test
  void aChangeThatIsCompleteIsNotRepeated() {
    World world = new World("a", "b");
    LayoutChange connector = world.connector();
    world.arrive(connector.tasks(2));
    connector.check();
    List<String> done = world.server.done();

    connector.check();
    LayoutChange next = world.connector();
    next.tasks(2);
    next.check();
    assertThat(world.server.done()).isEqualTo(done);
  }

  // Guards against: a slot that is left behind and keeps WAL, lanes without a slot to copy, and a
  // layout that shares its epoch with the interrupted one.
  @Test
  void aFirstStartThatIsInterruptedAnywhereIsCompletedByTheNextRun() {
    World measured = new World("a", "b");
    measured.connector().tasks(2);
    int steps = measured.server.steps();
    assertThat(steps).isGreaterThan(5);

    for (int step = 1; step <= steps; step++) {
      World world = new World("a", "b");
      world.server.loseConnectionAt(step);
      LayoutChange crashed = world.connector();
      assertInterrupted(crashed);
      crashed.close();

      List<Lane> lanes = lanes(world.connector().tasks(2));
      String handover = SlotNames.handover("s", lanes.get(0).epoch());
      assertThat(world.server.slotsLeft())
          .as("interrupted at step %d", step)
          .containsOnlyKeys("s", handover)
          .allSatisfy(
              (slot, position) -> assertThat(position).isEqualTo(InMemoryLayoutServer.WAL_END));
      assertThat(lanes).hasSize(2);
    }
  }

  @Test
  void theSameRunMayTryAgain() {
    World measured = new World("a", "b");
    measured.connector().tasks(2);
    World world = new World("a", "b");
    LayoutChange connector = world.connector();
    // the last step but two: the slot is copied, and the answer is lost
    world.server.loseConnectionAt(measured.server.steps() - 2);
    assertInterrupted(connector);

    connector.tasks(2);
    assertThat(world.server.slotsLeft()).containsOnlyKeys("s", "s_handover_2");
  }

  // Cleaning up

  @Test
  void aLaneThatIsNoMoreLosesItsSlotAndItsPublication() {
    World world = withThreeLanes();
    LayoutChange connector = world.connector();
    world.arrive(connector.tasks(2));

    connector.check();
    assertThat(world.server.slotsLeft()).containsOnlyKeys("s", "s_1");
    assertThat(world.server.publicationsLeft()).containsExactly("s", "s_1");
  }

  @Test
  void aSingleLaneHasNoPublicationOfItsOwn() {
    World world = withThreeLanes();
    LayoutChange connector = world.connector();
    world.arrive(connector.tasks(1));

    connector.check();
    assertThat(world.server.slotsLeft()).containsOnlyKeys("s");
    assertThat(world.server.publicationsLeft()).isEmpty();
  }

  // Guards against: slots and publications that nothing drops any more.
  @Test
  void aCleanUpThatIsInterruptedAnywhereIsCompletedByTheNextCheck() {
    World measured = withThreeLanes();
    LayoutChange uninterrupted = measured.connector();
    measured.arrive(uninterrupted.tasks(2));
    measured.server.loseConnectionAt(0);
    uninterrupted.check();
    int steps = measured.server.steps();
    assertThat(steps).isGreaterThan(5);

    for (int step = 1; step <= steps; step++) {
      World world = withThreeLanes();
      LayoutChange connector = world.connector();
      world.arrive(connector.tasks(2));
      world.server.loseConnectionAt(step);
      connector.check();

      connector.check();
      assertThat(world.server.slotsLeft())
          .as("interrupted at step %d", step)
          .containsOnlyKeys("s", "s_1");
      assertThat(world.server.publicationsLeft())
          .as("interrupted at step %d", step)
          .containsExactly("s", "s_1");
    }
  }

  // What stops a change

  @Test
  void aMissingSlotOfALaneStopsTheChange() {
    World world = withThreeLanes();
    world.server.dropped("s_2");
    List<String> done = world.server.done();

    LayoutChange connector = world.connector();
    assertThatThrownBy(() -> connector.tasks(2))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("\"s_2\"");
    assertThat(world.server.done()).isEqualTo(done);
  }

  // Guards against: a new slot where changes of a table that was read are missing.
  @Test
  void aMissingSlotIsAGapIfAnyTableWasDelivered() {
    World world = new World("a", "b");
    world.stored.table("public.a");

    LayoutChange connector = world.connector();
    assertThatThrownBy(() -> connector.tasks(2)).isInstanceOf(ConnectException.class);
    assertThat(world.server.done()).isEmpty();
  }

  @Test
  void lanesThatOnlyReadRowsNeedNoSlots() {
    World world = new World("a", "b");

    LayoutChange connector = world.connector("snapshot.mode", "initial_only");
    assertThat(connector.tasks(2)).hasSize(2);
    connector.check();
    assertThat(world.server.done()).isEmpty();
  }

  // Other lanes

  @Test
  void aNewTableMayNeedAnotherLane() {
    World world = new World("a");
    LayoutChange connector = world.connector();
    assertThat(connector.tasks(2)).hasSize(1);
    connector.check();
    assertThat(world.requests.reconfigurations).isZero();

    world.server.table("b");
    connector.check();
    assertThat(world.requests.reconfigurations).isEqualTo(1);
  }

  @Test
  void aLaneOfALaterLayoutMakesTheConnectorChooseAgain() {
    World world = new World("a", "b");
    LayoutChange connector = world.connector();
    world.arrive(connector.tasks(2));
    List<String> done = world.server.done();
    world.stored.lane("s_1", new LanePosition(100, "sys", 1, 2, "3"));

    connector.check();
    assertThat(world.requests.reconfigurations).isEqualTo(1);
    assertThat(world.server.done()).isEqualTo(done);
  }

  // Threads

  // Guards against: a connector that never checks its lanes again, and nothing tells.
  @Test
  void anErrorFailsTheConnector() {
    World world = new World("a", "b");
    LayoutChange connector = world.connector();
    connector.tasks(2);
    OutOfMemoryError cause = new OutOfMemoryError("no heap");
    world.server.fail(cause);

    assertThatThrownBy(connector::check).isSameAs(cause);
    assertThat(world.requests.raised)
        .singleElement()
        .extracting(Exception::getCause)
        .isSameAs(cause);
  }

  @Test
  void aConnectorThatIsStoppedAsksNothingMore() {
    World world = new World("a", "b");
    LayoutChange connector = world.connector();
    connector.tasks(2);

    connector.close();
    assertThat(world.server.isEnded()).isTrue();
    world.server.loseConnectionAt(0);
    connector.check();
    assertThat(world.server.steps()).isZero();
  }

  private static List<Lane> lanes(List<Map<String, String>> tasks) {
    return tasks.stream().map(task -> Lane.of(task, "s")).toList();
  }

  /** The connection is lost while the connector is asked for tasks. */
  private static void assertInterrupted(LayoutChange connector) {
    assertThatThrownBy(() -> connector.tasks(2))
        .isInstanceOfAny(ConnectException.class, DatabaseException.class)
        .hasMessageContaining("the connection was lost");
  }

  /** Three lanes that have arrived, and nothing is left to do. */
  private World withThreeLanes() {
    World world = new World("a", "b", "c");
    LayoutChange connector = world.connector();
    world.arrive(connector.tasks(3));
    connector.check();
    assertThat(world.server.slotsLeft()).containsOnlyKeys("s", "s_1", "s_2");
    connector.close();
    return world;
  }

  /** A server, what Connect has stored, and what it was asked for. */
  private final class World {
    private final InMemoryLayoutServer server;
    private final StoredLanes stored = new StoredLanes();
    private final Requests requests = new Requests();

    World(String... tables) {
      server = new InMemoryLayoutServer(tables);
    }

    /**
     * A new run of the connector, which makes no checks of its own.
     *
     * @param more properties: key, value, key, value...
     */
    LayoutChange connector(String... more) {
      Map<String, String> properties = new HashMap<>(PROPERTIES);
      for (int i = 0; i < more.length; i += 2) {
        properties.put(more[i], more[i + 1]);
      }
      LayoutChange connector =
          new LayoutChange(
              properties,
              new ConnectorConfig(properties),
              server,
              stored,
              requests,
              Duration.ofHours(1));
      started.add(connector);
      return connector;
    }

    /** The lanes have their slots, have made their publications, and have stored a position. */
    void arrive(List<Map<String, String>> tasks) {
      for (Lane lane : lanes(tasks)) {
        server.slot(lane.slot(), InMemoryLayoutServer.WAL_END);
        if (lane.layout().lanes() > 1) {
          server.publication(lane.slot());
        }
        stored.lane(lane.slot(), lane.noPosition().of("sys", 1).at(InMemoryLayoutServer.WAL_END));
      }
    }
  }

  /** What the connector asks of Connect. */
  private static final class Requests implements ConnectorContext {
    private final List<Exception> raised = new ArrayList<>();
    private int reconfigurations;

    @Override
    public void requestTaskReconfiguration() {
      reconfigurations++;
    }

    @Override
    public void raiseError(Exception cause) {
      raised.add(cause);
    }

    @Override
    public PluginMetrics pluginMetrics() {
      throw new UnsupportedOperationException();
    }
  }
}
