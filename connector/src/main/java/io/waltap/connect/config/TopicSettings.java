/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

/**
 * How topics, schemas and fields are named.
 *
 * @param heartbeatPrefix first part of the heartbeat topic's name; delimiter and prefix follow it
 * @param transactionName last part of the transaction topic's name; prefix and delimiter precede it
 * @param escapeNames whether a table's topic gets a hash if its name lost characters
 */
public record TopicSettings(
    String prefix,
    String delimiter,
    String heartbeatPrefix,
    String transactionName,
    boolean escapeNames,
    NameAdjustment schemaNames,
    NameAdjustment fieldNames) {
  static TopicSettings of(Values values) {
    String heartbeats = values.text(TopicKeys.TOPIC_HEARTBEAT_PREFIX);
    return new TopicSettings(
        values.text(TopicKeys.TOPIC_PREFIX),
        values.text(TopicKeys.TOPIC_DELIMITER),
        heartbeats == null ? values.text(TopicKeys.HEARTBEAT_TOPICS_PREFIX) : heartbeats,
        values.text(TopicKeys.TOPIC_TRANSACTION),
        values.flag(TopicKeys.TOPIC_NAME_ESCAPE),
        values.chosen(TopicKeys.SCHEMA_NAME_ADJUSTMENT_MODE, TopicKeys.ADJUSTMENTS),
        values.chosen(TopicKeys.FIELD_NAME_ADJUSTMENT_MODE, TopicKeys.ADJUSTMENTS));
  }
}
