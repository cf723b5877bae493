/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import io.waltap.connect.config.SlotNames;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.SourcePartition;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * What is known of a connector's lanes: what Connect has stored for each, and which slots the
 * server has.
 *
 * @param baseSlot {@code slot.name}
 * @param stored by slot name; lanes of earlier layouts may be among them
 * @param slots the confirmed position of each slot, by name, without slots that can no longer be
 *     read
 */
public record LaneSlots(
    String baseSlot, Map<String, LanePosition> stored, Map<String, Long> slots) {
  private static final Pattern EPOCH = Pattern.compile("[1-9][0-9]{0,17}");

  public LaneSlots {
    stored = Map.copyOf(stored);
    slots = Map.copyOf(slots);
  }

  /**
   * Reads what Connect has stored for each lane that there may ever have been.
   *
   * @throws ConnectException if one of the offsets is not in our format
   */
  public static Map<String, LanePosition> stored(
      OffsetStorageReader reader, String topicPrefix, String baseSlot) {
    Map<Map<String, String>, String> slots = new HashMap<>();
    for (int lane = 0; lane < SlotNames.MOST_LANES; lane++) {
      String slot = SlotNames.lane(baseSlot, lane);
      slots.put(SourcePartition.lane(topicPrefix, slot), slot);
    }
    Map<String, LanePosition> stored = new HashMap<>();
    reader
        .offsets(slots.keySet())
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                stored.put(slots.get(partition), position(slots.get(partition), offset));
              }
            });
    return stored;
  }

  private static LanePosition position(String slot, Map<String, Object> offset) {
    try {
      return LanePosition.fromMap(offset);
    } catch (IllegalArgumentException e) {
      throw new ConnectException(
          "the stored offset of slot "
              + slot
              + " cannot be read: "
              + e.getMessage()
              + ". Nothing is lost: stop the connector and correct the offset by"
              + " PATCH /connectors/{name}/offsets.",
          e);
    }
  }

  /** Whether no lane has ever stored a position under an earlier layout. */
  public static boolean firstLayout(Map<String, LanePosition> stored, long epoch) {
    return stored.values().stream().noneMatch(position -> position.epoch() < epoch);
  }

  /** The latest layout under which any lane has stored its position. */
  long storedEpoch() {
    return stored.values().stream().mapToLong(LanePosition::epoch).max().orElse(0);
  }

  LaneLayout storedLayout() {
    long epoch = storedEpoch();
    return stored.values().stream()
        .filter(position -> position.epoch() == epoch && position.lanes() != null)
        .findFirst()
        .map(position -> LaneLayout.parse(position.lanes()))
        .orElse(LaneLayout.single());
  }

  /**
   * The epoch of a layout: the stored epoch, or one that no lane has been given yet. A handover
   * slot may have a later epoch than any lane has stored. Then lanes may have been given that
   * layout. No other layout may have its epoch, and even the stored layout gets a new one.
   */
  public long epochOf(LaneLayout wanted) {
    long latest = storedEpoch();
    boolean agreed =
        stored.values().stream()
            .filter(position -> position.epoch() == latest)
            .allMatch(position -> wanted.equals(layout(position)));
    NavigableMap<Long, String> handovers = handovers();
    boolean begun = !handovers.isEmpty() && handovers.lastKey() > latest;
    if (!begun && agreed && wanted.equals(storedLayout())) {
      return latest;
    }
    return (begun ? handovers.lastKey() : latest) + 1;
  }

  /** The handover slots, by the epoch for which they were made. */
  NavigableMap<Long, String> handovers() {
    NavigableMap<Long, String> handovers = new TreeMap<>();
    String prefix = SlotNames.handoverPrefix(baseSlot);
    for (String slot : slots.keySet()) {
      if (slot.startsWith(prefix) && EPOCH.matcher(slot.substring(prefix.length())).matches()) {
        handovers.put(Long.parseLong(slot.substring(prefix.length())), slot);
      }
    }
    return handovers;
  }

  /** Whether the lane has stored its position under this layout and epoch. */
  boolean arrived(int lane, LaneLayout layout, long epoch) {
    LanePosition position = stored.get(slot(lane));
    return position != null && position.epoch() == epoch && layout.equals(layout(position));
  }

  static LaneLayout layout(LanePosition position) {
    return position.lanes() == null ? LaneLayout.single() : LaneLayout.parse(position.lanes());
  }

  String slot(int lane) {
    return SlotNames.lane(baseSlot, lane);
  }

  String handoverSlot(long epoch) {
    return SlotNames.handover(baseSlot, epoch);
  }
}
