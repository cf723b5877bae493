/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.embedded.ConnectRest;
import io.waltap.standalone.landing.Landing;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the source confirm its slot only for what is in the Iceberg tables. PostgreSQL deletes the
 * WAL of confirmed changes, and the broker here is the only one, so its disk is no safe place.
 *
 * <pre>
 *   take     what the source has stored, and after that the ends of the topics
 *   wait     until everything before these ends is in the tables
 *   save     the positions in the catalog
 *   confirm  the slot up to the positions
 * </pre>
 *
 * <p>So the slot is never ahead of the saved positions, and these are never ahead of the tables.
 * Used by one thread.
 */
final class DurablePositions {
  private static final Logger LOG = LoggerFactory.getLogger(DurablePositions.class);

  /** Without changes only the slot's position moves. Each save is a commit in the catalog. */
  private static final Duration IDLE = Duration.ofMinutes(5);

  /** When it is worth an operator's attention that nothing lands. */
  private static final Duration LATE = Duration.ofMinutes(10);

  private final ConnectRest rest;
  private final Landing landing;
  private final LakeState lake;
  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

  private final Set<String> known;
  private final Pacer takes;
  private Set<String> unread = Set.of();

  private Taken taken;
  private Taken saved;
  private Taken last;
  private long savedAt;
  private long takenAt;

  /** What the source had stored at one moment, and where the topics ended after it. */
  private record Taken(StoredPositions positions, Landing.Mark mark) {
    boolean isAheadOf(Taken other) {
      Map<String, Long> slots = other.positions.slots();
      return positions.slots().entrySet().stream()
          .anyMatch(
              slot ->
                  Long.compareUnsigned(slot.getValue(), slots.getOrDefault(slot.getKey(), 0L)) > 0);
    }
  }

  /**
   * @param known topics of the broker that nobody wants to land
   * @param interval between two questions what the source has stored: Kafka Connect reads its topic
   *     of offsets for each of them
   */
  DurablePositions(
      ConnectRest rest, Landing landing, LakeState lake, Set<String> known, Duration interval) {
    this.rest = rest;
    this.landing = landing;
    this.lake = lake;
    this.known = Set.copyOf(known);
    this.takes = new Pacer(interval);
  }

  /** One step, as far as it goes without waiting. To be called again and again. */
  void advance() {
    if (taken == null && takes.due()) {
      taken = take();
      takenAt = System.nanoTime();
    }
    if (taken != null && landing.landed(taken.mark)) {
      unread = landing.unread(known);
      if (unread.isEmpty()) {
        save();
      } else {
        taken = null;
      }
    }
  }

  /**
   * Takes what is stored now, when the source is stopped, and waits until it is in the tables.
   *
   * @return false if the patience ended before
   */
  boolean awaitLast(Duration patience) {
    StoredPositions positions = stored();
    last = new Taken(positions, landing.mark());
    return landing.awaitLanded(last.mark, patience);
  }

  /** Saves what {@link #awaitLast} has seen land. */
  void saveLast() {
    if (!last.positions.isEmpty() && landing.unread(known).isEmpty()) {
      lake.save(last.positions);
    }
  }

  private Taken take() {
    StoredPositions positions = stored();
    if (positions.isEmpty() || saved != null && positions.equals(saved.positions)) {
      return null;
    }
    // after the positions were read: so all records before them are before these ends
    return new Taken(positions, landing.mark());
  }

  private StoredPositions stored() {
    return new StoredPositions(rest.offsets(RunSinks.SOURCE));
  }

  private void save() {
    boolean idle =
        saved != null
            && taken.mark.sameEnds(saved.mark)
            && !saved.isAheadOf(taken); // after a promotion the log may have gone back
    if (!idle || System.nanoTime() - savedAt >= IDLE.toNanos()) {
      lake.save(taken.positions);
      saved = taken;
      savedAt = System.nanoTime();
    }
    if (saved != null) {
      // again, because a task that was restarted does not know it
      saved.positions.slots().forEach(this::confirm);
    }
    taken = null;
  }

  private void confirm(String slot, long lsn) {
    try {
      ObjectName pattern =
          new ObjectName("io.waltap:type=lane,slot=" + ObjectName.quote(slot) + ",*");
      for (ObjectName lane : beans.queryNames(pattern, null)) {
        beans.setAttribute(lane, new Attribute("ConfirmUpTo", StoredPositions.lsn(lsn)));
      }
    } catch (JMException e) {
      LOG.debug("slot {} has no task now: {}", slot, e.getMessage());
    }
  }

  /** Why the slot is not confirmed any further; empty if it is, or soon will be. */
  String reason() {
    if (!unread.isEmpty()) {
      return "the sink does not read the topics "
          + String.join(", ", new TreeSet<>(unread))
          + ", so their rows do not land; the slot is not confirmed. A transform of the source must"
          + " not change the names of topics, and sink.topics.regex has to match them.";
    }
    boolean late = taken != null && System.nanoTime() - takenAt > LATE.toNanos();
    return late
        ? "what was captured "
            + LATE.toMinutes()
            + " minutes ago is not in the tables of "
            + String.join(" and ", taken.mark.open())
            + "; the slot is not confirmed, so PostgreSQL keeps the WAL. The log says why"
        : "";
  }

  /** The position up to which each slot may be confirmed. */
  Map<String, Long> saved() {
    return saved == null ? Map.of() : saved.positions.slots();
  }
}
