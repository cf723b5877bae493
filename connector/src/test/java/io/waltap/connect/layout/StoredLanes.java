/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.position.TablePosition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** What Connect has stored for the connector with the topic prefix srv. */
final class StoredLanes implements OffsetStorageReader {
  private static final String PREFIX = "srv";

  private final Map<Map<String, ?>, Map<String, Object>> offsets = new HashMap<>();

  /** The slot's lane has stored this position. */
  void lane(String slot, LanePosition position) {
    offsets.put(SourcePartition.lane(PREFIX, slot), position.toMap());
  }

  /** The table's rows are read. */
  void table(String name) {
    offsets.put(SourcePartition.table(PREFIX, name), TablePosition.snapshot(true, 100).toMap());
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
