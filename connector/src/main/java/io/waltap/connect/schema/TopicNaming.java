/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import io.waltap.connect.config.TopicSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names of topics, and of the schemas that are named after topics: {@code
 * <prefix>.<schema>.<table>}. Each character that Kafka does not allow becomes {@code _}, as in
 * Debezium's SchemaTopicNamingStrategy.
 *
 * @param prefix {@code topic.prefix}
 * @param delimiter {@code topic.delimiter}
 * @param heartbeatPrefix {@code topic.heartbeat.prefix}
 * @param transaction {@code topic.transaction}
 * @param escape {@code topic.name.escape}: whether the topic of a table whose name lost a character
 *     ends with a hash of the name
 */
public record TopicNaming(
    String prefix, String delimiter, String heartbeatPrefix, String transaction, boolean escape) {

  /** How many bytes of the hash a name gets. */
  private static final int HASH_BYTES = 4;

  /** Debezium's names. */
  public TopicNaming(String prefix, String delimiter, String heartbeatPrefix, String transaction) {
    this(prefix, delimiter, heartbeatPrefix, transaction, false);
  }

  /** The names that the properties ask for. */
  public static TopicNaming of(TopicSettings settings) {
    return new TopicNaming(
        settings.prefix(),
        settings.delimiter(),
        settings.heartbeatPrefix(),
        settings.transactionName(),
        settings.escapeNames());
  }

  public String table(String schema, String table) {
    String topic = sanitized(prefix + delimiter + schema + delimiter + table);
    return escape && losesCharacters(schema, table) ? topic + "_" + hash(schema, table) : topic;
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

  /** Whether a name has characters that no topic can have. */
  static boolean losesCharacters(String schema, String table) {
    return !sanitized(schema).equals(schema) || !sanitized(table).equals(table);
  }

  private static String hash(String schema, String table) {
    // no name in PostgreSQL has a zero, so different tables are different texts
    byte[] name = (schema + '\0' + table).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(name);
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
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
