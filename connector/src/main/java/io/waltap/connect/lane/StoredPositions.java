/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.record.LanePosition;
import io.waltap.connect.record.SourcePartition;
import io.waltap.connect.record.TablePosition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * What Connect has stored for a lane.
 *
 * @param lane how far the slot's stream was delivered, empty before the first heartbeat
 * @param tables by {@code schema.table}
 */
public record StoredPositions(Optional<LanePosition> lane, Map<String, TablePosition> tables) {
  public StoredPositions {
    tables = Map.copyOf(tables);
  }

  /** Whether anything has been delivered before, as far as we know. */
  public boolean isEmpty() {
    return lane.isEmpty() && tables.isEmpty();
  }

  /**
   * Reads the offsets of the lane and of the tables.
   *
   * @throws ConnectException if one of them is not in our format
   */
  public static StoredPositions read(
      OffsetStorageReader reader, String topicPrefix, String slot, Collection<String> tableIds) {
    Map<String, String> lanePartition = SourcePartition.lane(topicPrefix, slot);
    Map<Map<String, String>, String> tablesByPartition = new HashMap<>();
    for (String id : tableIds) {
      tablesByPartition.put(SourcePartition.table(topicPrefix, id), id);
    }
    for (String id : List.of(SourcePartition.TRANSACTIONS, SourcePartition.MESSAGES)) {
      tablesByPartition.put(SourcePartition.table(topicPrefix, id), id);
    }
    List<Map<String, String>> partitions = new ArrayList<>(tablesByPartition.keySet());
    partitions.add(lanePartition);
    Optional<LanePosition> lane = Optional.empty();
    Map<String, TablePosition> tables = new HashMap<>();
    for (Map.Entry<Map<String, String>, Map<String, Object>> stored :
        reader.offsets(partitions).entrySet()) {
      if (stored.getValue() == null) {
        continue;
      }
      try {
        if (stored.getKey().equals(lanePartition)) {
          lane = Optional.of(LanePosition.fromMap(stored.getValue()));
        } else {
          tables.put(
              tablesByPartition.get(stored.getKey()), TablePosition.fromMap(stored.getValue()));
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
    return new StoredPositions(lane, tables);
  }
}
