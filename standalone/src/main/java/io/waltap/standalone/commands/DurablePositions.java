/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.embedded.ConnectRest;
import io.waltap.standalone.landing.Landing;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
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

  private final ConnectRest rest;
  private final Landing landing;
  private final LakeState lake;
  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

  private final Pacer takes;

  private Taken taken;
  private Taken saved;
  private long savedAt;

  /** What the source had stored at one moment, and where the topics ended after it. */
  private record Taken(StoredPositions positions, Landing.Mark mark) {}

  /**
   * @param interval between two questions what the source has stored: Kafka Connect reads its topic
   *     of offsets for each of them
   */
  DurablePositions(ConnectRest rest, Landing landing, LakeState lake, Duration interval) {
    this.rest = rest;
    this.landing = landing;
    this.lake = lake;
    this.takes = new Pacer(interval);
  }

  /** One step, as far as it goes without waiting. To be called again and again. */
  void advance() {
    if (taken == null && takes.due()) {
      taken = take();
    }
    if (taken != null && landing.landed(taken.mark)) {
      save();
    }
  }

  /** Saves what is stored now, when the source is stopped and everything has landed. */
  void saveLast() {
    Taken last = take();
    if (last != null) {
      lake.save(last.positions);
    }
  }

  private Taken take() {
    StoredPositions positions = new StoredPositions(rest.offsets(RunCommand.SOURCE));
    if (positions.isEmpty() || saved != null && positions.equals(saved.positions)) {
      return null;
    }
    // after the positions were read: so all records before them are before these ends
    return new Taken(positions, landing.mark());
  }

  private void save() {
    boolean idle = saved != null && taken.mark.sameEnds(saved.mark);
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

  /** The position up to which each slot may be confirmed. */
  Map<String, Long> saved() {
    return saved == null ? Map.of() : saved.positions.slots();
  }
}
