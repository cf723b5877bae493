/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import io.waltap.connect.config.SnapshotMode;
import io.waltap.connect.database.SlotState;
import io.waltap.connect.database.SystemIdentity;
import io.waltap.connect.lane.DeliveredLog;
import io.waltap.connect.lane.StartPlan;
import io.waltap.connect.layout.LaneWorld.Slot;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.StoredPositions;
import io.waltap.connect.position.TablePosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A task in {@link LaneWorld}: does what LaneArrival, LaneRunner and Outbox have to do, one step at
 * a time.
 */
final class LaneWorldTask {
  private static final SystemIdentity SERVER = new SystemIdentity("sys", 1, -1);

  private enum State {
    STARTING,
    ENTERING,
    LINKING,
    STREAMING,
    ENDED
  }

  private final LaneWorld world;
  private final Lane lane;
  private final int generation;
  private final int number;

  private State state = State.STARTING;
  private boolean zombie;
  private boolean fenced;

  /** How far each table is handed over. */
  private final Map<String, Integer> handed = new TreeMap<>();

  /** Those of them that have got on since the last store. */
  private final Set<String> touched = new TreeSet<>();

  /** With exactly-once: the open Kafka transaction. */
  private final List<Handed> open = new ArrayList<>();

  /** Everything up to here was read from the slot. */
  private int place;

  /** Everything up to here was stored before this task, or read by it before the link broke. */
  private int floor;

  private int foundAt;
  private int confirmable;
  private int confirmed;

  /** Its position may be stored. */
  private boolean begun;

  private boolean hasStored;

  private record Handed(String table, int place, boolean rows) {}

  LaneWorldTask(LaneWorld world, Lane lane, int generation, int number) {
    this.world = world;
    this.lane = lane;
    this.generation = generation;
    this.number = number;
  }

  Lane lane() {
    return lane;
  }

  boolean hasEnded() {
    return state == State.ENDED;
  }

  boolean isZombie() {
    return zombie;
  }

  void becomeZombie() {
    zombie = true;
  }

  /**
   * Whether it is an earlier run of the same lane, or of any lane under an earlier configuration.
   */
  boolean replaces(LaneWorldTask other) {
    return other.generation < generation
        || other.generation == generation
            && other.lane.index() == lane.index()
            && other.number < number;
  }

  void fence() {
    fenced = true;
  }

  /** Connect stops it in good order: what it has handed over is stored. */
  void stop() {
    if (state == State.STREAMING || state == State.LINKING) {
      store(true);
    }
    end("stops");
  }

  void end(String why) {
    if (state != State.ENDED) {
      note(why);
      state = State.ENDED;
      world.ended(this);
    }
  }

  void step() {
    switch (state) {
      case STARTING -> {
        world.fence(this);
        state = State.ENTERING;
      }
      case ENTERING -> enter();
      case LINKING -> link();
      case STREAMING -> stream();
      case ENDED -> throw world.violation(this + " goes on after its end");
    }
  }

  // Comes to its slot

  private void enter() {
    ArrivalPlan next =
        world.ask(world.storedLanes, lanes -> world.planner.arrive(lanes, lane, tableNames()));
    if (next instanceof ArrivalPlan.DropSlot) {
      // a slot that another task reads cannot be dropped
      if (world.slots.get(lane.slot()).reader == null) {
        note("drops its slot");
        world.slots.remove(lane.slot());
      }
    } else if (next instanceof ArrivalPlan.CopyHandover) {
      int position = world.slots.get(world.planner.handoverSlot(lane.epoch())).confirmed;
      note("copies the handover slot at " + position);
      world.slots.put(lane.slot(), new Slot(position));
    } else if (next instanceof ArrivalPlan.ForeignSlot) {
      throw world.violation(this + " takes its slot for another client's");
    } else if (next instanceof ArrivalPlan.KeepSlot) {
      begin();
    }
    // AwaitHandover: it checks again at its next step
  }

  private void begin() {
    Slot own = world.slots.get(lane.slot());
    LanePosition before = world.storedLanes.get(lane.slot());
    boolean arrived =
        before != null
            && before.epoch() == lane.epoch()
            && Objects.equals(before.lanes(), layoutText());
    // a copy of the handover slot has nothing to do with what the lane stored when it last ran
    Slot handover = world.slots.get(world.planner.handoverSlot(lane.epoch()));
    boolean fromHandover =
        !arrived && own != null && handover != null && own.confirmed <= handover.confirmed;
    if (plan(own, fromHandover ? null : before) instanceof StartPlan.MakeSlot) {
      own = new Slot(world.end());
      world.slots.put(lane.slot(), own);
    }
    handed.clear();
    ownTables().stream()
        .filter(world.storedTables::containsKey)
        .forEach(table -> handed.put(table, world.storedTables.get(table)));
    touched.clear();
    open.clear();
    foundAt = own.confirmed;
    place = foundAt;
    confirmable = 0;
    confirmed = 0;
    // the lane's position never goes back, unless it counts for other tables than before
    floor = before != null && (arrived || !gains(before)) ? LaneWorld.place(before.lsn()) : 0;
    begun = !world.linkFirst;
    note("found its slot at " + foundAt);
    state = State.LINKING;
  }

  private StartPlan plan(Slot own, LanePosition before) {
    Map<String, TablePosition> positions = new HashMap<>();
    for (String table : ownTables()) {
      if (world.storedTables.containsKey(table)) {
        long lsn = LaneWorld.lsn(world.storedTables.get(table));
        positions.put("public." + table, TablePosition.snapshot(true, lsn));
      }
    }
    StoredPositions stored = new StoredPositions(Optional.ofNullable(before), positions);
    return StartPlan.of(
        stored,
        DeliveredLog.stored(stored),
        Optional.ofNullable(own).map(this::described),
        SERVER,
        SnapshotMode.INITIAL,
        Set.copyOf(tableNames()),
        lane.slot(),
        null);
  }

  private SlotState described(Slot slot) {
    long lsn = LaneWorld.lsn(slot.confirmed);
    return new SlotState(
        lane.slot(),
        "pgoutput",
        "logical",
        "db",
        false,
        false,
        0,
        lsn,
        lsn,
        "reserved",
        false,
        "",
        false,
        false,
        false);
  }

  private boolean gains(LanePosition before) {
    LaneLayout then =
        before.lanes() == null ? LaneLayout.single() : LaneLayout.parse(before.lanes());
    return ownTables().stream()
        .anyMatch(table -> then.laneOf(new TableId("public", table)) != lane.index());
  }

  /**
   * The server lets one client read a slot at a time. The client that has it knows that no other
   * moves it any more, and checks whether another has moved it before: only then has the lane
   * arrived.
   */
  private void link() {
    if (!world.linkFirst && world.random.nextInt(10) < 3) {
      store(false);
      return;
    }
    Slot own = world.slots.get(lane.slot());
    if (own == null && zombie) {
      end("ends: its slot is gone");
    } else if (own == null) {
      startAgain();
    } else if (own.reader == null) {
      own.reader = this;
      linked(own);
    }
  }

  private void linked(Slot own) {
    if (begun && latestEpoch() > lane.epoch()) {
      end("ends: there is a newer layout");
      return;
    }
    boolean moved = begun ? own.confirmed > Math.max(foundAt, confirmed) : own.confirmed != foundAt;
    if (world.linkFirst && moved) {
      note("another client has moved the slot");
      own.reader = null;
      startAgain();
      return;
    }
    begun = true;
    floor = Math.max(floor, place);
    place = own.confirmed;
    note("streams from " + place);
    state = State.STREAMING;
  }

  private void startAgain() {
    begun = false;
    state = State.STARTING;
  }

  private long latestEpoch() {
    return world.storedLanes.values().stream().mapToLong(LanePosition::epoch).max().orElse(0);
  }

  // Streams

  private void stream() {
    Slot own = world.slots.get(lane.slot());
    int dice = world.random.nextInt(100);
    if (dice < 55) {
      deliver(1 + world.random.nextInt(6));
    } else if (dice < 80) {
      store(false);
    } else if (dice < 96) {
      confirm(own);
    } else if (hasStored || zombie) {
      note("loses its link");
      own.reader = null;
      state = State.LINKING;
    }
  }

  private void deliver(int most) {
    Set<String> tables = ownTables();
    for (String table : tables) {
      if (!handed.containsKey(table)) {
        hand(new Handed(table, world.end(), true));
      }
    }
    int end = Math.min(world.end(), place + most);
    while (place < end) {
      place++;
      for (String table : world.changes(place)) {
        if (tables.contains(table) && place > handed.get(table)) {
          hand(new Handed(table, place, false));
        }
      }
    }
  }

  private void hand(Handed what) {
    note("delivers " + what);
    handed.put(what.table(), what.place());
    touched.add(what.table());
    if (world.exactlyOnce) {
      open.add(what);
    } else {
      world.deliver(what.table(), what.place(), what.rows());
    }
  }

  /** Commits the Kafka transaction; or, without exactly-once, flushes the offsets. */
  private void store(boolean last) {
    if (!begun) {
      return;
    }
    if (fenced) {
      end("ends: it is fenced");
      return;
    }
    int stored = Math.max(floor, place);
    LanePosition position =
        new LanePosition(LaneWorld.lsn(stored), "sys", 1, lane.epoch(), layoutText());
    Slot own = world.slots.get(lane.slot());
    boolean refused = !world.exactlyOnce && own != null && own.confirmed > stored;
    if (!world.exactlyOnce && !last && world.random.nextInt(10) == 0) {
      storeInPart(refused ? null : position);
      return;
    }
    open.forEach(what -> world.deliver(what.table(), what.place(), what.rows()));
    open.clear();
    touched.forEach(table -> world.storedTables.put(table, handed.get(table)));
    touched.clear();
    if (!refused) {
      world.storedLanes.put(lane.slot(), position);
    }
    confirmable = Math.max(confirmable, place);
    hasStored = true;
    note("has stored " + stored);
  }

  /** Each position is a record of its own in the topic of offsets. */
  private void storeInPart(LanePosition position) {
    for (String table : touched) {
      if (world.random.nextBoolean()) {
        world.storedTables.put(table, handed.get(table));
      }
    }
    if (position != null && world.random.nextBoolean()) {
      world.storedLanes.put(lane.slot(), position);
    }
    end("crashes within a flush of offsets");
  }

  private void confirm(Slot own) {
    confirmed = Math.max(confirmed, confirmable);
    if (confirmed > own.confirmed) {
      note("confirms " + confirmed);
      own.confirmed = confirmed;
    }
  }

  private String layoutText() {
    return lane.epoch() == 0 ? null : lane.layout().text();
  }

  private Set<String> ownTables() {
    return world.tables().stream()
        .filter(table -> lane.carries(new TableId("public", table)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<TableId> tableNames() {
    return world.tables().stream().map(table -> new TableId("public", table)).toList();
  }

  private void note(String event) {
    world.note(this + " " + event);
  }

  @Override
  public String toString() {
    return "task "
        + number
        + " ("
        + lane.slot()
        + ", epoch "
        + lane.epoch()
        + (zombie ? ", zombie" : "")
        + (fenced ? ", fenced)" : ")");
  }
}
