/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.commit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.JsonUtil;

/**
 * What a mirror table says about itself: how far its topic has been applied. It is stored with
 * every commit, twice. The summary of the snapshot has it, so that a rollback of the table takes it
 * back too. A property has it, because the snapshots may expire.
 *
 * @param commit a random name of the commit; empty before the first one
 * @param writer the connector
 * @param topic the topic that the table mirrors
 * @param next the offset of the topic that comes next; -1 before the first commit
 * @param anchor the last record that was applied; null before the first commit
 * @param lsn the largest LSN that was applied, or -1. Rows of the newest schema have larger LSNs
 *     than all rows of older ones
 * @param time the latest commit that was applied, in microseconds since 1970, or -1
 * @param position of the last change that was applied, or null; what the source sends again has
 *     smaller ones
 * @param key the names of the key columns
 */
public record MirrorState(
    String commit,
    String writer,
    String topic,
    long next,
    Anchor anchor,
    long lsn,
    long time,
    String position,
    List<String> key) {
  /** The property of the table. */
  public static final String PROPERTY = "waltap.mirror.state";

  static final String PREFIX = "waltap.mirror.";
  static final String COMMIT = PREFIX + "commit";
  static final String WRITER = PREFIX + "writer";

  /**
   * A record by which the topic is known again: a topic that was deleted and created again has
   * other records at the same offsets.
   *
   * @param offset in the topic
   * @param timestamp in Kafka
   * @param lsn of the change, or -1
   */
  public record Anchor(long offset, long timestamp, long lsn) {}

  public MirrorState {
    key = List.copyOf(key);
  }

  /** The state of a table that is created for a topic. */
  public static MirrorState created(String writer, String topic, List<String> key) {
    return new MirrorState("", writer, topic, -1, null, -1, -1, null, key);
  }

  /** The same, with another commit that has applied nothing more. */
  MirrorState committed(String newCommit, String newWriter) {
    return new MirrorState(newCommit, newWriter, topic, next, anchor, lsn, time, position, key);
  }

  /** The state of a table; empty if it is not a mirror. */
  public static Optional<MirrorState> of(Table table) {
    return Optional.ofNullable(table.properties().get(PROPERTY)).map(MirrorState::parse);
  }

  /** Whether this state was committed with a snapshot. */
  public boolean isOf(Snapshot snapshot) {
    return !commit.isEmpty() && commit.equals(snapshot.summary().get(COMMIT));
  }

  /** The snapshot of a commit, whether the table has it now, or had it before a rollback. */
  static Optional<Snapshot> snapshot(Table table, String commit) {
    for (Snapshot snapshot : table.snapshots()) {
      if (commit.equals(snapshot.summary().get(COMMIT))) {
        return Optional.of(snapshot);
      }
    }
    return Optional.empty();
  }

  /** The text of the property. */
  public String json() {
    return JsonUtil.generate(
        json -> {
          json.writeStartObject();
          for (Map.Entry<String, String> entry : entries().entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
          }
          json.writeArrayFieldStart("key");
          for (String name : key) {
            json.writeString(name);
          }
          json.writeEndArray();
          json.writeEndObject();
        },
        false);
  }

  /** The entries of the snapshot's summary, without their prefix. */
  Map<String, String> entries() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("commit", commit);
    entries.put("writer", writer);
    entries.put("topic", topic);
    entries.put("next", Long.toString(next));
    entries.put("lsn", Long.toString(lsn));
    entries.put("time", Long.toString(time));
    if (position != null) {
      entries.put("position", position);
    }
    if (anchor != null) {
      entries.put("anchor", anchor.offset + "/" + anchor.timestamp + "/" + anchor.lsn);
    }
    return entries;
  }

  private static MirrorState parse(String json) {
    return JsonUtil.parse(json, MirrorState::parse);
  }

  private static MirrorState parse(JsonNode node) {
    Anchor anchor = null;
    if (node.has("anchor")) {
      String[] parts = JsonUtil.getString("anchor", node).split("/", -1);
      anchor =
          new Anchor(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }
    return new MirrorState(
        JsonUtil.getString("commit", node),
        JsonUtil.getString("writer", node),
        JsonUtil.getString("topic", node),
        Long.parseLong(JsonUtil.getString("next", node)),
        anchor,
        Long.parseLong(JsonUtil.getString("lsn", node)),
        Long.parseLong(JsonUtil.getString("time", node)),
        JsonUtil.getStringOrNull("position", node),
        JsonUtil.getStringList("key", node));
  }
}
