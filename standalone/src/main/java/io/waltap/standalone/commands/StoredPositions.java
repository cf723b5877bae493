/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the source connector has stored, as Kafka Connect's REST API gives and takes it: a position
 * for each slot and for each table.
 *
 * @param json the whole answer
 */
record StoredPositions(JsonNode json) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** A text that {@link #text} made. */
  static StoredPositions parse(String text) {
    try {
      return new StoredPositions(MAPPER.readTree(text));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not stored positions: " + text, e);
    }
  }

  String text() {
    return json.toString();
  }

  boolean isEmpty() {
    return json.path("offsets").isEmpty();
  }

  /** The position of each slot, as the number of its byte in the WAL. */
  Map<String, Long> slots() {
    Map<String, Long> slots = new TreeMap<>();
    for (JsonNode entry : json.path("offsets")) {
      JsonNode slot = entry.path("partition").path("slot");
      JsonNode lsn = entry.path("offset").path("lsn");
      if (slot.isTextual() && lsn.isNumber()) {
        slots.put(slot.asText(), lsn.asLong());
      }
    }
    return slots;
  }

  /**
   * Whether the slot is confirmed beyond these positions, so that something was stored after them.
   * A start stores the slot's own position first, so an equal one says nothing.
   *
   * @param confirmed of the slot; 0 if that is not known
   */
  boolean isBehind(String slot, long confirmed) {
    return Long.compareUnsigned(slots().getOrDefault(slot, 0L), confirmed) < 0;
  }

  /** A position in PostgreSQL's words. */
  static String lsn(long position) {
    return String.format(Locale.ROOT, "%X/%X", position >>> 32, position & 0xFFFFFFFFL);
  }
}
