/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.connect.config.SlotNames;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** One catch-up with this number of lanes. */
record LaneRun(int lanes, int round) {
  /**
   * The name of the connector, its first slot and its topics. All names are equally long, so that
   * none is part of another.
   */
  String name() {
    return String.format(Locale.ROOT, "lanes%02d_r%02d", lanes, round);
  }

  /** The slots that the connector makes. */
  List<String> slots() {
    return IntStream.range(0, lanes).mapToObj(lane -> SlotNames.lane(name(), lane)).toList();
  }
}
