/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import static io.waltap.connect.config.ConfigFixture.properties;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guards against: a default that holds because of a slip in the name of a property. */
class UnknownPropertiesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "column.exclude.lst",
        "table.include",
        "snapshot.mod",
        "tasks.maximum",
        "transform.a.type",
        "errors.deadletterqueue.topic.name",
        "waltap.lane.index"
      })
  void aNameThatNothingReadsIsFound(String name) {
    assertThat(UnknownProperties.in(properties(name, "x"))).containsExactly(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "slot.name",
        "column.mask.with.10.chars",
        "column.truncate.to.10.chars",
        "snapshot.select.statement.overrides.public.a",
        "tasks.max",
        "tasks.max.enforce",
        "connector.class",
        "key.converter",
        "value.converter.schemas.enable",
        "transforms",
        "transforms.a.type",
        "predicates.p.type",
        "topic.creation.default.partitions",
        "producer.override.linger.ms",
        "errors.tolerance",
        "exactly.once.support",
        "transaction.boundary",
        "transaction.boundary.interval.ms",
        "offsets.storage.topic",
        "config.action.reload",
        "driver.socketTimeout",
        "database.socketTimeout"
      })
  void whatTheConnectorOrKafkaConnectOrTheDriverReadsIsKnown(String name) {
    assertThat(UnknownProperties.in(properties(name, "x"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plugin.name", "snapshot.fetch.size", "signal.kafka.topic"})
  void whatDebeziumReadsIsKnownButNotMeant(String name) {
    assertThat(UnknownProperties.in(properties(name, "x"))).isEmpty();
    assertThat(UnknownProperties.known()).doesNotContain(name);
  }

  @Test
  void whatIsDocumentedCanBeMeant() {
    assertThat(UnknownProperties.known())
        .contains("column.exclude.list", "database.sslmode", "tasks.max", "exactly.once.support");
  }

  @Test
  void otherNamesBelowDatabaseGoToTheDriver() {
    assertThat(
            UnknownProperties.forTheDriver(
                properties("database.sslmod", "x", "database.sslmode", "require")))
        .containsExactly("database.sslmod");
  }
}
