/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The first start of a connector that is going to catch up with several lanes. The connector makes
 * the slots. It also makes a publication for each lane, which the lane uses once its slot is
 * confirmed beyond the creation of the publication. So the connector runs until rows that are
 * written meanwhile are confirmed to all slots, and then stops. The offsets that it has stored stay
 * in the worker's directory.
 */
final class LanePreparation {
  private static final long POLL_MILLIS = 100;
  private static final Duration CONFIRMATION = Duration.ofSeconds(60);

  /**
   * How often rows are written and waited for. Between two passes there are one or two checks of
   * the publication.
   */
  private static final int PASSES = 3;

  /**
   * Replaces intervals of seconds: for stored offsets, for heartbeats and for checks of the
   * publication.
   */
  private static final String OFTEN_MILLIS = "500";

  private final BenchServers servers;
  private final Console console;

  LanePreparation(BenchServers servers, Console console) {
    this.servers = servers;
    this.console = console;
  }

  /**
   * Returns when the connector has stopped.
   *
   * @param directory the worker's directory
   * @param config the connector's properties, as they will be for the measurement
   */
  void run(BenchDatabase database, LaneRun run, Path directory, Map<String, String> config)
      throws SQLException, InterruptedException {
    Map<String, String> hasty = new TreeMap<>(config);
    hasty.putIfAbsent("heartbeat.interval.ms", OFTEN_MILLIS);
    hasty.putIfAbsent("table.discovery.interval.ms", OFTEN_MILLIS);
    try (ConnectProcess worker =
        servers.startWorker(directory, Map.of("offset.flush.interval.ms", OFTEN_MILLIS))) {
      worker.rest().create(run.name(), hasty);
      ConnectorWatch connector = new ConnectorWatch(worker, run.name());
      SlotWatch slots = new SlotWatch(database, run.slots());
      Duration patience = servers.options().patience();
      if (!connector.until(patience, POLL_MILLIS, () -> slots.look() == run.lanes())) {
        throw new IllegalStateException("the connector does not read all of its slots");
      }
      confirm(database, run, connector);
    }
    for (String slot : run.slots()) {
      database.free(slot);
    }
  }

  private void confirm(BenchDatabase database, LaneRun run, ConnectorWatch connector)
      throws SQLException, InterruptedException {
    for (int pass = 1; pass <= PASSES; pass++) {
      String position = database.writeMarkers();
      if (!connector.until(CONFIRMATION, POLL_MILLIS, () -> isSettled(database, run, position))) {
        console.say(
            run.name()
                + ": not all slots are confirmed up to "
                + position
                + " after "
                + CONFIRMATION.toSeconds()
                + " s, or there are more slots than lanes; the run goes on");
        return;
      }
    }
  }

  /** Whether all slots are confirmed, and the slot that helped to make them is gone. */
  private static boolean isSettled(BenchDatabase database, LaneRun run, String position)
      throws SQLException {
    return database.confirmed(run.slots(), position) == run.lanes()
        && database.slots(run.name()).size() == run.lanes();
  }
}
