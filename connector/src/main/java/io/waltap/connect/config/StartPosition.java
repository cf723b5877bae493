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
  /** A guess could drop changes. Version 0.1.0 had these words in the opposite sense of others. */
  private static final String TWO_MEANINGS =
      "head and tail are read in two ways. Write earliest to start where the slot is (0.1.0: tail),"
          + " or latest to start at the end of the WAL (0.1.0: head)";

  /** The three kinds of positions. */
  public enum Kind {
    /** Where the slot is: the oldest changes that it still has. */
    EARLIEST,
    /** The end of the WAL when the connector starts. */
    LATEST,
    /** A position that the user gives. */
    LSN
  }

  static StartPosition parse(String text) {
    if (text == null) {
      return new StartPosition(Kind.EARLIEST, Lsn.NONE);
    }
    return switch (text.trim().toLowerCase(Locale.ROOT)) {
      case "earliest" -> new StartPosition(Kind.EARLIEST, Lsn.NONE);
      case "latest" -> new StartPosition(Kind.LATEST, Lsn.NONE);
      default -> new StartPosition(Kind.LSN, Lsn.parse(text.trim()));
    };
  }

  static ConfigDef.Validator validator() {
    return LambdaValidator.with(
        (key, value) -> {
          String text = value == null ? "" : value.toString().trim().toLowerCase(Locale.ROOT);
          if (text.equals("head") || text.equals("tail")) {
            throw new ConfigException(key, value, TWO_MEANINGS);
          }
          try {
            parse(value == null ? null : value.toString());
          } catch (IllegalArgumentException e) {
            throw new ConfigException(
                key, value, "must be earliest, latest, or an LSN such as 16/B374D848");
          }
        },
        () -> "earliest, latest, or an LSN such as 16/B374D848");
  }
}
