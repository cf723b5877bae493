/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The properties of the names of topics, schemas and fields. */
final class TopicKeys {

  static final String GROUP = "Topics";

  static final String TOPIC_PREFIX = "topic.prefix";
  static final String TOPIC_DELIMITER = "topic.delimiter";
  static final String TOPIC_TRANSACTION = "topic.transaction";
  static final String TOPIC_HEARTBEAT_PREFIX = "topic.heartbeat.prefix";
  static final String HEARTBEAT_TOPICS_PREFIX = "heartbeat.topics.prefix";
  static final String TOPIC_NAME_ESCAPE = "topic.name.escape";
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
        "Name of this source of changes. Changes of a table go to the topic prefix.schema.table."
            + " Stored positions belong to the prefix: with another prefix the connector starts as"
            + " if it had none. Connectors of one Kafka cluster must have different prefixes.");
    group.text(
        TOPIC_DELIMITER,
        ".",
        Validators.topicPart(),
        Importance.MEDIUM,
        "Topic delimiter",
        "Text that separates prefix, schema and table in the names of topics.");
    group.text(
        TOPIC_TRANSACTION,
        "transaction",
        Validators.topicPart(),
        Importance.LOW,
        "Transaction topic",
        "Last part of the name of the topic for the beginning and end of transactions, after"
            + " topic.prefix and topic.delimiter. It is used only with"
            + " provide.transaction.metadata=true.");
    group.text(
        TOPIC_HEARTBEAT_PREFIX,
        null,
        Validators.topicPart(),
        Importance.LOW,
        "Heartbeat topic prefix",
        "First part of the name of the heartbeat topic, before topic.delimiter and topic.prefix. If"
            + " it is unset, heartbeat.topics.prefix is used.");
    group.text(
        HEARTBEAT_TOPICS_PREFIX,
        "__debezium-heartbeat",
        Validators.topicPart(),
        Importance.LOW,
        "Heartbeat topic prefix (older name)",
        "Older name of topic.heartbeat.prefix. If both are set, topic.heartbeat.prefix is used.");
    group.flag(
        TOPIC_NAME_ESCAPE,
        false,
        Importance.MEDIUM,
        "Topic names that lost characters",
        "Whether the topic of a table whose name has characters that Kafka does not allow gets _"
            + " and 8 hexadecimal digits at its end. Each such character becomes _ in the name of"
            + " the topic, so without this property two tables may share a topic, and are refused."
            + " The digits are a hash of schema and table, so they never change. Other names stay"
            + " as they are. Changing the property changes the names of such topics from then on.");
    group.choice(
        SCHEMA_NAME_ADJUSTMENT_MODE,
        "none",
        ADJUSTMENTS,
        Importance.LOW,
        "Schema names",
        "How the names of schemas are changed so that Avro accepts them. none: not at all. avro: a"
            + " character that Avro does not allow becomes an underscore. avro_unicode: such a"
            + " character, and the underscore itself, becomes _u and its hexadecimal code, so that"
            + " different names stay different.");
    group.choice(
        FIELD_NAME_ADJUSTMENT_MODE,
        "none",
        ADJUSTMENTS,
        Importance.LOW,
        "Field names",
        "How the names of fields are changed so that Avro accepts them: none, avro or avro_unicode,"
            + " as for the names of schemas.");
  }
}
