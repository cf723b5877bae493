/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import static io.waltap.connect.config.ConfigFixture.config;
import static io.waltap.connect.config.ConfigFixture.errors;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebeziumPropertiesTest {

  @Test
  void every37PropertyHasExactlyOneStatus() throws IOException {
    List<String> debezium = debeziumKeys();
    assertThat(debezium).hasSize(141).doesNotHaveDuplicates();

    List<String> mapped =
        DebeziumProperties.entries().stream().map(DebeziumProperties.Entry::key).toList();
    assertThat(mapped).doesNotHaveDuplicates().containsAll(debezium);
  }

  @Test
  void propertiesThatDebeziumReadsWithoutDefiningThemHaveAStatusToo() {
    assertThat(DebeziumProperties.entries().stream().map(DebeziumProperties.Entry::key).toList())
        .contains(
            "offset.mismatch.strategy",
            "money.fraction.digits",
            "read.only",
            "internal.create.slot.command.timeout",
            "internal.slot.seek.to.known.offset.on.start",
            "poll.dispatch.interval.ms",
            "queue.provider.type",
            "internal.custom.retriable.exception",
            "include.schema.changes",
            "topic.delimiter",
            "topic.cache.size",
            "topic.heartbeat.prefix",
            "topic.heartbeat.name",
            "topic.transaction",
            "signal.kafka.*",
            "signal.file",
            "snapshot.select.statement.overrides.<schema.table>",
            "<converter>.type",
            "database.*",
            "database.connection.factory.class");
  }

  @Test
  void statusAndDefinitionAgree() {
    Map<String, ConfigDef.ConfigKey> defined = ConnectorConfig.definition().configKeys();
    for (DebeziumProperties.Entry entry : DebeziumProperties.entries()) {
      ConfigDef.ConfigKey key = defined.get(entry.key());
      boolean variable = entry.key().contains("(") || entry.key().contains("<");
      boolean agrees =
          switch (entry.status()) {
            case SUPPORTED ->
                variable || entry.key().endsWith(".*") || (key != null && !key.internalConfig);
            case REFUSED -> key != null && key.internalConfig;
            case IGNORED -> key == null;
          };
      assertThat(agrees).as(entry.key() + " " + entry.status()).isTrue();
      if (entry.status() != DebeziumProperties.Status.SUPPORTED) {
        assertThat(entry.reason()).as(entry.key()).isNotBlank();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "plugin.name, decoderbufs",
    "converters, isbn",
    "post.processors, reselector",
    "event.processing.failure.handling.mode, skip",
    "event.processing.failure.handling.mode, warn",
    "flush.lsn.source, false",
    "lsn.flush.mode, manual",
    "replica.identity.autoset.values, public.*:FULL",
    "signal.data.collection, public.dbz_signal",
    "signal.enabled.channels, kafka",
    "sourceinfo.struct.maker, com.example.Maker",
    "transaction.metadata.factory, com.example.Factory",
    "topic.naming.strategy, com.example.Strategy",
    "topic.heartbeat.name, beats",
    "snapshot.mode, custom",
    "snapshot.mode, configuration_based",
    "snapshot.query.mode, custom",
    "xmin.fetch.interval.ms, 1000",
    "database.connection.factory.class, com.example.Factory"
  })
  void aValueThatWouldChangeDataIfIgnoredIsRefused(String key, String value) {
    assertThat(errors(key, value)).hasSize(1);
  }

  @Test
  void aRefusalSaysWhatToDoInstead() {
    assertThat(errors("replica.identity.autoset.values", "public.orders:FULL"))
        .singleElement()
        .asString()
        .contains("ALTER TABLE")
        .contains("Remove the property");
  }

  @ParameterizedTest
  @CsvSource({
    "plugin.name, pgoutput",
    "event.processing.failure.handling.mode, FAIL",
    "flush.lsn.source, true",
    "lsn.flush.mode, connector_and_driver",
    "signal.enabled.channels, source",
    "sourceinfo.struct.maker, io.debezium.connector.postgresql.PostgresSourceInfoStructMaker",
    "topic.naming.strategy, io.debezium.schema.SchemaTopicNamingStrategy",
    "snapshot.query.mode, select_all",
    "xmin.fetch.interval.ms, 0",
    "converters, ''"
  })
  void aValueThatMeansWhatHappensAnywayIsAccepted(String key, String value) {
    assertThat(errors(key, value)).isEmpty();
  }

  @Test
  void ignoredPropertiesAreReportedUnderTheNameThatWasSet() {
    ConnectorConfig config =
        config(
            "snapshot.fetch.size", "1000",
            "signal.kafka.bootstrap.servers", "kafka:9092",
            "tombstones.on.delete", "true",
            "some.smt.property", "x");

    assertThat(config.ignoredProperties())
        .extracting(DebeziumProperties.Entry::key)
        .containsExactlyInAnyOrder("snapshot.fetch.size", "signal.kafka.bootstrap.servers");
  }

  // Guards against: a consumer that waits for a notification, which never comes.
  @Test
  void propertiesThatSomeoneWaitsForAreWarnings() {
    ConnectorConfig config =
        config(
            "snapshot.fetch.size", "1000",
            "signal.kafka.topic", "signals",
            "notification.enabled.channels", "sink",
            "heartbeat.action.query", "SELECT 1");

    assertThat(config.warnings())
        .allSatisfy(warning -> assertThat(warning.message()).startsWith("has no effect: "))
        .extracting(Problem::property)
        .containsExactlyInAnyOrder(
            "signal.kafka.topic", "notification.enabled.channels", "heartbeat.action.query");
  }

  private static List<String> debeziumKeys() throws IOException {
    try (InputStream in =
        DebeziumPropertiesTest.class.getResourceAsStream("/debezium-3.7-properties.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
