/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.ConfigException;

/**
 * How tables are spread over lanes: each to the lane that its pin says, or else by rendezvous
 * hashing of its name. Which lane a table belongs to depends on nothing else, so every task and the
 * connector come to the same answer, and a lane more or less moves only the tables that have to
 * move.
 */
public final class LaneLayout {
  /** More would be more walsenders than any server should have for one connector. */
  public static final int MOST_LANES = 64;

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final int lanes;
  private final String assignments;
  private final List<Pin> pins;

  private LaneLayout(int lanes, String assignments, List<Pin> pins) {
    this.lanes = lanes;
    this.assignments = assignments;
    this.pins = List.copyOf(pins);
  }

  /** One lane, which carries all tables. */
  public static LaneLayout single() {
    return new LaneLayout(1, "", List.of());
  }

  /**
   * @param assignments {@code lane.assignments}, or null
   * @throws ConfigException if the assignments are not of their form
   */
  public static LaneLayout of(int lanes, String assignments) {
    int count = Math.max(1, Math.min(lanes, MOST_LANES));
    if (count == 1) {
      return single();
    }
    List<String> entries = NamePatterns.split(assignments, ';');
    List<Pin> pins = new ArrayList<>();
    for (String entry : entries) {
      pins.add(Pin.parse(assignments, entry));
    }
    return new LaneLayout(count, String.join(";", entries), pins);
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

  /** Checks {@code lane.assignments} for a number of lanes. */
  static void check(String text, int lanes) {
    for (String entry : NamePatterns.split(text, ';')) {
      int lane = Pin.parse(text, entry).lane();
      if (lane >= lanes) {
        throw new ConfigException(
            ReplicationKeys.LANE_ASSIGNMENTS,
            text,
            "\""
                + entry
                + "\" names lane "
                + lane
                + ", but tasks.max="
                + lanes
                + " makes lanes 0 to "
                + (lanes - 1));
      }
    }
  }

  public int lanes() {
    return lanes;
  }

  /** Number and pins in one text, as it is stored beside a lane's position. */
  public String text() {
    return assignments.isEmpty() ? Integer.toString(lanes) : lanes + ";" + assignments;
  }

  /** The lane of a table, from 0. */
  public int laneOf(String schema, String table) {
    if (lanes == 1) {
      return 0;
    }
    String id = schema + "." + table;
    for (Pin pin : pins) {
      // with fewer tables than tasks there are fewer lanes than the pins may name
      if (pin.lane() < lanes && pin.tables().matches(id)) {
        return pin.lane();
      }
    }
    return rendezvous(id);
  }

  /**
   * Highest random weight: of all lanes the one whose hash together with the name is the largest.
   */
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

  /** Spreads the bits of both, so that names that differ in one letter do not end up together. */
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

  /** Tables that are to be in a certain lane. */
  private record Pin(NamePatterns tables, int lane) {
    static Pin parse(String text, String entry) {
      int colon = entry.lastIndexOf(':');
      String lane = entry.substring(colon + 1).trim();
      if (colon < 1 || !lane.matches("[0-9]{1,2}")) {
        throw new ConfigException(
            ReplicationKeys.LANE_ASSIGNMENTS,
            text,
            "\"" + entry + "\" is not of the form schema.table:lane, with a lane from 0");
      }
      String tables = entry.substring(0, colon).trim();
      return new Pin(
          NamePatterns.one(ReplicationKeys.LANE_ASSIGNMENTS, text, tables, null, 2),
          Integer.parseInt(lane));
    }
  }
}
