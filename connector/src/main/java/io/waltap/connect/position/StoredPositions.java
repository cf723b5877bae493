/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.position;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * What Connect has stored for a lane.
 *
 * @param lane how far the slot's stream was delivered, empty before the first heartbeat
 * @param tables by {@code schema.table}
 * @param identities whose these positions are, as far as that is stored
 * @param debezium Debezium's offset under this connector's name, if the connector has not started
 *     from it yet
 * @param inherited the tables whose position is Debezium's, since they have none of their own
 */
public record StoredPositions(
    Optional<LanePosition> lane,
    Map<String, TablePosition> tables,
    Map<String, TableIdentity> identities,
    Optional<DebeziumOffset> debezium,
    Set<String> inherited) {
  public StoredPositions {
    tables = Map.copyOf(tables);
    identities = Map.copyOf(identities);
    inherited = Set.copyOf(inherited);
  }

  public StoredPositions(Optional<LanePosition> lane, Map<String, TablePosition> tables) {
    this(lane, tables, Map.of(), Optional.empty(), Set.of());
  }

  /** The same, with these positions of the tables. */
  public StoredPositions with(Map<String, TablePosition> positions) {
    return new StoredPositions(lane, positions, identities, debezium, inherited);
  }

  /** Whose position is stored under a name; not known if nothing says so. */
  public TableIdentity identity(String table) {
    return identities.getOrDefault(table, TableIdentity.UNKNOWN);
  }

  /**
   * The same positions for a lane whose slot is another one than when its position was stored. The
   * lane's position becomes the slot's.
   *
   * @param lsn the slot's position
   */
  public StoredPositions from(long lsn) {
    return new StoredPositions(
        lane.map(
            position ->
                new LanePosition(
                    lsn,
                    position.systemId(),
                    position.timeline(),
                    position.epoch(),
                    position.lanes())),
        tables,
        identities,
        debezium,
        inherited);
  }

  /**
   * The same database with another log, whose slot has everything that comes after what was
   * delivered: all positions become the slot's.
   *
   * @param lsn the slot's position
   * @param cluster the system identifier of the other log
   */
  public StoredPositions movedTo(long lsn, String cluster, int timeline) {
    Map<String, TablePosition> moved = new HashMap<>();
    tables.forEach(
        (table, position) -> {
          TablePosition place = TablePosition.snapshot(!position.snapshotPending(), lsn);
          moved.put(table, position.after() == null ? place : place.within(position.after()));
        });
    return new StoredPositions(
        lane.map(position -> position.of(cluster, timeline).at(lsn)),
        moved,
        // pg_upgrade keeps the OIDs of tables, and not those of publications
        Map.of(),
        debezium,
        inherited);
  }

  /** Whether anything has been delivered before, as far as we know. */
  public boolean isEmpty() {
    return lane.isEmpty() && tables.isEmpty();
  }

  /**
   * Reads the offsets of the lane and of the tables.
   *
   * @param firstLayout whether the connector never had other lanes: only then may Debezium's offset
   *     still apply
   * @throws ConnectException if one of them is not in our format
   */
  public static StoredPositions read(
      OffsetStorageReader reader,
      String topicPrefix,
      String slot,
      Collection<String> tableIds,
      boolean firstLayout) {
    Map<String, String> lanePartition = SourcePartition.lane(topicPrefix, slot);
    Map<Map<String, String>, String> tablesByPartition = new HashMap<>();
    for (String id : tableIds) {
      tablesByPartition.put(SourcePartition.table(topicPrefix, id), id);
    }
    for (String id : SourcePartition.OTHERS) {
      tablesByPartition.put(SourcePartition.table(topicPrefix, id), id);
    }
    List<Map<String, String>> partitions = new ArrayList<>(tablesByPartition.keySet());
    partitions.add(lanePartition);
    Map<String, String> debeziumPartition = SourcePartition.debezium(topicPrefix);
    partitions.add(debeziumPartition);
    Optional<LanePosition> lane = Optional.empty();
    Map<String, TablePosition> tables = new HashMap<>();
    Map<String, TableIdentity> identities = new HashMap<>();
    Optional<DebeziumOffset> debezium = Optional.empty();
    for (Map.Entry<Map<String, String>, Map<String, Object>> stored :
        reader.offsets(partitions).entrySet()) {
      if (stored.getValue() == null) {
        continue;
      }
      try {
        if (stored.getKey().equals(lanePartition)) {
          lane = Optional.of(LanePosition.fromMap(stored.getValue()));
        } else if (stored.getKey().equals(debeziumPartition)) {
          debezium = DebeziumOffset.fromMap(stored.getValue());
        } else {
          String table = tablesByPartition.get(stored.getKey());
          tables.put(table, TablePosition.fromMap(stored.getValue()));
          identities.put(table, TableIdentity.fromMap(stored.getValue()));
        }
      } catch (IllegalArgumentException e) {
        throw new ConnectException(
            "the stored offset of "
                + stored.getKey()
                + " cannot be read: "
                + e.getMessage()
                + ". Nothing is lost: stop the connector and correct the offset by"
                + " PATCH /connectors/{name}/offsets.",
            e);
      }
    }
    if (lane.isPresent() || debezium.isEmpty() || !firstLayout) {
      return new StoredPositions(lane, tables, identities, Optional.empty(), Set.of());
    }
    Set<String> inherited = new HashSet<>();
    for (String id : tableIds) {
      if (tables.putIfAbsent(id, debezium.get().tablePosition()) == null) {
        inherited.add(id);
      }
    }
    return new StoredPositions(lane, tables, identities, debezium, inherited);
  }
}
