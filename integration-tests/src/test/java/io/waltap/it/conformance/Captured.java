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
 * A record as JsonConverter wrote it: key, value and headers, each with its schema. The topic
 * prefix always differs between the two connectors. It is replaced by {@value #PREFIX} in the names
 * of topics and schemas, in {@code source.name} and in the header that repeats it.
 */
final class Captured {
  static final String PREFIX = "{prefix}";

  /** The result of {@link #lsn} for a record that has no position in the WAL. */
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

  /** Returns the record as it was consumed. */
  ConsumerRecord<byte[], byte[]> raw() {
    return raw;
  }

  String topic() {
    return topic;
  }

  /** Returns the payload of the key, or a missing node if the record has no key. */
  JsonNode key() {
    return key.path(PAYLOAD);
  }

  JsonNode keySchema() {
    return key.path(SCHEMA);
  }

  /** Returns the payload of the value, or a missing node for a tombstone. */
  JsonNode value() {
    return value.path(PAYLOAD);
  }

  JsonNode valueSchema() {
    return value.path(SCHEMA);
  }

  /** Returns schema and payload of each header, in their order. */
  Map<String, JsonNode> headers() {
    return headers;
  }

  /** Returns {@code c}, {@code r} ..., {@code tombstone}, or the status of a transaction. */
  String op() {
    if (value.isMissingNode()) {
      return TOMBSTONE;
    }
    JsonNode op = value().path("op");
    return op.isMissingNode() ? value().path("status").asText() : op.asText();
  }

  /** Returns {@code schema.table}, or null if the value does not say it. */
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
   * Returns the position of the change in the WAL, which is the same for every connector. It is
   * {@link #NO_LSN} for tombstones, and for snapshot rows, which have the position of the snapshot.
   */
  long lsn() {
    JsonNode lsn = value().path("source").path("lsn");
    return isSnapshot() || !lsn.isIntegralNumber() ? NO_LSN : lsn.asLong();
  }

  /**
   * Returns the row after the change, or before it if there is none after. For a record that is not
   * a change, it returns the value.
   */
  JsonNode row() {
    for (String name : List.of("after", "before")) {
      if (value().path(name).isObject()) {
        return value().path(name);
      }
    }
    return value();
  }

  /** Returns a column of the row after the change. */
  JsonNode after(String column) {
    return value().path("after").path(column);
  }

  /** Returns the names of the key's fields, in their order. */
  List<String> keyFields() {
    return names(keySchema());
  }

  /** Returns the names of the row's fields, with or without a value. */
  List<String> rowFields() {
    for (JsonNode field : valueSchema().path("fields")) {
      if (field.path("field").asText().equals("after")) {
        return names(field);
      }
    }
    return List.of();
  }

  /** Returns the payload of a header, or a missing node if there is no such header. */
  JsonNode header(String name) {
    return headers.getOrDefault(name, MissingNode.getInstance()).path(PAYLOAD);
  }

  /** Whether Waltap's header names the column as one whose value was not sent. */
  boolean isUnavailable(String column) {
    return unavailable().contains(column);
  }

  /** Returns the columns that Waltap's header names. */
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

  /**
   * Replaces the prefix in a schema, and in the schemas of its fields, elements, keys and values.
   */
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
