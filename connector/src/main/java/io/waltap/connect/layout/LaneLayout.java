/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import io.waltap.connect.config.LaneAssignments;
import io.waltap.connect.config.SlotNames;
import io.waltap.connect.pgoutput.TableId;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.config.ConfigException;

/**
 * How tables are spread over lanes. A table goes to the lane that its pin names, or else by
 * rendezvous hashing of its name. Nothing else counts, so the connector and every task get the same
 * result. One lane more or less moves only the tables that have to move.
 */
public final class LaneLayout {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final int lanes;
  private final LaneAssignments assignments;

  private LaneLayout(int lanes, LaneAssignments assignments) {
    this.lanes = lanes;
    this.assignments = assignments;
  }

  /** One lane, which carries all tables. */
  public static LaneLayout single() {
    return new LaneLayout(1, LaneAssignments.parse(null));
  }

  /**
   * @param assignments {@code lane.assignments}, or null
   * @throws ConfigException if the assignments are not of their form
   */
  public static LaneLayout of(int lanes, String assignments) {
    int count = Math.max(1, Math.min(lanes, SlotNames.MOST_LANES));
    return count == 1 ? single() : new LaneLayout(count, LaneAssignments.parse(assignments));
  }

  /** Reads what {@link #text} wrote. */
  public static LaneLayout parse(String text) {
    int end = text.indexOf(';');
    String count = end < 0 ? text : text.substring(0, end);
    try {
      return of(Integer.parseInt(count), end < 0 ? null : text.substring(end + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"lanes\" must begin with a number, not " + text, e);
    }
  }

  public int lanes() {
    return lanes;
  }

  /** Number and pins in one text, as it is stored with a lane's position. */
  public String text() {
    String pins = assignments.text();
    return pins.isEmpty() ? Integer.toString(lanes) : lanes + ";" + pins;
  }

  /** The lane of a table, from 0. */
  public int laneOf(TableId table) {
    return lanes == 1
        ? 0
        : assignments.laneOf(table, lanes).orElseGet(() -> rendezvous(table.text()));
  }

  /** Highest random weight: the lane whose hash together with the table's name is the largest. */
  private int rendezvous(String id) {
    long name = FNV_OFFSET;
    for (byte each : id.getBytes(StandardCharsets.UTF_8)) {
      name = (name ^ (each & 0xFF)) * FNV_PRIME;
    }
    int best = 0;
    for (int lane = 1; lane < lanes; lane++) {
      if (Long.compareUnsigned(weight(name, lane), weight(name, best)) > 0) {
        best = lane;
      }
    }
    return best;
  }

  /**
   * Spreads the bits of name and lane, so that names that differ in one letter do not end up
   * together.
   */
  private static long weight(long name, int lane) {
    long mixed = name + (lane + 1) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LaneLayout layout && text().equals(layout.text());
  }

  @Override
  public int hashCode() {
    return text().hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
