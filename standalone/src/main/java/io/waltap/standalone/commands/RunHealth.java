/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.embedded.ConnectRest;
import io.waltap.standalone.landing.Landing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** How a run does: one line for the log, and what is wrong, for whoever asks for its health. */
final class RunHealth {
  /** The names of all connectors of a run begin so. */
  private static final String PREFIX = "waltap-";

  private final RestartedConnectors connectors;
  private final Set<String> sinks;
  private final Landing landing;
  private final DurablePositions positions;
  private final Supplier<SlotReport> slot;
  private List<String> reasons = List.of();

  /**
   * @param sinks the names of their connectors
   */
  RunHealth(
      ConnectRest rest,
      Set<String> sinks,
      Landing landing,
      DurablePositions positions,
      Supplier<SlotReport> slot) {
    this.connectors = new RestartedConnectors(rest);
    this.sinks = Set.copyOf(sinks);
    this.landing = landing;
    this.positions = positions;
    this.slot = slot;
  }

  /** Looks, and restarts a connector that has failed. */
  String line() {
    Landing.Backlog backlog = landing.backlog();
    List<String> found = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (String connector : List.of(RunSinks.SOURCE, RunSinks.CHANGE_LOG, RunSinks.MIRROR)) {
      if (connector.equals(RunSinks.SOURCE) || sinks.contains(connector)) {
        RestartedConnectors.State state = connectors.look(connector);
        found.add(state.reason());
        words.add(connector.substring(PREFIX.length()) + " " + state.word());
      }
    }
    SlotReport report = slot.get();
    found.add(report.reason());
    found.add(positions.reason());
    found.removeIf(String::isEmpty);
    reasons = List.copyOf(found);
    String confirmed =
        String.join(", ", positions.saved().values().stream().map(StoredPositions::lsn).toList());
    return String.format(
        Locale.ROOT,
        "%s, produced %,d, not yet written %,d, in the tables up to %s, %s",
        String.join(", ", words),
        backlog.produced(),
        backlog.remaining(),
        confirmed.isEmpty() ? "(not known yet)" : confirmed,
        report.words());
  }

  /** What the last look found wrong; nothing if all is well. */
  List<String> reasons() {
    return reasons;
  }
}
