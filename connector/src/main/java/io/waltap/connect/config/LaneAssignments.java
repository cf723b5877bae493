/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import io.waltap.connect.pgoutput.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.kafka.common.config.ConfigException;

/** {@code lane.assignments}: tables that are pinned to a lane. Immutable. */
public final class LaneAssignments {
  private final String text;
  private final List<Pin> pins;

  private LaneAssignments(String text, List<Pin> pins) {
    this.text = text;
    this.pins = List.copyOf(pins);
  }

  /**
   * @param text the property's value, or null
   * @throws ConfigException if it is not of its form
   */
  public static LaneAssignments parse(String text) {
    List<String> entries = NamePatterns.split(text, ';');
    List<Pin> pins = new ArrayList<>();
    for (String entry : entries) {
      pins.add(Pin.parse(text, entry));
    }
    return new LaneAssignments(String.join(";", entries), pins);
  }

  /** Checks the property's value for a number of lanes. */
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

  /**
   * The lane to which a table is pinned. With fewer tables than tasks there are fewer lanes than
   * the pins may name: such a pin does not count.
   *
   * @param lanes how many lanes there are
   */
  public OptionalInt laneOf(TableId table, int lanes) {
    for (Pin pin : pins) {
      if (pin.lane() < lanes && pin.tables().matches(table.text())) {
        return OptionalInt.of(pin.lane());
      }
    }
    return OptionalInt.empty();
  }

  /** The entries, separated by semicolons; empty without any. */
  public String text() {
    return text;
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
