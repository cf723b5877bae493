/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A connector's configuration twice: with values, and as Kafka Connect stores it. There, a
 * reference stands for each value of a user that may be a secret.
 *
 * @param values without the connector's name
 * @param stored the same properties
 */
record ConnectorProperties(Map<String, String> values, Map<String, String> stored) {
  /** Properties below these may hold secrets, under names that nobody can list. */
  private static final List<String> HIDDEN =
      List.of(
          "database.",
          "driver.",
          "iceberg.catalog.",
          "iceberg.hadoop.",
          "iceberg.kafka.",
          "producer.override.",
          "consumer.override.",
          "admin.override.",
          "key.converter.",
          "value.converter.",
          "header.converter.");

  /** These hold none, and a reader of the stored configuration wants to see them. */
  private static final Set<String> SHOWN =
      Set.of(
          "database.hostname",
          "database.port",
          "database.dbname",
          "database.user",
          "database.password.file",
          "database.sslmode",
          "database.sslrootcert",
          "database.sslcert",
          "database.sslkey",
          "database.sslfactory",
          "iceberg.catalog.type",
          "iceberg.catalog.catalog-impl",
          "iceberg.catalog.io-impl",
          "iceberg.catalog.warehouse",
          "iceberg.catalog.client.region");

  /** A shorter value is in every text. */
  private static final int SHORTEST = 4;

  private static final List<String> TELLTALE =
      List.of(
          "password",
          "passphrase",
          "secret",
          "token",
          "credential",
          "jaas",
          "auth",
          "private",
          "apikey",
          "api.key",
          "salt");

  ConnectorProperties {
    values = Map.copyOf(values);
    stored = Map.copyOf(stored);
  }

  /**
   * @param given the values that the user gave, by property
   */
  static ConnectorProperties of(Map<String, String> values, Map<String, Given> given) {
    Map<String, String> stored = new LinkedHashMap<>(values);
    given.forEach(
        (property, value) -> {
          if (value.hidden() || mayBeSecret(property)) {
            stored.put(property, value.reference());
          }
        });
    return new ConnectorProperties(values, stored);
  }

  static boolean mayBeSecret(String property) {
    if (SHOWN.contains(property)) {
      return false;
    }
    String name = property.toLowerCase(Locale.ROOT);
    return HIDDEN.stream().anyMatch(name::startsWith) || TELLTALE.stream().anyMatch(name::contains);
  }

  /** A text without the values for which a reference is stored, which it has instead. */
  String withoutSecrets(String text) {
    String safe = text;
    for (Map.Entry<String, String> value : values.entrySet()) {
      String reference = stored.get(value.getKey());
      if (!value.getValue().equals(reference) && value.getValue().length() >= SHORTEST) {
        safe = safe.replace(value.getValue(), reference);
      }
    }
    return safe;
  }

  /** Without values. */
  @Override
  public String toString() {
    return stored.toString();
  }
}
