/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The first start of a connector that is to catch up with several lanes. The connector makes their
 * slots, and a publication for each lane that it reads through once its slot is confirmed behind
 * the making of it; so it runs until what is written meanwhile is confirmed to all slots, and stops
 * then. What it has stored stays in the worker's directory.
 */
final class LanePreparation {
  private static final long POLL_MILLIS = 100;
  private static final Duration CONFIRMATION = Duration.ofSeconds(60);

  /**
   * How often rows are written and waited for: a look at the publication or two lies between each
   * and the next.
   */
  private static final int PASSES = 3;

  /** Instead of seconds: offsets are stored, heartbeats come, and the publication is looked at. */
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
   * @param directory the worker's
   * @param config the connector's, as it will be for the measurement
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
        throw new IllegalStateException("not all of its slots are read");
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
                + ": its slots are not all confirmed up to "
                + position
                + " after "
                + CONFIRMATION.toSeconds()
                + " s, or there are others; it will do");
        return;
      }
    }
  }

  /** All slots are confirmed, and the one that helped to make them is gone. */
  private static boolean isSettled(BenchDatabase database, LaneRun run, String position)
      throws SQLException {
    return database.confirmed(run.slots(), position) == run.lanes()
        && database.slots(run.name()).size() == run.lanes();
  }
}
