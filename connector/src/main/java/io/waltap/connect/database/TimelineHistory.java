/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.pgoutput.Lsn;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a server's log has left each earlier timeline: the content of a timeline's history file,
 * which {@code TIMELINE_HISTORY} returns. Each promotion begins a timeline at such a switch point.
 *
 * @param switchPoints by the number of the timeline that was left
 */
public record TimelineHistory(Map<Integer, Long> switchPoints) {
  /** The first timeline has no history. Also stands for a history that the server did not tell. */
  public static final TimelineHistory NONE = new TimelineHistory(Map.of());

  public TimelineHistory {
    switchPoints = Map.copyOf(switchPoints);
  }

  /**
   * Reads a history file: lines with a timeline, the switch point and a reason, and comments.
   *
   * @throws IllegalArgumentException if it is not such a file
   */
  static TimelineHistory parse(String content) {
    Map<Integer, Long> points = new HashMap<>();
    for (String line : content.lines().map(String::strip).toList()) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        String[] fields = line.split("\\s+", 3);
        if (fields.length < 2) {
          throw new IllegalArgumentException("not a line of a timeline's history: " + line);
        }
        points.put(Integer.parseUnsignedInt(fields[0]), Lsn.parse(fields[1]));
      }
    }
    return new TimelineHistory(points);
  }

  /** Where the log has left that timeline; empty if it is not known to have been on it. */
  public Optional<Long> leftAt(int timeline) {
    return Optional.ofNullable(switchPoints.get(timeline));
  }

  /** Where the present timeline begins; {@link Lsn#NONE} if no earlier timeline is known. */
  public long lastSwitchPoint() {
    long last = Lsn.NONE;
    for (long point : switchPoints.values()) {
      last = Lsn.max(last, point);
    }
    return last;
  }
}
