/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import io.waltap.connect.types.TypeOptions;
import io.waltap.connect.types.TypeOptions.BinaryHandling;
import io.waltap.connect.types.TypeOptions.DecimalHandling;
import io.waltap.connect.types.TypeOptions.HstoreHandling;
import io.waltap.connect.types.TypeOptions.IntervalHandling;
import io.waltap.connect.types.TypeOptions.TimePrecision;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigException;

/** How values are represented. */
final class TypeKeys {

  static final String GROUP = "Types";

  static final String DECIMAL_HANDLING_MODE = "decimal.handling.mode";
  static final String TIME_PRECISION_MODE = "time.precision.mode";
  static final String BINARY_HANDLING_MODE = "binary.handling.mode";
  static final String INTERVAL_HANDLING_MODE = "interval.handling.mode";
  static final String HSTORE_HANDLING_MODE = "hstore.handling.mode";
  static final String INCLUDE_UNKNOWN_DATATYPES = "include.unknown.datatypes";
  static final String UNAVAILABLE_VALUE_PLACEHOLDER = "unavailable.value.placeholder";
  static final String MONEY_FRACTION_DIGITS = "money.fraction.digits";

  static final EnumOption<DecimalHandling> DECIMALS = EnumOption.of(DecimalHandling.class);
  static final EnumOption<TimePrecision> TIMES = EnumOption.of(TimePrecision.class);
  static final EnumOption<BinaryHandling> BINARIES = EnumOption.hyphenated(BinaryHandling.class);
  static final EnumOption<IntervalHandling> INTERVALS = EnumOption.of(IntervalHandling.class);
  static final EnumOption<HstoreHandling> HSTORES = EnumOption.of(HstoreHandling.class);

  private static final String HEX_PREFIX = "hex:";

  private TypeKeys() {}

  static void define(ConfigDef definition) {
    KeyGroup group = new KeyGroup(definition, GROUP);
    group.choice(
        DECIMAL_HANDLING_MODE,
        "precise",
        DECIMALS,
        Importance.MEDIUM,
        "Decimals",
        "How numeric and money appear: precise (Connect's Decimal, exact), string (exact, also NaN"
            + " and the infinities), double (may lose digits).");
    group.choice(
        TIME_PRECISION_MODE,
        "adaptive",
        TIMES,
        Importance.MEDIUM,
        "Times",
        "How dates and times appear: adaptive (milliseconds or microseconds by the column's"
            + " precision), adaptive_time_microseconds (the same, times of day always in"
            + " microseconds), connect (Connect's logical types, milliseconds), isostring,"
            + " microseconds, nanoseconds, structured (a field for each part).");
    group.choice(
        BINARY_HANDLING_MODE,
        "bytes",
        BINARIES,
        Importance.LOW,
        "Binaries",
        "How bytea appears: as bytes, or as a string in base64, base64-url-safe or hex.");
    group.choice(
        INTERVAL_HANDLING_MODE,
        "numeric",
        INTERVALS,
        Importance.LOW,
        "Intervals",
        "How interval appears: numeric (microseconds, a month counted as 365.25/12 days) or string"
            + " (ISO 8601, exact).");
    group.choice(
        HSTORE_HANDLING_MODE,
        "json",
        HSTORES,
        Importance.LOW,
        "Hstore",
        "How hstore appears: json (a string) or map.");
    group.flag(
        INCLUDE_UNKNOWN_DATATYPES,
        false,
        Importance.MEDIUM,
        "Unknown types",
        "Whether columns of types that have no representation of their own appear as the bytes of"
            + " their text. Otherwise such columns are left out of the events.");
    group.text(
        UNAVAILABLE_VALUE_PLACEHOLDER,
        "__debezium_unavailable_value",
        LambdaValidator.with(
            (key, value) -> {
              if (value != null) {
                placeholder(key, value.toString());
              }
            },
            () -> "a text, or hex: and hexadecimal digits"),
        Importance.MEDIUM,
        "Placeholder",
        "What stands for a large value that an update did not touch and that the server therefore"
            + " did not send. After hex: the bytes follow in hexadecimal digits.");
    group.count(
        MONEY_FRACTION_DIGITS,
        2,
        Range.atLeast(0),
        Importance.LOW,
        "Fraction digits of money",
        "Digits after the point of money values. It has to agree with the server's lc_monetary,"
            + " otherwise amounts are wrong by a power of ten.");
  }

  /** The bytes of the placeholder. */
  static byte[] placeholder(String key, String text) {
    if (!text.startsWith(HEX_PREFIX)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return HexFormat.of().parseHex(text.substring(HEX_PREFIX.length()));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          key,
          text,
          "after hex: an even number of hexadecimal digits has to follow (" + e.getMessage() + ")");
    }
  }

  /** What the type decoders are told. */
  static TypeOptions options(Values values) {
    return new TypeOptions(
        values.chosen(DECIMAL_HANDLING_MODE, DECIMALS),
        values.chosen(TIME_PRECISION_MODE, TIMES),
        values.chosen(BINARY_HANDLING_MODE, BINARIES),
        values.chosen(INTERVAL_HANDLING_MODE, INTERVALS),
        values.chosen(HSTORE_HANDLING_MODE, HSTORES),
        values.flag(INCLUDE_UNKNOWN_DATATYPES),
        placeholder(UNAVAILABLE_VALUE_PLACEHOLDER, values.text(UNAVAILABLE_VALUE_PLACEHOLDER)),
        values.number(MONEY_FRACTION_DIGITS));
  }
}
