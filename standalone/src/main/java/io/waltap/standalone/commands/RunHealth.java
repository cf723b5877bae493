/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.embedded.ConnectRest;
import io.waltap.standalone.landing.Landing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** How a run does: one line for the log, and what is wrong, for whoever asks for its health. */
final class RunHealth {
  private final RestartedConnectors connectors;
  private final Landing landing;
  private final DurablePositions positions;
  private final Supplier<SlotReport> slot;
  private List<String> reasons = List.of();

  RunHealth(
      ConnectRest rest, Landing landing, DurablePositions positions, Supplier<SlotReport> slot) {
    this.connectors = new RestartedConnectors(rest);
    this.landing = landing;
    this.positions = positions;
    this.slot = slot;
  }

  /** Looks, and restarts a connector that has failed. */
  String line() {
    Landing.Backlog backlog = landing.backlog();
    RestartedConnectors.State source = connectors.look(RunCommand.SOURCE);
    RestartedConnectors.State sink = connectors.look(RunCommand.SINK);
    SlotReport report = slot.get();
    List<String> found = new ArrayList<>();
    found.add(source.reason());
    found.add(sink.reason());
    found.add(report.reason());
    found.add(positions.reason());
    found.removeIf(String::isEmpty);
    reasons = List.copyOf(found);
    String confirmed =
        String.join(", ", positions.saved().values().stream().map(StoredPositions::lsn).toList());
    return String.format(
        Locale.ROOT,
        "source %s, sink %s, produced %,d, not yet written %,d, in the tables up to %s, %s",
        source.word(),
        sink.word(),
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
