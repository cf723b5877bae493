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
      case "earliest", "head" -> new StartPosition(Kind.EARLIEST, Lsn.NONE);
      case "latest", "tail" -> new StartPosition(Kind.LATEST, Lsn.NONE);
      default -> new StartPosition(Kind.LSN, Lsn.parse(text.trim()));
    };
  }

  /**
   * What a word means that people read in two ways.
   *
   * @return null for all other values
   */
  static String meaningOfAlias(String text) {
    return switch (text == null ? "" : text.trim().toLowerCase(Locale.ROOT)) {
      case "head" ->
          "head means earliest: the connector starts where the slot is, with the oldest changes"
              + " that it has. Write earliest, or latest to start at the end of the WAL";
      case "tail" ->
          "tail means latest: the connector starts at the end of the WAL, and older changes are not"
              + " delivered. Write latest, or earliest to start where the slot is";
      default -> null;
    };
  }

  static ConfigDef.Validator validator() {
    return LambdaValidator.with(
        (key, value) -> {
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
