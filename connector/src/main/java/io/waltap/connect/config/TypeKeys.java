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

/** The properties of how values are represented. */
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
        "How numeric and money are represented. precise: exact, as Connect's Decimal, or as a"
            + " struct for numeric without a scale; NaN and the infinities become null. string:"
            + " exact, also for NaN and the infinities. double: digits may be lost.");
    group.choice(
        TIME_PRECISION_MODE,
        "adaptive",
        TIMES,
        Importance.MEDIUM,
        "Times",
        "How dates and times are represented. adaptive: in milliseconds or microseconds, by the"
            + " column's precision. adaptive_time_microseconds: the same, but times of day always"
            + " in microseconds. connect: as Connect's logical types, in milliseconds. isostring:"
            + " as ISO 8601 text. microseconds, nanoseconds: in this unit. structured: as a struct"
            + " with a field for each part.");
    group.choice(
        BINARY_HANDLING_MODE,
        "bytes",
        BINARIES,
        Importance.LOW,
        "Binaries",
        "How bytea is represented: as bytes, or as a string in base64, base64-url-safe or hex.");
    group.choice(
        INTERVAL_HANDLING_MODE,
        "numeric",
        INTERVALS,
        Importance.LOW,
        "Intervals",
        "How interval is represented. numeric: in microseconds, where a month counts as 30.4375"
            + " days. string: as ISO 8601 text, exact.");
    group.choice(
        HSTORE_HANDLING_MODE,
        "json",
        HSTORES,
        Importance.LOW,
        "Hstore",
        "How hstore is represented. json: as a string with a JSON object. map: as Connect's map of"
            + " strings.");
    group.flag(
        INCLUDE_UNKNOWN_DATATYPES,
        false,
        Importance.MEDIUM,
        "Unknown types",
        "Whether columns of a type that has no representation of its own are captured as the bytes"
            + " of their text. If not, such columns are left out of the records, and the log names"
            + " them.");
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
        "What takes the place of a large value (TOAST) that the server did not send, because an"
            + " update left it unchanged. hex: and hexadecimal digits give the placeholder's bytes."
            + " Columns of a type that cannot hold it are null or empty instead. The header"
            + " __waltap.unavailable names all these columns.");
    group.count(
        MONEY_FRACTION_DIGITS,
        2,
        Range.atLeast(0),
        Importance.LOW,
        "Fraction digits of money",
        "Digits after the decimal point in values of the type money. It must agree with the"
            + " server's lc_monetary, or amounts are wrong by a power of ten.");
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
          "must have an even number of hexadecimal digits after hex: (" + e.getMessage() + ")");
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
