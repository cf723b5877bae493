/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record as a consumer sees it. {@link #key()} and {@link #value()} are the payloads, with or
 * without a schema next to them. They are Java's null if the record has none.
 */
public final class Event {
  private static final String SCHEMA = "schema";
  private static final String PAYLOAD = "payload";

  private final String topic;
  private final long timestamp;
  private final JsonNode key;
  private final JsonNode value;
  private final Map<String, JsonNode> headers = new LinkedHashMap<>();

  Event(ConsumerRecord<byte[], byte[]> record) {
    topic = record.topic();
    timestamp = record.timestamp();
    key = Json.parse(record.key());
    value = Json.parse(record.value());
    for (Header header : record.headers()) {
      headers.put(header.key(), Json.parse(new String(header.value(), StandardCharsets.UTF_8)));
    }
  }

  public String topic() {
    return topic;
  }

  /**
   * The time at which the worker's producer took the record, in milliseconds. All topics have the
   * same clock.
   */
  public long timestamp() {
    return timestamp;
  }

  public JsonNode key() {
    return payload(key);
  }

  public JsonNode value() {
    return payload(value);
  }

  public JsonNode keySchema() {
    return schema(key);
  }

  public JsonNode valueSchema() {
    return schema(value);
  }

  public boolean isTombstone() {
    return value == null;
  }

  /** Returns {@code op}, or {@code "tombstone"}. */
  public String op() {
    return isTombstone() ? "tombstone" : value().path("op").asText();
  }

  /** Returns the row before the change, or a JSON null. */
  public JsonNode before() {
    return value().path("before");
  }

  /** Returns the row after the change, or a JSON null. */
  public JsonNode after() {
    return value().path("after");
  }

  public JsonNode source() {
    return value().path("source");
  }

  /** Returns the payload of a header, or null. */
  public JsonNode header(String name) {
    return payload(headers.get(name));
  }

  /** Returns the schemas of the row's columns, in order, by name. */
  public Map<String, JsonNode> columns() {
    Map<String, JsonNode> columns = new LinkedHashMap<>();
    for (JsonNode field : valueSchema().path("fields")) {
      if (field.path("field").asText().equals("after")) {
        for (JsonNode column : field.path("fields")) {
          columns.put(column.path("field").asText(), column);
        }
      }
    }
    return columns;
  }

  @Override
  public String toString() {
    return topic + " " + key() + " -> " + value();
  }

  private static JsonNode payload(JsonNode node) {
    return isWrapped(node) ? node.get(PAYLOAD) : node;
  }

  private static JsonNode schema(JsonNode node) {
    return isWrapped(node) ? node.get(SCHEMA) : null;
  }

  private static boolean isWrapped(JsonNode node) {
    return node != null && node.size() == 2 && node.has(SCHEMA) && node.has(PAYLOAD);
  }
}
