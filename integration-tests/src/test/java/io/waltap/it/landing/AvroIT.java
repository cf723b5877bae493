/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.it.harness.ConnectWorker;
import io.waltap.it.harness.Json;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

/**
 * The whole pipe with Confluent's AvroConverter and a registry, Apicurio's, that checks each schema
 * against the last one.
 *
 * <p>This test is not in every build. The profile {@code lakes} ({@code ./mvnw verify -Plakes})
 * downloads converter and registry, some 170 MB, and the registry needs Java 21. If something is
 * missing, the test is skipped and says what is missing.
 */
final class AvroIT {
  private static final Duration POLL = Duration.ofMillis(100);

  // Guards against: an ALTER TABLE whose schema the registry refuses, so that the task stops;
  // schemas that differ from record to record; types that Avro does not preserve.
  @Test
  void schemasEvolveCompatiblyAndRowsLandWithTheirTypes() {
    try (SchemaRegistry registry = SchemaRegistry.start();
        AvroPlugin avro = AvroPlugin.open();
        TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("avro");
        ConnectWorker worker =
            ConnectWorker.start(
                "avro", Servers.kafka(), Map.of("plugin.path", avro.pluginPath()))) {
      database.execute(
          "CREATE TABLE items (id int PRIMARY KEY, name text, price numeric(10, 2), small smallint,"
              + " made timestamp, sold timestamptz, code uuid, weight double precision)",
          "ALTER TABLE items REPLICA IDENTITY FULL",
          "INSERT INTO items VALUES (1, 'one', 1.25, 1, '2020-02-29 12:34:56.789012',"
              + " '2020-02-29 12:34:56.789012+00', '9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a11', 'NaN')",
          "CREATE TABLE many (id int PRIMARY KEY, name text)",
          "INSERT INTO many SELECT g, 'row ' || g FROM generate_series(1, 20000) g");
      Pipeline.Builder builder =
          Pipeline.of(database, "public.items", "public.many")
              .source("schema.name.adjustment.mode", "avro")
              .source("field.name.adjustment.mode", "avro")
              .into(lake)
              .sourceOn(worker)
              .sinkOn(worker);
      for (String side : List.of("key", "value")) {
        builder
            .both(side + ".converter", AvroPlugin.CONVERTER)
            .both(side + ".converter.schema.registry.url", registry.url())
            .both(side + ".converter.enhanced.avro.schema.support", "true");
      }
      builder
          .source("value.converter", "io.waltap.connect.convert.ParallelConverter")
          .source("value.converter.delegate", AvroPlugin.CONVERTER);
      String topic = database.prefix() + ".public.items";
      try (Pipeline pipeline = builder.start()) {
        pipeline.source().awaitStreaming();
        database.execute(
            "INSERT INTO items (id, name, weight) VALUES (2, 'two', '-Infinity')",
            "ALTER TABLE items ADD COLUMN note text",
            "INSERT INTO items (id, name, note) VALUES (3, 'three', 'noted')",
            "ALTER TABLE items DROP COLUMN name",
            "INSERT INTO items (id, note) VALUES (4, 'nameless')",
            "UPDATE items SET note = 'late' WHERE id = 1",
            "DELETE FROM items WHERE id = 2");
        pipeline.awaitLanded();

        assertThat(registry.versions(topic + "-key")).containsExactly(1);
        assertThat(registry.versions(topic + "-value")).containsExactly(1, 2, 3);
        assertThat(columns(registry.schema(topic + "-value", 1)))
            .contains("name")
            .doesNotContain("note");
        assertThat(columns(registry.schema(topic + "-value", 2))).contains("name", "note");
        assertThat(columns(registry.schema(topic + "-value", 3)))
            .contains("note")
            .doesNotContain("name");
        assertThat(registry.accepts(topic + "-value", incompatible(database)))
            .as("the registry checks compatibility")
            .isFalse();

        assertThat(decoded(avro, registry, topic))
            .extracting(AvroIT::summary)
            .containsExactly(
                "r 1 one null",
                "c 2 two null",
                "c 3 three noted",
                "c 4 null nameless",
                "u 1 null late",
                "d 2 null null");
        // more records than fit into the queue, so that the threads that read convert some of them
        assertThat(decoded(avro, registry, database.prefix() + ".public.many"))
            .extracting(event -> event.path("after").path("name").asText())
            .containsExactlyInAnyOrderElementsOf(
                IntStream.rangeClosed(1, 20_000).mapToObj(id -> "row " + id).toList());
      }

      assertThat(lake.columns("items"))
          .containsEntry("price", "decimal(38, 2)")
          .containsEntry("small", "int")
          .containsEntry("made", "timestamptz")
          .containsEntry("sold", "timestamptz")
          .containsEntry("code", "uuid")
          .containsEntry("weight", "double")
          .containsEntry("note", "string");
      assertThat(landed(lake.log("items").get(0)))
          .isEqualTo(
              "\"one\" 1.25 1 2020-02-29T12:34:56.789012Z 2020-02-29T12:34:56.789012Z"
                  + " 9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a11 NaN null");
      assertThat(lake.log("items"))
          .extracting(row -> row.get("_op") + " " + row.get("id") + " " + row.get("weight"))
          .containsExactly(
              "r 1 NaN", "c 2 -Infinity", "c 3 null", "c 4 null", "u 1 NaN", "d 2 -Infinity");
    }
  }

  private static String landed(Map<String, Object> row) {
    return String.join(
        " ",
        List.of("name", "price", "small", "made", "sold", "code", "weight", "note").stream()
            .map(name -> Shown.value(row.get(name)))
            .toList());
  }

  /** Describes the row after the change, or before it for a delete. */
  private static String summary(JsonNode event) {
    String op = event.path("op").asText();
    JsonNode row = event.path(op.equals("d") ? "before" : "after");
    return op + " " + row.path("id").asText() + " " + text(row, "name") + " " + text(row, "note");
  }

  private static String text(JsonNode row, String column) {
    JsonNode value = row.path(column);
    return value.isMissingNode() || value.isNull() ? "null" : value.asText();
  }

  /** Returns the columns of the row's record, which is in the envelope as a union with null. */
  private static List<String> columns(JsonNode envelope) {
    List<String> columns = new ArrayList<>();
    for (JsonNode field : envelope.path("fields")) {
      if (field.path("name").asText().equals("before")) {
        for (JsonNode branch : field.path("type")) {
          branch.path("fields").forEach(column -> columns.add(column.path("name").asText()));
        }
      }
    }
    return columns;
  }

  /** Returns the envelope with one more required field, which no earlier record has. */
  private static String incompatible(TestDatabase database) {
    return "{\"type\": \"record\", \"name\": \"Envelope\", \"namespace\": \""
        + database.prefix()
        + ".public.items\", \"fields\": [{\"name\": \"added\", \"type\": \"int\"}]}";
  }

  /** Returns the events of a topic as Confluent's deserializer reads them, without tombstones. */
  private static List<JsonNode> decoded(AvroPlugin avro, SchemaRegistry registry, String topic) {
    List<JsonNode> events = new ArrayList<>();
    TopicPartition partition = new TopicPartition(topic, 0);
    try (Deserializer<Object> deserializer = avro.deserializer(registry.url());
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                Map.of(
                    ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    Servers.kafka().bootstrapServers(),
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                    false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      long begun = System.nanoTime();
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.value() != null) {
            events.add(Json.parse(deserializer.deserialize(topic, record.value()).toString()));
          }
        }
        if (System.nanoTime() - begun > Settings.patience().toNanos()) {
          throw new AssertionError("read only " + events.size() + " events of " + topic);
        }
      }
    }
    return events;
  }
}
