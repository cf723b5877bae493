/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/**
 * Finds names of properties that mean nothing, such as misspelt ones. Kafka Connect accepts any
 * name, and so does the connector, like Debezium. This is for callers that do not.
 */
public final class UnknownProperties {
  /** What Kafka Connect itself reads in the configuration of a source connector. */
  private static final Set<String> CONNECT =
      Set.of(
          "name",
          "connector.class",
          "connector.plugin.version",
          "tasks.max",
          "tasks.max.enforce",
          "config.action.reload",
          "key.converter",
          "value.converter",
          "header.converter",
          "transforms",
          "predicates",
          "errors.retry.timeout",
          "errors.retry.delay.max.ms",
          "errors.tolerance",
          "errors.log.enable",
          "errors.log.include.messages",
          "topic.creation.groups",
          "exactly.once.support",
          "transaction.boundary",
          "transaction.boundary.interval.ms",
          "offsets.storage.topic");

  /** Below these are names that plugins, clients, the driver or the user have chosen. */
  private static final List<String> GROUPS =
      List.of(
          "key.converter.",
          "value.converter.",
          "header.converter.",
          "transforms.",
          "predicates.",
          "topic.creation.",
          "producer.override.",
          "consumer.override.",
          "admin.override.",
          "database.",
          "driver.",
          SnapshotKeys.SELECT_OVERRIDES + ".");

  private UnknownProperties() {}

  /** The names that a user can have meant, without those below groups. */
  public static Set<String> known() {
    Set<String> known = new TreeSet<>(CONNECT);
    for (ConfigKey key : Definition.make().configKeys().values()) {
      if (!key.internalConfig) {
        known.add(key.name);
      }
    }
    return known;
  }

  /** The names that nothing reads, in their order. Debezium's that have no effect are known. */
  public static List<String> in(Map<String, String> properties) {
    Set<String> known = new HashSet<>(CONNECT);
    known.addAll(Definition.make().names());
    DebeziumProperties.ignoredIn(properties).forEach(ignored -> known.add(ignored.key()));
    return properties.keySet().stream()
        .filter(name -> !known.contains(name) && !ColumnMasks.isMaskKey(name))
        .filter(name -> GROUPS.stream().noneMatch(name::startsWith))
        .sorted()
        .toList();
  }

  /** The names below {@code database.} that go to the JDBC driver as they are, in their order. */
  public static List<String> forTheDriver(Map<String, String> properties) {
    Set<String> known = Definition.make().names();
    return properties.keySet().stream()
        .filter(name -> name.startsWith("database.") && !known.contains(name))
        .sorted()
        .toList();
  }
}
