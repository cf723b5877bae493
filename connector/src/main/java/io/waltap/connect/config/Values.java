/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.types.Password;

/** The parsed values of a configuration by key: what each group of settings is read from. */
final class Values {
  private final Map<String, String> properties;
  private final AbstractConfig values;

  Values(Map<String, String> properties, AbstractConfig values) {
    this.properties = properties;
    this.values = values;
  }

  /** The properties as they were given, those whose keys vary among them. */
  Map<String, String> properties() {
    return properties;
  }

  /** Whether the connector's definition has the key. */
  boolean defines(String key) {
    return values.values().containsKey(key);
  }

  String text(String key) {
    return values.getString(key);
  }

  /** A secret in clear, or null. Keep it out of messages and logs. */
  String secret(String key) {
    Password password = values.getPassword(key);
    return password == null ? null : password.value();
  }

  boolean flag(String key) {
    return values.getBoolean(key);
  }

  int number(String key) {
    return values.getInt(key);
  }

  long amount(String key) {
    return values.getLong(key);
  }

  Duration millis(String key) {
    return Duration.ofMillis(values.getLong(key));
  }

  <E extends Enum<E>> E chosen(String key, EnumOption<E> option) {
    return option.parse(key, Objects.requireNonNull(text(key)));
  }

  String databaseName() {
    return text(ConnectionKeys.DBNAME);
  }

  /** Patterns of names with so many parts; the database's name may precede them. */
  NamePatterns patterns(String key, int parts) {
    return NamePatterns.parse(key, text(key), databaseName(), parts);
  }

  NamePatterns patterns(String key) {
    return NamePatterns.parse(key, text(key));
  }
}
