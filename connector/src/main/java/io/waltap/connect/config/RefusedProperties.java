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
 * Debezium's properties that would silently change or lose data if they were ignored. They are part
 * of the definition, so that the validation reports them, but hidden from its documentation.
 */
final class RefusedProperties {

  static final String DATABASE_INCLUDE_LIST = "database.include.list";
  static final String DATABASE_EXCLUDE_LIST = "database.exclude.list";

  private static final String ONE_DATABASE =
      "a connector captures only the database that database.dbname names; a list that includes it"
          + " is accepted. Remove the property, and create a connector for each database";

  static final List<Refusal> ALL =
      List.of(
          new Refusal(
              "plugin.name",
              Set.of("pgoutput"),
              "only pgoutput is read, the plugin that is part of PostgreSQL. Set pgoutput, or"
                  + " remove the property. A slot of another plugin cannot be used, so choose"
                  + " another slot.name too"),
          new Refusal(
              "converters",
              Set.of(),
              "custom converters are code for Debezium, which does not run here. Remove the"
                  + " property, and change values with a single message transform (transforms)"),
          new Refusal(
              "post.processors",
              Set.of(),
              "post processors are code for Debezium, which does not run here. Remove the property,"
                  + " and change records with a single message transform (transforms)"),
          new Refusal(
              "event.processing.failure.handling.mode",
              Set.of("fail"),
              "a change that cannot be processed is never dropped; it stops the task. Remove the"
                  + " property, or set it to fail"),
          new Refusal(
              "flush.lsn.source",
              Set.of("true"),
              "positions are always confirmed to the slot once Kafka has the records, or the server"
                  + " would keep WAL forever. Remove the property"),
          new Refusal(
              "slot.drop.on.stop",
              Set.of("false"),
              "changes made until the next start would be lost. Remove the property. If the"
                  + " connector is not needed any more, drop its slot: SELECT"
                  + " pg_drop_replication_slot('...')"),
          new Refusal(
              "lsn.flush.mode",
              Set.of("connector", "connector_and_driver"),
              "with manual, no position is confirmed to the slot, and the server keeps WAL forever."
                  + " Remove the property, or set it to connector"),
          new Refusal(
              "replica.identity.autoset.values",
              Set.of(),
              "the connector never alters tables. Remove the property, and let the owner of each"
                  + " table run ALTER TABLE schema.table REPLICA IDENTITY FULL (or DEFAULT,"
                  + " NOTHING, USING INDEX name)"),
          new Refusal(
              "signal.data.collection",
              Set.of(),
              "there is no signal table. Remove the property. To read a table again, remove its"
                  + " offset through Connect's REST API"),
          new Refusal(
              "signal.enabled.channels",
              Set.of("source"),
              "there are no signals. Remove the property. To read a table again, remove its offset"
                  + " through Connect's REST API"),
          new Refusal(
              "sourceinfo.struct.maker",
              Set.of("io.debezium.connector.postgresql.PostgresSourceInfoStructMaker"),
              "the source block has Debezium's standard form. Remove the property, and change the"
                  + " block with a single message transform (transforms)"),
          new Refusal(
              "transaction.metadata.factory",
              Set.of("io.debezium.pipeline.txmetadata.DefaultTransactionMetadataFactory"),
              "transaction metadata has Debezium's standard form. Remove the property, and change"
                  + " the metadata with a single message transform (transforms)"),
          new Refusal(
              "topic.naming.strategy",
              Set.of("io.debezium.schema.SchemaTopicNamingStrategy"),
              "topics are named prefix.schema.table, as by"
                  + " io.debezium.schema.SchemaTopicNamingStrategy. Remove the property, and rename"
                  + " topics with a single message transform such as RegexRouter"),
          new Refusal(
              "topic.heartbeat.name",
              Set.of(),
              "the heartbeat topic has the name topic.heartbeat.prefix, topic.delimiter,"
                  + " topic.prefix. Remove the property, and set topic.heartbeat.prefix"),
          new Refusal(
              "snapshot.query.mode",
              Set.of("select_all"),
              "a custom SnapshotQuery is code for Debezium, which does not run here. Remove the"
                  + " property. snapshot.select.statement.overrides gives a table a statement of"
                  + " its own"),
          new Refusal(
              "xmin.fetch.interval.ms",
              Set.of("0"),
              "the field xmin of the source block is always null. Remove the property if no"
                  + " consumer reads that field"),
          new Refusal(
              "database.connection.factory.class",
              Set.of(),
              "connection factories are code for Debezium, which does not run here. Remove the"
                  + " property. Properties driver.* go to the JDBC driver"),
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
   * @param accepted the values that ask for what this connector does anyway; null if that depends
   *     on other properties
   * @param reason why other values are refused, and what to do instead
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
