/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;

/** What happened, as Debezium's envelope has it. */
public enum Operation {
  /** A row of a snapshot. */
  READ("r", false),
  CREATE("c", true),
  UPDATE("u", true),
  DELETE("d", true),
  TRUNCATE("t", true),
  /** A logical decoding message. */
  MESSAGE("m", false);

  private final String code;
  private final boolean skippable;

  Operation(String code, boolean skippable) {
    this.code = code;
    this.skippable = skippable;
  }

  /** The letter of the envelope's {@code op} field. */
  public String code() {
    return code;
  }

  static Set<Operation> parseAll(String key, String text) {
    List<String> codes = NamePatterns.split(text.toLowerCase(Locale.ROOT), ',');
    Set<Operation> operations = EnumSet.noneOf(Operation.class);
    if (codes.equals(List.of("none"))) {
      return Collections.unmodifiableSet(operations);
    }
    for (String each : codes) {
      operations.add(parse(key, text, each));
    }
    return Collections.unmodifiableSet(operations);
  }

  private static Operation parse(String key, String text, String code) {
    for (Operation operation : values()) {
      if (operation.skippable && operation.code.equals(code)) {
        return operation;
      }
    }
    throw new ConfigException(
        key,
        text,
        "none".equals(code)
            ? "none cannot be combined with other operations"
            : "\"" + code + "\" is no operation; there are c, u, d, t, or none alone");
  }
}
