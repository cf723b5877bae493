/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.embedded.ConnectRest;
import io.waltap.standalone.landing.Landing;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where a run begins: with what its own broker has stored, or with what the catalog has, if the
 * broker has lost it. A broker may have lost all, such as in a container without a volume, or only
 * the last of it, such as after a power failure or when an old copy of its disk was restored.
 */
final class FirstPositions {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final RunServers servers;
  private final Map<String, String> source;
  private final LakeState lake;
  private final Supplier<SlotReport> slot;
  private final Consumer<String> log;

  /**
   * @param source the configuration of the source connector
   * @param slot what the server says about the slot
   * @param log for what a user should know
   */
  FirstPositions(
      RunServers servers,
      Map<String, String> source,
      LakeState lake,
      Supplier<SlotReport> slot,
      Consumer<String> log) {
    this.servers = servers;
    this.source = source;
    this.lake = lake;
    this.slot = slot;
    this.log = log;
  }

  /**
   * Puts the catalog's positions in place, if the broker has none, or has lost some.
   *
   * @param controlTopic of the sink on this broker
   * @throws IOException if they do not fit what the server has
   */
  void restore(String controlTopic) throws IOException {
    Optional<StoredPositions> saved = lake.read();
    if (saved.isEmpty()) {
      return;
    }
    StoredPositions stored = new StoredPositions(servers.rest().offsets(RunCommand.SOURCE));
    if (!stored.isEmpty()) {
      if (!hasLost(stored, controlTopic)) {
        return;
      }
      log.accept(
          "the broker's files have lost what was stored last, so they are deleted: it is in the"
              + " tables, or still in the WAL");
      servers.startEmpty();
    }
    put(saved.get());
    log.accept(
        "the broker has no positions; going on from those in the catalog. Changes that landed since"
            + " they were saved land again");
  }

  /**
   * Whether the slot or the tables know of more than the broker: then the sink would take its next
   * files for some that are in the tables already, and never commit them.
   */
  private boolean hasLost(StoredPositions stored, String controlTopic) {
    return stored.isBehind(source.get("slot.name"), slot.get().confirmed())
        || lake.committedOffset(controlTopic)
            > Landing.end(servers.bootstrapServers(), controlTopic);
  }

  private void put(StoredPositions positions) throws IOException {
    ConnectRest rest = servers.rest();
    if (rest.connectors().contains(RunCommand.SOURCE)) {
      rest.stop(RunCommand.SOURCE);
    } else {
      rest.createStopped(RunCommand.SOURCE, source);
    }
    if (!rest.awaitStopped(RunCommand.SOURCE, PATIENCE)) {
      throw new IOException("the source connector did not stop within " + PATIENCE);
    }
    try {
      rest.setOffsets(RunCommand.SOURCE, positions.json());
    } catch (ConnectRest.RestException e) {
      throw new IOException(
          "the positions in the catalog do not fit the server: "
              + e.getMessage()
              + ". To start without them, drop the table "
              + lake.table()
              + "; SNAPSHOT_MODE then says whether the tables are read again",
          e);
    }
  }
}
