/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Shows values of an Iceberg row as text that distinguishes types, in the form of {@code
 * type-matrix.txt}.
 */
final class Shown {
  private Shown() {}

  static String value(Object value) {
    if (value instanceof CharSequence text) {
      return "\"" + text + "\"";
    }
    if (value instanceof byte[] bytes) {
      return "\\x" + HexFormat.of().formatHex(bytes);
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof OffsetDateTime moment) {
      return moment.withOffsetSameInstant(ZoneOffset.UTC).toString();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Shown::value).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> entry.getKey() + "=" + value(entry.getValue()))
          .sorted()
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return String.valueOf(value);
  }

  /** Returns a type without the numbers that Iceberg gives to the fields of a struct. */
  static String type(String type) {
    return type.replaceAll("\\d+: ", "");
  }
}
