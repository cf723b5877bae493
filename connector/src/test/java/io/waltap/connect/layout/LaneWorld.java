/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import io.waltap.connect.config.SlotNames;
import io.waltap.connect.lane.GapException;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.LanePosition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A small model of everything around the planners: a server with its log and its slots, what
 * Connect has stored, what consumers have seen, a user who changes their mind, workers that die or
 * are taken for dead. One seed makes one history; after every step the invariants of
 * docs/design/lanes.md are checked.
 *
 * <p>Simpler than the world: a transaction is one place in the log and at most one change of each
 * table; reading a table is one step; what a task does with its slot (check and act) is one step
 * too, because only milliseconds lie between. The connector's check of the slots and its copy of
 * one are two steps.
 *
 * <p>Without exactly-once a zombie may overwrite the position of the task that replaced it. In the
 * model it does not where the slot is ahead of that position already: that is reported as a gap,
 * which stops the lane, and loses nothing.
 */
final class LaneWorld {
  static final String BASE_SLOT = "s";

  /** Positions pass from positive to negative longs in most histories: LSNs are unsigned. */
  private static final long FIRST_LSN = Long.MAX_VALUE - 15;

  private static final int MOST_TASKS = 4;
  private static final int FIRST_TABLES = 5;
  private static final int CALM_ROUNDS = 400;
  private static final int NOWHERE = -1;

  final Random random;
  final boolean exactlyOnce;
  final boolean linkFirst;
  final LanePlanner planner;

  /** By name, as the server has them. */
  final NavigableMap<String, Slot> slots = new TreeMap<>();

  /** By slot, as Connect has them. */
  final NavigableMap<String, LanePosition> storedLanes = new TreeMap<>();

  /** How far each table is delivered, as Connect has it. */
  final NavigableMap<String, Integer> storedTables = new TreeMap<>();

  private final long seed;
  private final List<Set<String>> log = new ArrayList<>(List.of(Set.of()));
  private final NavigableSet<String> tables = new TreeSet<>();
  private final Map<String, Seen> seen = new TreeMap<>();
  private final List<String> history = new ArrayList<>();
  private final LaneWorldConnector connector;
  private int tablesMade;
  private int maxTasks;
  private String assignments = "";
  private boolean calm;

  // the configuration that the connector published last, and one task for each of its lanes
  private LaneLayout layout;
  private long epoch;
  private int generation;
  private final List<LaneWorldTask> tasks = new ArrayList<>();

  /** All that still run, zombies among them. */
  private final List<LaneWorldTask> running = new ArrayList<>();

  private int tasksMade;

  /** A replication slot. */
  static final class Slot {
    int confirmed;

    /** Who streams from it; null: nobody. */
    LaneWorldTask reader;

    Slot(int confirmed) {
      this.confirmed = confirmed;
    }
  }

  /** What consumers have seen of a table. */
  private static final class Seen {
    private final Set<Integer> changes = new HashSet<>();
    private int rowsAt = NOWHERE;
    private int last = NOWHERE;
  }

  /**
   * @param linkFirst whether lanes hold their slot before they say that they have arrived, as they
   *     should
   */
  LaneWorld(long seed, boolean exactlyOnce, boolean linkFirst, LanePlanner planner) {
    this.seed = seed;
    this.random = new Random(seed);
    this.exactlyOnce = exactlyOnce;
    this.linkFirst = linkFirst;
    this.planner = planner;
    for (int i = 0; i < FIRST_TABLES; i++) {
      addTable();
    }
    commit();
    maxTasks = 1 + random.nextInt(MOST_TASKS);
    connector = new LaneWorldConnector(this);
  }

  /**
   * Lets things happen for a while, and then lets the lanes settle.
   *
   * @throws AssertionError if an invariant does not hold; the message tells the history
   */
  void run() {
    try {
      int steps = 60 + random.nextInt(91);
      for (int i = 0; i < steps; i++) {
        step();
        check();
      }
      settle();
    } catch (GapException e) {
      throw new FalseGap(told("a gap that is none: " + e.getMessage()), e);
    }
  }

  // What may happen

  private void step() {
    int dice = random.nextInt(1000);
    if (dice < 160) {
      commit();
    } else if (dice < 300) {
      connector.step();
    } else if (dice < 320) {
      note("the connector starts again");
      connector.restart();
    } else if (dice < 360) {
      reconfigure();
    } else if (dice < 375) {
      changePublication();
    } else if (dice < 400) {
      disturbTask();
    } else if (dice < 450) {
      restartTasks();
    } else if (!running.isEmpty()) {
      LaneWorldTask task = running.get(random.nextInt(running.size()));
      if (task.isZombie() && random.nextInt(12) == 0) {
        task.end("a zombie's end");
      } else {
        task.step();
      }
    }
  }

  /** A transaction over some of the tables. */
  private void commit() {
    List<String> all = shuffled();
    Set<String> changed =
        new TreeSet<>(all.subList(0, Math.min(1 + random.nextInt(3), all.size())));
    log.add(changed);
    note("committed at " + end() + ": " + changed);
  }

  private void reconfigure() {
    if (random.nextInt(5) < 3) {
      maxTasks = 1 + random.nextInt(MOST_TASKS);
    } else {
      List<String> pins = new ArrayList<>();
      for (String table : shuffled().subList(0, random.nextInt(Math.min(3, tables.size()) + 1))) {
        pins.add("public\\." + table + ":" + random.nextInt(MOST_TASKS));
      }
      assignments = String.join(";", pins);
    }
    note("the user wants tasks.max=" + maxTasks + ", lane.assignments=" + assignments);
    connector.restart();
  }

  private void changePublication() {
    if (tables.size() < 3 || random.nextBoolean()) {
      addTable();
    } else {
      String table = shuffled().get(0);
      note(table + " leaves the publication");
      tables.remove(table);
    }
  }

  /** A table that comes back is read again, so it may as well be another one. */
  private void addTable() {
    String table = "t" + tablesMade++;
    note(table + " comes to the publication");
    tables.add(table);
  }

  private void disturbTask() {
    List<LaneWorldTask> alive = tasks.stream().filter(task -> !task.hasEnded()).toList();
    if (alive.isEmpty()) {
      return;
    }
    LaneWorldTask task = alive.get(random.nextInt(alive.size()));
    if (random.nextInt(5) < 3) {
      task.end("crashes");
    } else {
      note(task + " is taken for dead");
      task.becomeZombie();
      replace(task);
    }
  }

  private void restartTasks() {
    for (LaneWorldTask task : List.copyOf(tasks)) {
      if (task.hasEnded()) {
        replace(task);
      }
    }
  }

  private void replace(LaneWorldTask task) {
    LaneWorldTask next = new LaneWorldTask(this, task.lane(), generation, ++tasksMade);
    tasks.set(tasks.indexOf(task), next);
    running.add(next);
  }

  private void settle() {
    note("all is calm from here on");
    calm = true;
    for (LaneWorldTask task : List.copyOf(running)) {
      if (task.isZombie()) {
        task.end("a zombie's end");
      }
    }
    for (int round = 0; round < CALM_ROUNDS && !settled(); round++) {
      if (round < 5) {
        commit();
      }
      restartTasks();
      connector.step();
      List.copyOf(running).forEach(LaneWorldTask::step);
      check();
    }
    if (!settled()) {
      throw violation("it does not settle: slots " + positions() + ", stored " + storedLanes);
    }
  }

  /** One slot for each lane and none else; all that was committed is delivered and confirmed. */
  private boolean settled() {
    if (connector.isPreparing() || !wanted().equals(layout)) {
      return false;
    }
    Set<String> lanes = new TreeSet<>();
    for (int lane = 0; lane < layout.lanes(); lane++) {
      lanes.add(SlotNames.lane(BASE_SLOT, lane));
    }
    return slots.keySet().equals(lanes)
        && slots.values().stream().allMatch(slot -> slot.confirmed == end())
        && tables.stream().allMatch(table -> firstMissing(table) > end());
  }

  // What must hold

  private void check() {
    if (layout == null) {
      return;
    }
    for (int lane = 0; lane < layout.lanes(); lane++) {
      Slot slot = slots.get(SlotNames.lane(BASE_SLOT, lane));
      if (slot != null && hasArrived(lane)) {
        int stored = place(storedLanes.get(SlotNames.lane(BASE_SLOT, lane)).lsn());
        require(slot.confirmed <= stored, "lane %s is confirmed beyond %s", lane, stored);
      }
    }
    if (!connector.isPreparing()) {
      tables.forEach(this::checkReachable);
    }
  }

  /** There is a slot from which the table's lane gets all that is not delivered yet. */
  private void checkReachable(String table) {
    int missing = firstMissing(table);
    int lane = layout.laneOf(new TableId("public", table));
    boolean arrived = hasArrived(lane);
    Slot source =
        slots.get(arrived ? SlotNames.lane(BASE_SLOT, lane) : planner.handoverSlot(epoch));
    if (missing != NOWHERE && source != null && (arrived || epoch > 0)) {
      require(
          source.confirmed < missing,
          "%s lacks its change at %s; %s begins at %s",
          table,
          missing,
          arrived ? "its lane's slot" : "the handover slot",
          source.confirmed);
    }
  }

  private boolean hasArrived(int lane) {
    LanePosition position = storedLanes.get(SlotNames.lane(BASE_SLOT, lane));
    return position != null
        && position.epoch() == epoch
        && (epoch == 0 || layout.text().equals(position.lanes()));
  }

  /**
   * The first change after the table was read that no consumer has seen; after the log's end if
   * there is none.
   */
  private int firstMissing(String table) {
    Seen known = seen.get(table);
    if (known == null || known.rowsAt == NOWHERE) {
      return NOWHERE;
    }
    for (int place = known.rowsAt + 1; place <= end(); place++) {
      if (changes(place).contains(table) && !known.changes.contains(place)) {
        return place;
      }
    }
    return end() + 1;
  }

  private void require(boolean holds, String claim, Object... values) {
    if (!holds) {
      throw violation(String.format(claim, values));
    }
  }

  AssertionError violation(String what) {
    return new AssertionError(told(what));
  }

  private String told(String what) {
    return String.format(
        "seed %d, exactly once %s: %s%n  %s",
        seed, exactlyOnce, what, String.join("\n  ", history));
  }

  // For the connector and its tasks

  /**
   * Asks a planner twice, as after a crash, the second time with all maps in another order.
   *
   * @param stored the lanes' positions, as the asking one knows them
   */
  <T> T ask(Map<String, LanePosition> stored, Function<LaneSlots, T> question) {
    T answer = question.apply(new LaneSlots(BASE_SLOT, stored, positions()));
    T again = question.apply(new LaneSlots(BASE_SLOT, reversed(stored), reversed(positions())));
    require(answer.equals(again), "asked twice, the planner says %s and %s", answer, again);
    return answer;
  }

  private static <V> Map<String, V> reversed(Map<String, V> map) {
    Map<String, V> reversed = new LinkedHashMap<>();
    new TreeMap<>(map).descendingMap().forEach(reversed::put);
    return reversed;
  }

  private Map<String, Long> positions() {
    Map<String, Long> positions = new TreeMap<>();
    slots.forEach((name, slot) -> positions.put(name, lsn(slot.confirmed)));
    return positions;
  }

  /** The layout that the user's configuration and the publication ask for. */
  LaneLayout wanted() {
    return LaneLayout.of(Math.min(maxTasks, tables.size()), assignments);
  }

  /** New configurations for all tasks, unless they are the ones that they have. */
  void publish(LaneLayout newLayout, long newEpoch) {
    if (newLayout.equals(layout) && newEpoch == epoch) {
      return;
    }
    layout = newLayout;
    epoch = newEpoch;
    generation++;
    note("published: " + layout + ", epoch " + epoch);
    for (LaneWorldTask task : tasks) {
      int dice = random.nextInt(10);
      if (calm || dice < 5) {
        task.stop();
      } else if (dice < 7) {
        task.end("crashes");
      } else {
        task.becomeZombie();
      }
    }
    tasks.clear();
    for (int index = 0; index < layout.lanes(); index++) {
      Lane lane = new Lane(index, layout, epoch, BASE_SLOT);
      tasks.add(new LaneWorldTask(this, lane, generation, ++tasksMade));
    }
    running.addAll(tasks);
  }

  /** With exactly-once, nothing that a task replaces can write to Kafka any more. */
  void fence(LaneWorldTask starting) {
    if (exactlyOnce) {
      running.stream().filter(starting::replaces).forEach(LaneWorldTask::fence);
    }
  }

  void ended(LaneWorldTask task) {
    slots.values().stream().filter(slot -> slot.reader == task).forEach(slot -> slot.reader = null);
    running.remove(task);
  }

  /** Consumers see a table's rows, or a change of it. */
  void deliver(String table, int place, boolean rows) {
    Seen known = seen.computeIfAbsent(table, name -> new Seen());
    require(
        !exactlyOnce || place > known.last,
        "%s is delivered at %s, after it was at %s",
        table,
        place,
        known.last);
    known.last = place;
    if (rows) {
      known.rowsAt = Math.max(known.rowsAt, place);
    } else {
      known.changes.add(place);
    }
  }

  Set<String> changes(int place) {
    return log.get(place);
  }

  /** The place of the last transaction. */
  int end() {
    return log.size() - 1;
  }

  NavigableSet<String> tables() {
    return Collections.unmodifiableNavigableSet(tables);
  }

  private List<String> shuffled() {
    List<String> shuffled = new ArrayList<>(tables);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }

  static long lsn(int place) {
    return FIRST_LSN + place;
  }

  static int place(long lsn) {
    return Math.toIntExact(lsn - FIRST_LSN);
  }

  void note(String event) {
    history.add(event);
  }

  /** The lane stops and says that changes are missing, though none are. */
  static final class FalseGap extends AssertionError {
    private static final long serialVersionUID = 1;

    FalseGap(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
