/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import io.waltap.connect.pgoutput.Lsn;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigException;

/**
 * {@code start.position}: where a connector without stored positions starts in the WAL.
 *
 * @param lsn for {@link Kind#LSN}
 */
public record StartPosition(Kind kind, long lsn) {
  /** The three kinds of positions. */
  public enum Kind {
    /** Where the slot is: the oldest changes that it still has. */
    TAIL,
    /** The end of the WAL when the connector starts. */
    HEAD,
    /** A position that the user gives. */
    LSN
  }

  static StartPosition parse(String text) {
    if (text == null) {
      return new StartPosition(Kind.TAIL, Lsn.NONE);
    }
    return switch (text.trim().toLowerCase(Locale.ROOT)) {
      case "tail" -> new StartPosition(Kind.TAIL, Lsn.NONE);
      case "head" -> new StartPosition(Kind.HEAD, Lsn.NONE);
      default -> new StartPosition(Kind.LSN, Lsn.parse(text.trim()));
    };
  }

  static ConfigDef.Validator validator() {
    return LambdaValidator.with(
        (key, value) -> {
          try {
            parse(value == null ? null : value.toString());
          } catch (IllegalArgumentException e) {
            throw new ConfigException(
                key, value, "must be head, tail, or an LSN such as 16/B374D848");
          }
        },
        () -> "head, tail, or an LSN such as 16/B374D848");
  }
}
