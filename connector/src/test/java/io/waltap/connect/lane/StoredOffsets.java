/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.position.TablePosition;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** What Connect has stored for the connector with the topic prefix srv. */
final class StoredOffsets implements OffsetStorageReader {
  private static final String PREFIX = "srv";

  private final Map<Map<String, ?>, Map<String, Object>> offsets = new HashMap<>();

  void store(Map<String, ?> partition, Map<String, ?> offset) {
    offsets.put(partition, new HashMap<>(offset));
  }

  /** Stores the offsets of records, in their order. */
  void storeAll(List<SourceRecord> records) {
    records.forEach(captured -> store(captured.sourcePartition(), captured.sourceOffset()));
  }

  /** The slot's lane has delivered up to here. */
  void lane(String slot, long lsn) {
    store(SourcePartition.lane(PREFIX, slot), new LanePosition(lsn, "sys", 1).toMap());
  }

  void table(String name, TablePosition position) {
    store(SourcePartition.table(PREFIX, name), position.toMap());
  }

  /** The position of the slot's lane; null if there is none. */
  LanePosition lane(String slot) {
    Map<String, Object> offset = offset(SourcePartition.lane(PREFIX, slot));
    return offset == null ? null : LanePosition.fromMap(offset);
  }

  /** The position of the table; null if there is none. */
  TablePosition table(String name) {
    Map<String, Object> offset = offset(SourcePartition.table(PREFIX, name));
    return offset == null ? null : TablePosition.fromMap(offset);
  }

  @Override
  public <T> Map<String, Object> offset(Map<String, T> partition) {
    return offsets.get(partition);
  }

  @Override
  public <T> Map<Map<String, T>, Map<String, Object>> offsets(
      Collection<Map<String, T>> partitions) {
    Map<Map<String, T>, Map<String, Object>> found = new HashMap<>();
    partitions.forEach(partition -> found.put(partition, offset(partition)));
    return found;
  }
}
