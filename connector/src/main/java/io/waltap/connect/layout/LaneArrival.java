/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import io.waltap.connect.database.Catalog;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.ReplicationSlots;
import io.waltap.connect.database.SlotState;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.LanePosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a lane its slot when the layout has changed: carries out {@link ArrivalPlan}, step by step.
 */
public final class LaneArrival {
  private static final Logger LOG = LoggerFactory.getLogger(LaneArrival.class);

  /**
   * The wait between two checks of another process: the connector makes a slot, or an earlier run
   * of the lane ends.
   */
  private static final long WAIT_MILLIS = 500;

  private static final int WAITS_PER_LOG_LINE = 20;

  private final TaskConfig config;
  private final ConnectionFactory connections;
  private final Catalog catalog;

  public LaneArrival(TaskConfig config, ConnectionFactory connections, Catalog catalog) {
    this.config = config;
    this.connections = connections;
    this.catalog = catalog;
  }

  /**
   * Returns when the lane's slot is the right one.
   *
   * @param stored what Connect has stored for the lanes, by slot; read again for each check,
   *     because without exactly-once an earlier run of the lane may still store its position
   * @return whether the lane's stored position belongs to that slot
   */
  public boolean arrive(Supplier<Map<String, LanePosition>> stored)
      throws SQLException, InterruptedException {
    Lane lane = config.lane();
    if (lane.epoch() == 0) {
      return true;
    }
    int waits = 0;
    while (true) {
      ArrivalPlan next;
      try (Connection session = connections.open()) {
        LaneSlots lanes =
            new LaneSlots(lane.baseSlot(), stored.get(), ReplicationSlots.positions(session));
        next = ArrivalPlan.next(lanes, lane, tables());
        if (next instanceof ArrivalPlan.KeepSlot && !isInUse(session, lane)) {
          return ArrivalPlan.continuesSlot(lanes, lane);
        }
        carryOut(next, session, lane);
      }
      if (next instanceof ArrivalPlan.AwaitHandover || next instanceof ArrivalPlan.KeepSlot) {
        if (waits % WAITS_PER_LOG_LINE == 0) {
          LOG.info(
              "lane \"{}\" waits until the connector has made slot \"{}\", and an earlier run of the"
                  + " lane has ended",
              lane.slot(),
              lane.handoverSlot());
        }
        waits++;
        Thread.sleep(WAIT_MILLIS);
      }
    }
  }

  /**
   * Whether the lane's slot is in use. A run of the lane under the earlier layout could still
   * confirm beyond what the lane's new tables need.
   */
  private static boolean isInUse(Connection session, Lane lane) {
    return ReplicationSlots.find(session, lane.slot()).map(SlotState::active).orElse(false);
  }

  private void carryOut(ArrivalPlan next, Connection session, Lane lane) throws SQLException {
    if (next instanceof ArrivalPlan.DropSlot) {
      ReplicationSlots.drop(session, lane.slot());
    } else if (next instanceof ArrivalPlan.CopyHandover) {
      try (Connection replication = connections.openReplication()) {
        ReplicationSlots.copy(
            session,
            replication,
            lane.handoverSlot(),
            lane.slot(),
            config.connector().replication().slotFailover());
      }
      LOG.info("lane \"{}\" has copied its slot from \"{}\"", lane.slot(), lane.handoverSlot());
    } else if (next instanceof ArrivalPlan.ForeignSlot) {
      throw new ConnectException(
          "replication slot \""
              + lane.slot()
              + "\" exists, but this connector has never stored a position for it, so it may belong"
              + " to another client. If no client needs it: SELECT pg_drop_replication_slot('"
              + lane.slot()
              + "'); and restart the task; otherwise choose another slot.name.");
    }
  }

  private List<TableId> tables() {
    return catalog.publishedTables(config.publication()).stream()
        .map(PublishedTable::id)
        .filter(config.connector().filters()::includes)
        .toList();
  }
}
