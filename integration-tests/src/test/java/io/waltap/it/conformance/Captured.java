/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.waltap.it.harness.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record as JsonConverter wrote it, key, value and headers each with its schema. The topic
 * prefix, in which the two connectors cannot but differ, is replaced by {@value #PREFIX} where it
 * belongs: in front of topics and of schema names, in {@code source.name} and in the header that
 * repeats it.
 */
final class Captured {
  static final String PREFIX = "{prefix}";

  /** What {@link #lsn} says where the record is of no place in the log. */
  static final long NO_LSN = -1;

  static final String SNAPSHOT = "r";
  static final String TOMBSTONE = "tombstone";

  private static final String LOGICAL_NAME = "__debezium.context.connectorLogicalName";
  private static final String SCHEMA = "schema";
  private static final String PAYLOAD = "payload";

  private final ConsumerRecord<byte[], byte[]> raw;
  private final String topic;
  private final JsonNode key;
  private final JsonNode value;
  private final Map<String, JsonNode> headers = new LinkedHashMap<>();

  Captured(ConsumerRecord<byte[], byte[]> raw, String prefix) {
    this.raw = raw;
    topic = PREFIX + raw.topic().substring(prefix.length());
    key = parse(raw.key(), prefix);
    value = parse(raw.value(), prefix);
    neutral(value.path(PAYLOAD).path("source"), "name", prefix);
    for (Header header : raw.headers()) {
      JsonNode node = parse(header.value(), prefix);
      if (header.key().equals(LOGICAL_NAME)) {
        neutral(node, PAYLOAD, prefix);
      }
      headers.put(header.key(), node);
    }
  }

  /** As it was consumed. */
  ConsumerRecord<byte[], byte[]> raw() {
    return raw;
  }

  String topic() {
    return topic;
  }

  /** The payload of the key; a missing node if the record has none. */
  JsonNode key() {
    return key.path(PAYLOAD);
  }

  JsonNode keySchema() {
    return key.path(SCHEMA);
  }

  /** The payload of the value; a missing node for a tombstone. */
  JsonNode value() {
    return value.path(PAYLOAD);
  }

  JsonNode valueSchema() {
    return value.path(SCHEMA);
  }

  /** Schema and payload of each header, in their order. */
  Map<String, JsonNode> headers() {
    return headers;
  }

  /** {@code c}, {@code r} ..., {@code tombstone}, or the status of a transaction. */
  String op() {
    if (value.isMissingNode()) {
      return TOMBSTONE;
    }
    JsonNode op = value().path("op");
    return op.isMissingNode() ? value().path("status").asText() : op.asText();
  }

  /** {@code schema.table}, or null where the value does not say. */
  String table() {
    JsonNode source = value().path("source");
    return source.path("table").asText().isEmpty()
        ? null
        : source.path("schema").asText() + "." + source.path("table").asText();
  }

  boolean isSnapshot() {
    return op().equals(SNAPSHOT);
  }

  /**
   * Where in the log the change is, the same for every connector; {@link #NO_LSN} for rows of a
   * snapshot, which have the place of the snapshot, and for tombstones.
   */
  long lsn() {
    JsonNode lsn = value().path("source").path("lsn");
    return isSnapshot() || !lsn.isIntegralNumber() ? NO_LSN : lsn.asLong();
  }

  /** The row as it is after the change, else as it was before; of what is no change, the value. */
  JsonNode row() {
    for (String name : List.of("after", "before")) {
      if (value().path(name).isObject()) {
        return value().path(name);
      }
    }
    return value();
  }

  /** A column of the row after the change. */
  JsonNode after(String column) {
    return value().path("after").path(column);
  }

  /** Names of the key's fields, in their order. */
  List<String> keyFields() {
    return names(keySchema());
  }

  /** Names of the row's fields, whether they hold anything or not. */
  List<String> rowFields() {
    for (JsonNode field : valueSchema().path("fields")) {
      if (field.path("field").asText().equals("after")) {
        return names(field);
      }
    }
    return List.of();
  }

  /** What a header holds; a missing node if there is no such header. */
  JsonNode header(String name) {
    return headers.getOrDefault(name, MissingNode.getInstance()).path(PAYLOAD);
  }

  /** Whether our header names the column as one whose value was not sent. */
  boolean isUnavailable(String column) {
    return unavailable().contains(column);
  }

  /** The columns that our header names. */
  List<String> unavailable() {
    List<String> columns = new ArrayList<>();
    header("__waltap.unavailable").forEach(name -> columns.add(name.asText()));
    return columns;
  }

  @Override
  public String toString() {
    return topic + " " + op() + " " + key();
  }

  private static List<String> names(JsonNode struct) {
    List<String> names = new ArrayList<>();
    struct.path("fields").forEach(field -> names.add(field.path("field").asText()));
    return names;
  }

  private static JsonNode parse(byte[] json, String prefix) {
    if (json == null) {
      return MissingNode.getInstance();
    }
    JsonNode node = Json.parse(new String(json, StandardCharsets.UTF_8));
    neutralNames(node.path(SCHEMA), prefix);
    return node;
  }

  /** In a schema, and in those of its fields, elements, keys and values. */
  private static void neutralNames(JsonNode schema, String prefix) {
    if (!schema.isObject()) {
      return;
    }
    neutral(schema, "name", prefix);
    schema.path("fields").forEach(field -> neutralNames(field, prefix));
    neutralNames(schema.path("items"), prefix);
    neutralNames(schema.path("keys"), prefix);
    neutralNames(schema.path("values"), prefix);
  }

  private static void neutral(JsonNode parent, String name, String prefix) {
    String text = parent.path(name).asText("");
    if (parent instanceof ObjectNode object && text.startsWith(prefix)) {
      object.set(name, TextNode.valueOf(PREFIX + text.substring(prefix.length())));
    }
  }
}
