/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * The values that an enumerated property can have. Case does not matter. User interfaces get them
 * as recommended values.
 *
 * @param <E> what the texts stand for
 */
final class EnumOption<E extends Enum<E>> implements ConfigDef.Validator, ConfigDef.Recommender {

  private final Map<String, E> offered;
  private final Map<String, E> aliases;
  private final Map<String, String> refused;

  private EnumOption(Map<String, E> offered, Map<String, E> aliases, Map<String, String> refused) {
    this.offered = offered;
    this.aliases = Map.copyOf(aliases);
    this.refused = Map.copyOf(refused);
  }

  /** The values are the names of the constants, in lower case. */
  static <E extends Enum<E>> EnumOption<E> of(Class<E> type) {
    return of(type, Map.of(), Map.of());
  }

  /**
   * @param aliases further values that are accepted, but not recommended
   * @param refused values that Debezium accepts and this connector refuses, with the reason
   */
  static <E extends Enum<E>> EnumOption<E> of(
      Class<E> type, Map<String, E> aliases, Map<String, String> refused) {
    Map<String, E> offered = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      offered.put(constant.name().toLowerCase(Locale.ROOT), constant);
    }
    return new EnumOption<>(offered, aliases, refused);
  }

  /** The values are the names of the constants, in lower case, with hyphens between words. */
  static <E extends Enum<E>> EnumOption<E> hyphenated(Class<E> type) {
    Map<String, E> offered = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      offered.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
    }
    return new EnumOption<>(offered, Map.of(), Map.of());
  }

  /**
   * @throws ConfigException if the text is none of the values
   */
  E parse(String key, String text) {
    String value = text.trim().toLowerCase(Locale.ROOT);
    E constant = offered.getOrDefault(value, aliases.get(value));
    if (constant != null) {
      return constant;
    }
    String reason = refused.get(value);
    throw new ConfigException(
        key,
        text,
        reason == null ? "must be one of " + String.join(", ", offered.keySet()) : reason);
  }

  /** The value that stands for a constant. */
  String text(E constant) {
    for (Map.Entry<String, E> each : offered.entrySet()) {
      if (each.getValue() == constant) {
        return each.getKey();
      }
    }
    throw new IllegalArgumentException("not among the values: " + constant);
  }

  @Override
  public void ensureValid(String name, Object value) {
    if (value != null) {
      parse(name, value.toString());
    }
  }

  @Override
  public List<Object> validValues(String name, Map<String, Object> parsedConfig) {
    return new ArrayList<>(offered.keySet());
  }

  @Override
  public boolean visible(String name, Map<String, Object> parsedConfig) {
    return true;
  }

  @Override
  public String toString() {
    return String.join(", ", offered.keySet());
  }
}
