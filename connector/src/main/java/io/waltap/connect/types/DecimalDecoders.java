/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * Decoders of {@code numeric} and {@code money} in the three modes of {@code
 * decimal.handling.mode}. Precise mode cannot show NaN and the infinities, so they become null
 * there, as in Debezium.
 */
final class DecimalDecoders {

  private static final String PRECISION = "connect.decimal.precision";

  private DecimalDecoders() {}

  static ColumnDecoder numeric(TypeOptions options, int typmod) {
    boolean variable = typmod < 4;
    int scale = variable ? 0 : Math.max(0, scale(typmod));
    return switch (options.decimal()) {
      case PRECISE -> variable ? new VariableScale() : new FixedScale(precision(typmod), scale);
      case STRING -> new NumericString(scale, options.unavailablePlaceholder());
      case DOUBLE -> new NumericDouble();
    };
  }

  static ColumnDecoder money(TypeOptions options) {
    int digits = options.moneyFractionDigits();
    return switch (options.decimal()) {
      case PRECISE -> new MoneyDecimal(digits);
      case STRING -> new MoneyString(digits);
      case DOUBLE -> new MoneyDouble(digits);
    };
  }

  /**
   * The number of digits. A negative scale rounds before the decimal point. Its zeros are digits
   * here, so they count in the precision.
   */
  private static int precision(int typmod) {
    int precision = ((typmod - 4) >> 16) & 0xFFFF;
    return precision + Math.max(0, -scale(typmod));
  }

  /**
   * The scale: eleven bits with a sign since PostgreSQL 15. Before, the scale could not be
   * negative.
   */
  private static int scale(int typmod) {
    return (((typmod - 4) & 0x7FF) ^ 1024) - 1024;
  }

  private static BigDecimal moneyValue(byte[] data, int offset, int length, int digits) {
    WireReader.requireLength("money", 8, length);
    return BigDecimal.valueOf(WireReader.int8(data, offset), digits);
  }

  private static final class FixedScale extends ColumnDecoder {

    private final int precision;
    private final int scale;

    FixedScale(int precision, int scale) {
      this.precision = precision;
      this.scale = scale;
    }

    @Override
    public SchemaBuilder schema() {
      return Decimal.builder(scale).parameter(PRECISION, Integer.toString(precision));
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      BigDecimal value = PgNumeric.read(data, offset, length);
      return value == null || value.scale() == scale
          ? value
          : value.setScale(scale, RoundingMode.HALF_UP);
    }

    @Override
    public Object absent() {
      return BigDecimal.valueOf(0, scale);
    }
  }

  private static final class VariableScale extends StructDecoder {

    VariableScale() {
      this(builder().optional().build());
    }

    private VariableScale(Schema schema) {
      super(schema);
    }

    private static SchemaBuilder builder() {
      return SchemaBuilder.struct()
          .name("io.debezium.data.VariableScaleDecimal")
          .version(1)
          .doc("Variable scaled decimal")
          .field("scale", Schema.INT32_SCHEMA)
          .field("value", Schema.BYTES_SCHEMA);
    }

    @Override
    public SchemaBuilder schema() {
      return builder();
    }

    @Override
    StructDecoder bind(Schema columnSchema) {
      return new VariableScale(columnSchema);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      BigDecimal shortest = PgNumeric.readShortest(data, offset, length);
      return shortest == null ? null : struct(shortest);
    }

    @Override
    public Object absent() {
      return struct(BigDecimal.ZERO);
    }

    /** As in Debezium, the value has no trailing zeros, and its scale is never negative. */
    private Struct struct(BigDecimal shortest) {
      Struct struct = newStruct();
      put(struct, 0, shortest.scale());
      put(struct, 1, shortest.unscaledValue().toByteArray());
      return struct;
    }
  }

  private static final class NumericString extends ColumnDecoder {

    private final int scale;
    private final String placeholder;

    NumericString(int scale, byte[] placeholder) {
      this.scale = scale;
      this.placeholder = new String(placeholder, StandardCharsets.UTF_8);
    }

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.string();
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      BigDecimal value = PgNumeric.read(data, offset, length);
      if (value != null) {
        return value.toPlainString();
      }
      int sign = PgNumeric.sign(data, offset, length);
      if (sign == PgNumeric.NAN) {
        return "NAN";
      }
      return sign == PgNumeric.POSITIVE_INFINITY ? "POSITIVE_INFINITY" : "NEGATIVE_INFINITY";
    }

    @Override
    public Object absent() {
      return BigDecimal.valueOf(0, scale).toPlainString();
    }

    @Override
    public Object unavailable() {
      return placeholder;
    }

    @Override
    List<?> unavailableElements() {
      return Collections.singletonList(placeholder);
    }
  }

  private static final class NumericDouble extends ColumnDecoder {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.float64();
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      BigDecimal value = PgNumeric.read(data, offset, length);
      if (value != null) {
        return value.doubleValue();
      }
      int sign = PgNumeric.sign(data, offset, length);
      if (sign == PgNumeric.NAN) {
        return Double.NaN;
      }
      return sign == PgNumeric.POSITIVE_INFINITY
          ? Double.POSITIVE_INFINITY
          : Double.NEGATIVE_INFINITY;
    }

    @Override
    public Object absent() {
      return 0.0d;
    }
  }

  private static final class MoneyDecimal extends ColumnDecoder {

    private final int digits;

    MoneyDecimal(int digits) {
      this.digits = digits;
    }

    @Override
    public SchemaBuilder schema() {
      return Decimal.builder(digits);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      return moneyValue(data, offset, length, digits);
    }

    @Override
    public Object absent() {
      return BigDecimal.valueOf(0, digits);
    }

    @Override
    public boolean carriesDefault() {
      return false;
    }
  }

  private static final class MoneyString extends ColumnDecoder {

    private final int digits;

    MoneyString(int digits) {
      this.digits = digits;
    }

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.string();
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      return moneyValue(data, offset, length, digits).toPlainString();
    }

    @Override
    public Object absent() {
      return BigDecimal.valueOf(0, digits).toPlainString();
    }

    @Override
    public boolean carriesDefault() {
      return false;
    }
  }

  private static final class MoneyDouble extends ColumnDecoder {

    private final int digits;

    MoneyDouble(int digits) {
      this.digits = digits;
    }

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.float64();
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      return moneyValue(data, offset, length, digits).doubleValue();
    }

    @Override
    public Object absent() {
      return 0.0d;
    }

    @Override
    public boolean carriesDefault() {
      return false;
    }
  }
}
