/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.transforms;

import org.apache.kafka.connect.errors.DataException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of the values of one column that Iceberg cannot hold: infinities, moments beyond the
 * range of 64-bit microseconds, numbers beyond 38 digits, text that is no value of the column's
 * type. A warning is logged for the first one of a column.
 */
final class OutOfRange {
  private static final Logger LOG = LoggerFactory.getLogger(OutOfRange.class);

  /** {@code infinity.as}; TEXT is for values that become text anyway, and is no option. */
  enum Rule {
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
                  + " holds a value that Iceberg cannot hold (infinity, or out of range). Set"
                  + " infinity.as to null or bound.");
      case TEXT -> text;
    };
  }

  /** The text of a value is no value of its type. */
  Object unreadable(String type, RuntimeException cause) {
    if (rule == Rule.FAIL) {
      throw new DataException(
          "Column " + column + " holds text that is no " + type + ". Set infinity.as to null.",
          cause);
    }
    warn("null");
    return null;
  }

  private void warn(Object replacement) {
    if (!warned) {
      warned = true;
      LOG.warn(
          "Column {}: a value that Iceberg cannot hold is written as {} (infinity.as); logged once",
          column,
          replacement);
    }
  }
}
