/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the source connector has stored, as Kafka Connect's REST API gives and takes it: a position
 * for each slot and for each table.
 *
 * @param json the whole answer
 */
record StoredPositions(JsonNode json) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String OFFSETS = "offsets";
  private static final String PARTITION = "partition";
  private static final String OFFSET = "offset";
  private static final String TABLE = "table";
  private static final String SNAPSHOT = "snapshot";
  private static final String STARTED = "started";
  private static final String MIRRORED = "mirrored";

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
    return json.path(OFFSETS).isEmpty();
  }

  /** The position of each slot, as the number of its byte in the WAL. */
  Map<String, Long> slots() {
    Map<String, Long> slots = new TreeMap<>();
    for (JsonNode entry : json.path(OFFSETS)) {
      JsonNode slot = entry.path(PARTITION).path("slot");
      JsonNode lsn = entry.path(OFFSET).path("lsn");
      if (slot.isTextual() && lsn.isNumber()) {
        slots.put(slot.asText(), lsn.asLong());
      }
    }
    return slots;
  }

  /** The tables that have a position, as {@code schema.table}, and whether they are to be read. */
  Map<String, Boolean> tables() {
    Map<String, Boolean> tables = new TreeMap<>();
    for (JsonNode entry : json.path(OFFSETS)) {
      String table = entry.path(PARTITION).path(TABLE).asText();
      // a name in brackets stands for records that are of no table
      if (!table.isEmpty() && !table.startsWith("(")) {
        tables.put(table, STARTED.equals(entry.path(OFFSET).path(SNAPSHOT).asText()));
      }
    }
    return tables;
  }

  /**
   * The same positions, but that the rows of some tables are to be read again. The source sends the
   * changes of a table up to its new snapshot before the rows, so that none is left out.
   */
  StoredPositions readAgain(Set<String> tables) {
    ObjectNode copy = json.deepCopy();
    for (JsonNode entry : copy.path(OFFSETS)) {
      if (tables.contains(entry.path(PARTITION).path(TABLE).asText())) {
        ((ObjectNode) entry.path(OFFSET)).put(SNAPSHOT, STARTED);
      }
    }
    return new StoredPositions(copy);
  }

  /**
   * The same positions, and those of tables that have none, whose rows are to be read. Their
   * changes since a position of the slot are sent before the rows.
   *
   * @param topicPrefix of the source
   * @param lsn the position of the slot
   */
  StoredPositions withUnread(String topicPrefix, Set<String> tables, long lsn) {
    ObjectNode copy = json.deepCopy();
    ArrayNode offsets = (ArrayNode) copy.path(OFFSETS);
    for (String table : tables) {
      ObjectNode entry = offsets.addObject();
      entry.putObject(PARTITION).put("server", topicPrefix).put(TABLE, table);
      entry.putObject(OFFSET).put(SNAPSHOT, STARTED).put("lsn", lsn);
    }
    return new StoredPositions(copy);
  }

  /** Whether they were saved when everything before them was in the mirror tables as well. */
  boolean mirrored() {
    return json.path(MIRRORED).asBoolean();
  }

  /** The same positions, as they are saved when the mirror tables have everything before them. */
  StoredPositions asMirrored() {
    ObjectNode copy = json.deepCopy();
    copy.put(MIRRORED, true);
    return new StoredPositions(copy);
  }

  /** What Kafka Connect takes. */
  JsonNode offsets() {
    return MAPPER.createObjectNode().set(OFFSETS, json.path(OFFSETS));
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
