/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A connector's source offsets as Connect has stored them, by source partition. */
public final class StoredOffsets {
  private final Map<JsonNode, JsonNode> offsets;

  private StoredOffsets(Map<JsonNode, JsonNode> offsets) {
    this.offsets = offsets;
  }

  /** Reads the worker's offsets topic, whose keys are {@code [connector, partition]}. */
  static StoredOffsets read(KafkaServer kafka, String topic, String connector) {
    TopicPartition partition = new TopicPartition(topic, 0);
    Map<JsonNode, JsonNode> offsets = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Topics.consumerConfig(kafka),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          JsonNode key = Json.parse(record.key());
          if (!key.path(0).asText().equals(connector)) {
            continue;
          }
          JsonNode offset = Json.parse(record.value());
          if (offset == null) {
            offsets.remove(key.path(1));
          } else {
            offsets.put(key.path(1), offset);
          }
        }
      }
    }
    return new StoredOffsets(offsets);
  }

  /** Reads the answer of {@code GET /connectors/.../offsets}. */
  static StoredOffsets of(JsonNode answer) {
    Map<JsonNode, JsonNode> offsets = new HashMap<>();
    for (JsonNode entry : answer.path("offsets")) {
      offsets.put(entry.path("partition"), entry.path("offset"));
    }
    return new StoredOffsets(offsets);
  }

  public boolean isEmpty() {
    return offsets.isEmpty();
  }

  /** Returns the position of the lane that reads this slot. */
  public OptionalLong laneLsn(String slot) {
    return offsets.entrySet().stream()
        .filter(entry -> entry.getKey().path("slot").asText().equals(slot))
        .mapToLong(entry -> entry.getValue().path("lsn").asLong())
        .findFirst();
  }

  /** Returns the offset of the lane that reads this slot, or a missing node. */
  public JsonNode lane(String slot) {
    return find("slot", slot);
  }

  /** Returns the offset of {@code schema.table}, or a missing node. */
  public JsonNode table(String table) {
    return find("table", table);
  }

  private JsonNode find(String key, String value) {
    return offsets.entrySet().stream()
        .filter(entry -> entry.getKey().path(key).asText().equals(value))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(MissingNode.getInstance());
  }

  /** Whether all rows of the table have been read, so that a restart does not read them again. */
  public boolean isPastSnapshot(String table) {
    JsonNode offset = table(table);
    String snapshot = offset.path("snapshot").asText();
    // changes may be delivered, and have a position, while the rows are still being read
    return snapshot.equals("completed") || snapshot.isEmpty() && offset.has("commit_lsn");
  }

  @Override
  public String toString() {
    return offsets.toString();
  }
}
