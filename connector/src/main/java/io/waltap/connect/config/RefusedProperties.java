/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.util.List;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/**
 * Debezium's properties that would change or lose data without a word if they were ignored. They
 * are part of the definition, so that validation reports them, but hidden from its documentation.
 */
final class RefusedProperties {

  static final String DATABASE_INCLUDE_LIST = "database.include.list";
  static final String DATABASE_EXCLUDE_LIST = "database.exclude.list";

  private static final String ONE_DATABASE =
      "a connector captures the database that database.dbname names and no other; lists that let"
          + " it through are accepted. Remove the property, and make a connector for each database";

  static final List<Refusal> ALL =
      List.of(
          new Refusal(
              "plugin.name",
              Set.of("pgoutput"),
              "only pgoutput, the plugin that PostgreSQL itself brings, is read. Set it to pgoutput"
                  + " or remove it; a slot made with another plugin cannot be carried on, so also"
                  + " choose another slot.name"),
          new Refusal(
              "converters",
              Set.of(),
              "custom converters are code written for Debezium and cannot run here. Remove the"
                  + " property; change values with a single message transform (transforms)"),
          new Refusal(
              "post.processors",
              Set.of(),
              "post processors are code written for Debezium and cannot run here. Remove the"
                  + " property; change events with a single message transform (transforms)"),
          new Refusal(
              "event.processing.failure.handling.mode",
              Set.of("fail"),
              "an event that cannot be processed is never dropped, it stops the task. Remove the"
                  + " property, or set it to fail"),
          new Refusal(
              "flush.lsn.source",
              Set.of("true"),
              "the position is always confirmed to the slot, after Kafka has the events; without it"
                  + " the server would keep WAL for ever. Remove the property"),
          new Refusal(
              "slot.drop.on.stop",
              Set.of("false"),
              "changes made until the next start would be lost. Remove the property; when the"
                  + " connector is no longer needed, drop its slot by SELECT"
                  + " pg_drop_replication_slot('...')"),
          new Refusal(
              "lsn.flush.mode",
              Set.of("connector", "connector_and_driver"),
              "with manual nobody confirms positions to the slot and the server keeps WAL for ever."
                  + " Remove the property, or set it to connector"),
          new Refusal(
              "replica.identity.autoset.values",
              Set.of(),
              "the connector never alters tables. Remove the property and have the tables' owner"
                  + " run, once for each, ALTER TABLE schema.table REPLICA IDENTITY FULL (or"
                  + " DEFAULT, NOTHING, USING INDEX name)"),
          new Refusal(
              "signal.data.collection",
              Set.of(),
              "there is no signal table. Remove the property; tables are snapshotted anew by"
                  + " resetting their offsets through Connect's REST API"),
          new Refusal(
              "signal.enabled.channels",
              Set.of("source"),
              "there are no signals. Remove the property; tables are snapshotted anew by resetting"
                  + " their offsets through Connect's REST API"),
          new Refusal(
              "sourceinfo.struct.maker",
              Set.of("io.debezium.connector.postgresql.PostgresSourceInfoStructMaker"),
              "the source block has Debezium's standard form. Remove the property; change the block"
                  + " with a single message transform (transforms)"),
          new Refusal(
              "transaction.metadata.factory",
              Set.of("io.debezium.pipeline.txmetadata.DefaultTransactionMetadataFactory"),
              "transaction metadata have Debezium's standard form. Remove the property; change them"
                  + " with a single message transform (transforms)"),
          new Refusal(
              "topic.naming.strategy",
              Set.of("io.debezium.schema.SchemaTopicNamingStrategy"),
              "topics are named prefix.schema.table, as by"
                  + " io.debezium.schema.SchemaTopicNamingStrategy. Remove the property; rename"
                  + " topics with a single message transform such as RegexRouter"),
          new Refusal(
              "topic.heartbeat.name",
              Set.of(),
              "the heartbeat topic is named topic.heartbeat.prefix, delimiter, topic.prefix. Remove"
                  + " the property and set topic.heartbeat.prefix"),
          new Refusal(
              "snapshot.query.mode",
              Set.of("select_all"),
              "a custom SnapshotQuery is code written for Debezium and cannot run here. Remove the"
                  + " property; snapshot.select.statement.overrides gives single tables a statement"
                  + " of their own"),
          new Refusal(
              "xmin.fetch.interval.ms",
              Set.of("0"),
              "the xmin field of the source block is always null. Remove the property if nobody"
                  + " reads that field"),
          new Refusal(
              "database.connection.factory.class",
              Set.of(),
              "connection factories are code written for Debezium and cannot run here. Remove the"
                  + " property; driver.* properties are handed to the JDBC driver"),
          new Refusal(DATABASE_INCLUDE_LIST, null, ONE_DATABASE),
          new Refusal(DATABASE_EXCLUDE_LIST, null, ONE_DATABASE));

  private RefusedProperties() {}

  static void define(ConfigDef definition) {
    for (Refusal refusal : ALL) {
      definition.define(
          new ConfigKey(
              refusal.key(),
              ConfigDef.Type.STRING,
              null,
              refusal.validator(),
              Importance.LOW,
              refusal.reason(),
              null,
              -1,
              Width.MEDIUM,
              refusal.key(),
              List.of(),
              null,
              true));
    }
  }

  /**
   * @param accepted the values that mean what this connector does anyway; null if it depends on
   *     other properties
   * @param reason why the others are refused, and the way out
   */
  record Refusal(String key, Set<String> accepted, String reason) {

    ConfigDef.Validator validator() {
      if (accepted == null) {
        return NamePatterns.validator();
      }
      return LambdaValidator.with(
          (name, value) -> {
            if (value != null && !accepts(value.toString())) {
              throw new ConfigException(name, value, reason);
            }
          },
          () -> String.join(", ", accepted));
    }

    private boolean accepts(String value) {
      return value.isBlank() || accepted.stream().anyMatch(value.trim()::equalsIgnoreCase);
    }
  }
}
