/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.embedded.ConnectRest;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

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
  private final Consumer<String> log;

  /**
   * @param source the configuration of the source connector
   * @param log for what a user should know
   */
  FirstPositions(
      RunServers servers, Map<String, String> source, LakeState lake, Consumer<String> log) {
    this.servers = servers;
    this.source = source;
    this.lake = lake;
    this.log = log;
  }

  /** Puts the catalog's positions in place, if the broker has none, or earlier ones. */
  void restore() throws IOException {
    Optional<StoredPositions> saved = lake.read();
    if (saved.isEmpty()) {
      return;
    }
    StoredPositions stored = stored();
    if (!stored.isEmpty()) {
      if (!stored.isBehind(saved.get())) {
        return;
      }
      log.accept(
          "the broker's files have lost what was stored last, so they are deleted: it is in the"
              + " tables, or still in the WAL");
      servers.startEmpty();
    }
    ConnectRest rest = servers.rest();
    if (rest.connectors().contains(RunCommand.SOURCE)) {
      rest.stop(RunCommand.SOURCE);
    } else {
      rest.createStopped(RunCommand.SOURCE, source);
    }
    if (!rest.awaitStopped(RunCommand.SOURCE, PATIENCE)) {
      throw new IOException("the source connector did not stop within " + PATIENCE);
    }
    rest.setOffsets(RunCommand.SOURCE, saved.get().json());
    log.accept(
        "the broker has no positions; going on from those in the catalog. Changes that landed since"
            + " they were saved land again");
  }

  private StoredPositions stored() {
    return new StoredPositions(servers.rest().offsets(RunCommand.SOURCE));
  }
}
