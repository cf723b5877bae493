/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.embedded.ConnectRest;
import io.waltap.standalone.landing.Landing;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where a run begins: with what its own broker has stored, or with what the catalog has, if the
 * broker has lost it. A broker may have lost all, such as in a container without a volume, or only
 * the last of it, such as after a power failure or when an old copy of its disk was restored.
 *
 * <p>With a mirror, {@link MirrorPlan} says which rows have to be read again, and at which offsets
 * the mirror tables go on.
 */
final class FirstPositions {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final RunServers servers;
  private final RunConfig config;
  private final LakeState lake;
  private final MirrorStart mirror;
  private final Supplier<SlotReport> slot;
  private final Consumer<String> log;

  /**
   * @param slot what the server says about the slot
   * @param log for what a user should know
   */
  FirstPositions(
      RunServers servers,
      RunConfig config,
      LakeState lake,
      MirrorStart mirror,
      Supplier<SlotReport> slot,
      Consumer<String> log) {
    this.servers = servers;
    this.config = config;
    this.lake = lake;
    this.mirror = mirror;
    this.slot = slot;
    this.log = log;
  }

  /**
   * Puts the positions in place that the source has to go on from: those of the catalog, if the
   * broker has none or has lost some.
   *
   * @return the gaps of topics that the mirror has to accept
   * @throws IOException if the positions do not fit what the server has, or would leave a mirror
   *     table wrong
   */
  List<String> restore() throws IOException {
    Optional<StoredPositions> saved = lake.read();
    StoredPositions stored = stored();
    if (!stored.isEmpty() && saved.isPresent() && hasLost(stored)) {
      if (hasMirror()) {
        // before anything is deleted
        mirror.checked(mirror.withoutBroker(saved.get()));
      }
      log.accept(
          "the broker's files have lost what was stored last, so they are deleted: it is in the"
              + " tables, or still in the WAL");
      servers.startEmpty();
      stored = stored();
    }
    if (stored.isEmpty()) {
      return begin(saved.orElse(stored));
    }
    return hasMirror() ? goOn(stored) : List.of();
  }

  private boolean hasMirror() {
    return config.landing().mirror();
  }

  private StoredPositions stored() {
    return new StoredPositions(servers.rest().offsets(RunSinks.SOURCE));
  }

  /** On a broker without positions. */
  private List<String> begin(StoredPositions saved) throws IOException {
    if (!hasMirror()) {
      restore(saved);
      return List.of();
    }
    MirrorPlan plan = mirror.checked(mirror.onFreshBroker(saved));
    restore(mirror.positions(plan));
    return begun(plan);
  }

  private void restore(StoredPositions positions) throws IOException {
    if (!positions.isEmpty()) {
      stopSource();
      put(positions);
      log.accept(
          "the broker has no positions; going on from those in the catalog. Changes that landed"
              + " since they were saved land again");
    }
  }

  /** With a mirror, on a broker that has positions. */
  private List<String> goOn(StoredPositions stored) throws IOException {
    MirrorPlan plan = mirror.checked(mirror.onBroker(stored));
    if (!mirror.readAgain(plan).isEmpty()) {
      stopSource();
      // what it has stored until then
      plan = mirror.checked(mirror.onBroker(stored()));
      put(mirror.positions(plan));
    }
    return begun(plan);
  }

  private List<String> begun(MirrorPlan plan) throws IOException {
    Set<String> again = mirror.readAgain(plan);
    if (!again.isEmpty()) {
      log.accept("the rows of tables without a mirror table are read: " + Names.some(again));
    }
    mirror.remember(plan);
    return plan.acceptedGaps();
  }

  /**
   * Whether the slot or the tables know of more than the broker: then the sink would take its next
   * files for some that are in the tables already, and never commit them.
   */
  private boolean hasLost(StoredPositions stored) throws IOException {
    if (stored.isBehind(config.source().get("slot.name"), slot.get().confirmed())) {
      return true;
    }
    if (config.landing().changeLog()) {
      String controlTopic = RunSinks.controlTopic(config, servers);
      if (lake.committedOffset(controlTopic)
          > Landing.end(servers.bootstrapServers(), controlTopic)) {
        return true;
      }
    }
    return hasMirror() && mirror.hasLost();
  }

  private void stopSource() throws IOException {
    ConnectRest rest = servers.rest();
    if (rest.connectors().contains(RunSinks.SOURCE)) {
      rest.stop(RunSinks.SOURCE);
    } else {
      Map<String, String> source = config.storedSource();
      rest.createStopped(RunSinks.SOURCE, source);
    }
    if (!rest.awaitStopped(RunSinks.SOURCE, PATIENCE)) {
      throw new IOException("the source connector did not stop within " + PATIENCE);
    }
  }

  private void put(StoredPositions positions) throws IOException {
    try {
      servers.rest().setOffsets(RunSinks.SOURCE, positions.offsets());
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
