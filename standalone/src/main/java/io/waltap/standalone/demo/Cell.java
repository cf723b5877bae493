/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Objects;

/** A value from PostgreSQL or DuckDB in one form, so that equal values are equal objects. */
final class Cell {
  private Cell() {}

  /** The same type and value: a number or a uuid that landed as text is a difference. */
  static boolean same(Object one, Object other) {
    return Objects.equals(comparable(one), comparable(other));
  }

  static Object comparable(Object value) {
    if (value instanceof Byte || value instanceof Short || value instanceof Integer) {
      return ((Number) value).longValue();
    }
    if (value instanceof BigInteger integer) {
      return new BigDecimal(integer).stripTrailingZeros();
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.stripTrailingZeros();
    }
    if (value instanceof Float number) {
      return number.doubleValue();
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    if (value instanceof byte[] bytes) {
      return "\\x" + HexFormat.of().formatHex(bytes);
    }
    return value;
  }

  /** For people. */
  static String shown(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    Object comparable = comparable(value);
    if (comparable instanceof Instant instant) {
      return instant.toString();
    }
    return comparable.toString();
  }
}
