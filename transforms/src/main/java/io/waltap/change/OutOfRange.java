/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import org.apache.kafka.connect.errors.DataException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what to write for the values of one column that Iceberg cannot hold. These are infinities,
 * times beyond the range of 64-bit microseconds, numbers beyond 38 digits, and text that is not a
 * value of the column's type. The first such value of a column logs a warning.
 */
public final class OutOfRange {
  private static final Logger LOG = LoggerFactory.getLogger(OutOfRange.class);

  /**
   * The values of {@code infinity.as}. TEXT is for values that become text anyway, and is not an
   * option.
   */
  public enum Rule {
    NULL,
    BOUND,
    FAIL,
    TEXT
  }

  private final Rule rule;
  private final String column;
  private boolean warned;

  OutOfRange(Rule rule, String column) {
    this.rule = rule;
    this.column = column;
  }

  Object above(Object bound) {
    return replace(bound, "infinity");
  }

  Object below(Object bound) {
    return replace(bound, "-infinity");
  }

  private Object replace(Object bound, String text) {
    return switch (rule) {
      case NULL -> {
        warn("null");
        yield null;
      }
      case BOUND -> {
        warn(bound);
        yield bound;
      }
      case FAIL ->
          throw new DataException(
              "Column "
                  + column
                  + " has a value that Iceberg cannot hold (infinity, or out of range). Set"
                  + " infinity.as to null or bound.");
      case TEXT -> text;
    };
  }

  /** The text of a value is not a value of its type. */
  Object unreadable(String type, RuntimeException cause) {
    if (rule == Rule.FAIL) {
      throw new DataException(
          "Column " + column + " has text that is not a " + type + ". Set infinity.as to null.",
          cause);
    }
    warn("null");
    return null;
  }

  private void warn(Object replacement) {
    if (!warned) {
      warned = true;
      LOG.warn(
          "Column {} has a value that Iceberg cannot hold: such values are written as {}"
              + " (infinity.as). This is logged once",
          column,
          replacement);
    }
  }
}
