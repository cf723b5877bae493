/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

/**
 * Names of topics, and of the schemas that are named after topics: {@code
 * <prefix>.<schema>.<table>}. Each character that Kafka does not allow becomes {@code _}, as in
 * Debezium's SchemaTopicNamingStrategy.
 *
 * @param prefix {@code topic.prefix}
 * @param delimiter {@code topic.delimiter}
 * @param heartbeatPrefix {@code topic.heartbeat.prefix}
 * @param transaction {@code topic.transaction}
 */
public record TopicNaming(
    String prefix, String delimiter, String heartbeatPrefix, String transaction) {

  public String table(String schema, String table) {
    return sanitized(prefix + delimiter + schema + delimiter + table);
  }

  public String heartbeat() {
    return sanitized(heartbeatPrefix + delimiter + prefix);
  }

  public String transactions() {
    return sanitized(prefix + delimiter + transaction);
  }

  /** The topic of messages from {@code pg_logical_emit_message}. */
  public String messages() {
    return sanitized(prefix + delimiter + "message");
  }

  private static String sanitized(String topic) {
    StringBuilder legal = new StringBuilder(topic.length());
    for (int i = 0; i < topic.length(); i++) {
      char c = topic.charAt(i);
      boolean allowed =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '.'
              || c == '_'
              || c == '-';
      legal.append(allowed ? c : '_');
    }
    return legal.toString();
  }
}
