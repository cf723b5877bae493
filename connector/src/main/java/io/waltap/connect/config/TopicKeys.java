/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** What topics, schemas and fields are called. */
final class TopicKeys {

  static final String GROUP = "Topics";

  static final String TOPIC_PREFIX = "topic.prefix";
  static final String TOPIC_DELIMITER = "topic.delimiter";
  static final String TOPIC_TRANSACTION = "topic.transaction";
  static final String TOPIC_HEARTBEAT_PREFIX = "topic.heartbeat.prefix";
  static final String HEARTBEAT_TOPICS_PREFIX = "heartbeat.topics.prefix";
  static final String SCHEMA_NAME_ADJUSTMENT_MODE = "schema.name.adjustment.mode";
  static final String FIELD_NAME_ADJUSTMENT_MODE = "field.name.adjustment.mode";

  static final EnumOption<NameAdjustment> ADJUSTMENTS = EnumOption.of(NameAdjustment.class);

  private TopicKeys() {}

  static void define(ConfigDef definition) {
    KeyGroup group = new KeyGroup(definition, GROUP);
    group.required(
        TOPIC_PREFIX,
        Validators.topicPart(),
        "Topic prefix",
        "Name of this source of changes. Events of a table go to the topic prefix.schema.table."
            + " Stored positions belong to it too: with another prefix the connector starts"
            + " afresh. No two connectors of a cluster may share one.");
    group.text(
        TOPIC_DELIMITER,
        ".",
        Validators.topicPart(),
        Importance.MEDIUM,
        "Topic delimiter",
        "What stands between prefix, schema and table in the name of a topic.");
    group.text(
        TOPIC_TRANSACTION,
        "transaction",
        Validators.topicPart(),
        Importance.LOW,
        "Transaction topic",
        "Last part of the name of the topic for beginnings and ends of transactions, after prefix"
            + " and delimiter. It matters with provide.transaction.metadata only.");
    group.text(
        TOPIC_HEARTBEAT_PREFIX,
        null,
        Validators.topicPart(),
        Importance.LOW,
        "Heartbeat topic prefix",
        "First part of the name of the heartbeat topic, before delimiter and topic.prefix. Unset,"
            + " heartbeat.topics.prefix holds.");
    group.text(
        HEARTBEAT_TOPICS_PREFIX,
        "__debezium-heartbeat",
        Validators.topicPart(),
        Importance.LOW,
        "Heartbeat topic prefix (older name)",
        "The same as topic.heartbeat.prefix, which wins where both are set.");
    group.choice(
        SCHEMA_NAME_ADJUSTMENT_MODE,
        "none",
        ADJUSTMENTS,
        Importance.LOW,
        "Schema names",
        "How the names of schemas are made fit for Avro: none (not at all), avro (what is not"
            + " allowed becomes an underscore), avro_unicode (it becomes _u and its code, and so"
            + " does the underscore itself).");
    group.choice(
        FIELD_NAME_ADJUSTMENT_MODE,
        "none",
        ADJUSTMENTS,
        Importance.LOW,
        "Field names",
        "How the names of fields are made fit for Avro: none, avro or avro_unicode, as for schema"
            + " names.");
  }
}
