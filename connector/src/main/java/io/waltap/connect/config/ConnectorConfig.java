/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import io.waltap.connect.types.TypeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * The configuration of a connector, checked, typed, and in groups. Keys, defaults and meanings are
 * in the {@code ...Keys} class of each group; what becomes of Debezium's properties, in {@link
 * DebeziumProperties}. Immutable.
 */
public final class ConnectorConfig {
  private final Map<String, String> properties;
  private final String baseSlot;
  private final ConnectionSettings connection;
  private final ReplicationSettings replication;
  private final SnapshotSettings snapshot;
  private final FilterSettings filters;
  private final EventSettings events;
  private final TypeOptions types;
  private final TopicSettings topics;
  private final DeliverySettings delivery;

  /**
   * @param properties as Connect hands them over, with all references to secrets resolved
   * @throws ConfigException if a required property is missing, or a value is wrong by itself or
   *     together with the others
   */
  public ConnectorConfig(Map<String, String> properties) {
    this.properties = Map.copyOf(PropertyChecks.withoutNulls(properties));
    Values values =
        new Values(this.properties, new AbstractConfig(definition(), this.properties, false));
    StringBuilder wrong = new StringBuilder();
    for (Problem problem : problems(this.properties)) {
      wrong.append(wrong.isEmpty() ? "" : "\n").append(problem.property()).append(": ");
      wrong.append(problem.message());
    }
    if (!wrong.isEmpty()) {
      throw new ConfigException(wrong.toString());
    }
    baseSlot = values.text(ReplicationKeys.SLOT_NAME);
    connection = ConnectionSettings.of(values);
    replication = ReplicationSettings.of(values);
    snapshot = SnapshotSettings.of(values);
    filters = FilterSettings.of(values);
    events = EventSettings.of(values);
    types = TypeKeys.options(values);
    topics = TopicSettings.of(values);
    delivery = DeliverySettings.of(values);
  }

  /** All keys of the connector; the ones that are always refused are marked internal. */
  public static ConfigDef definition() {
    return Definition.make();
  }

  /**
   * What is wrong with properties in combination, and with those whose keys vary. What {@link
   * #definition()} finds on its own is not repeated, and a property that it refuses is left out of
   * the comparison.
   */
  public static List<Problem> problems(Map<String, String> properties) {
    return new PropertyChecks(properties).run();
  }

  /** The connector's name in the Connect cluster; null if the properties do not say it. */
  public String connectorName() {
    return properties.get("name");
  }

  /** Whether Connect has transformations between the task and the converters. */
  public boolean hasTransformations() {
    return !properties.getOrDefault("transforms", "").isBlank();
  }

  /**
   * {@code slot.name}: the slot of the first lane, and the beginning of the other lanes' slot
   * names.
   */
  public String baseSlot() {
    return baseSlot;
  }

  public ConnectionSettings connection() {
    return connection;
  }

  public ReplicationSettings replication() {
    return replication;
  }

  public SnapshotSettings snapshot() {
    return snapshot;
  }

  public FilterSettings filters() {
    return filters;
  }

  public EventSettings events() {
    return events;
  }

  public TypeOptions types() {
    return types;
  }

  public TopicSettings topics() {
    return topics;
  }

  public DeliverySettings delivery() {
    return delivery;
  }

  /** What is accepted, but may mean something else than its author thinks. */
  public List<Problem> warnings() {
    List<Problem> warnings = new ArrayList<>();
    for (DebeziumProperties.Entry ignored : ignoredProperties()) {
      if (DebeziumProperties.isAwaited(ignored.key())) {
        warnings.add(warning(ignored.key(), "has no effect: " + ignored.reason()));
      }
    }
    return warnings;
  }

  private static Problem warning(String property, String message) {
    return new Problem(property, Problem.Severity.WARNING, message, "");
  }

  /** How Connect creates topics. */
  public TopicCreation topicCreation() {
    return TopicCreation.of(properties);
  }

  /** Debezium's properties that are set and have no effect, each with the reason; for the log. */
  public List<DebeziumProperties.Entry> ignoredProperties() {
    return DebeziumProperties.ignoredIn(new TreeMap<>(properties));
  }
}
