/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.transforms;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/**
 * Maps the types of change events, Debezium's semantic types among them, to types that the Iceberg
 * sink writes as Iceberg's own. This is the only place that decides what each type becomes.
 *
 * @param timeAs {@code time.as}
 * @param uuidAs {@code uuid.as}
 * @param unboundedAs {@code numeric.unbounded.as}
 * @param rule {@code infinity.as}
 */
record TypeMapping(
    Temporals.TimeAs timeAs, UuidAs uuidAs, UnboundedAs unboundedAs, OutOfRange.Rule rule) {

  /** For values that become text, which can express every value. */
  static final TypeMapping FOR_TEXT =
      new TypeMapping(
          Temporals.TimeAs.STRING, UuidAs.STRING, UnboundedAs.STRING, OutOfRange.Rule.TEXT);

  /** The semantic name of an int64 that is an instant, in microseconds since 1970 UTC. */
  static final String INSTANT_MICROS = "io.waltap.time.InstantMicros";

  /** {@code uuid.as}. */
  enum UuidAs {
    UUID,
    STRING
  }

  /** {@code numeric.unbounded.as}. */
  enum UnboundedAs {
    STRING,
    DOUBLE
  }

  private static final int ICEBERG_DECIMAL_DIGITS = 38;

  /**
   * PostgreSQL's largest scale. A larger scale in a schema is a negative scale that was read as
   * unsigned.
   */
  private static final int POSTGRES_SCALE = 1000;

  private static final BigInteger LARGEST_UNSCALED =
      BigInteger.TEN.pow(ICEBERG_DECIMAL_DIGITS).subtract(BigInteger.ONE);

  private static final Schema TIMESTAMP = Timestamp.builder().optional().build();
  private static final Schema DATE = Date.builder().optional().build();
  private static final Schema TIME = Time.builder().optional().build();
  private static final Schema UUID_STRING = SchemaBuilder.string().name("uuid").optional().build();

  /** Returns the conversion of a column's values; {@code path} names the column in messages. */
  ValueConversion compile(Schema schema, String path) {
    if (schema.name() != null) {
      ValueConversion semantic = semantic(schema, path);
      if (semantic != null) {
        return semantic;
      }
    }
    return switch (schema.type()) {
      case STRUCT -> struct(schema, path);
      case ARRAY -> array(schema, path);
      case MAP -> map(schema, path);
      case INT8 -> new ValueConversion.Identity(Schema.OPTIONAL_INT8_SCHEMA);
      case INT16 -> new ValueConversion.Identity(Schema.OPTIONAL_INT16_SCHEMA);
      case INT32 -> new ValueConversion.Identity(Schema.OPTIONAL_INT32_SCHEMA);
      case INT64 -> new ValueConversion.Identity(Schema.OPTIONAL_INT64_SCHEMA);
      case FLOAT32 -> new ValueConversion.Identity(Schema.OPTIONAL_FLOAT32_SCHEMA);
      case FLOAT64 -> new ValueConversion.Identity(Schema.OPTIONAL_FLOAT64_SCHEMA);
      case BOOLEAN -> new ValueConversion.Identity(Schema.OPTIONAL_BOOLEAN_SCHEMA);
      case STRING -> new ValueConversion.Identity(Schema.OPTIONAL_STRING_SCHEMA);
      case BYTES -> new ValueConversion.Identity(Schema.OPTIONAL_BYTES_SCHEMA);
    };
  }

  StructConversion struct(Schema schema, String path) {
    List<Field> fields = schema.fields();
    Field[] readers = new Field[fields.size()];
    ValueConversion[] conversions = new ValueConversion[readers.length];
    SchemaBuilder builder = SchemaBuilder.struct();
    if (schema.name() != null) {
      builder.name(schema.name());
    }
    boolean identity = true;
    for (int i = 0; i < readers.length; i++) {
      Field field = fields.get(i);
      readers[i] = new Field(field.name(), field.index(), NullableField.nullable(field.schema()));
      conversions[i] =
          compile(field.schema(), path.isEmpty() ? field.name() : path + "." + field.name());
      builder.field(field.name(), conversions[i].schema());
      identity &= conversions[i].isIdentity() && field.schema().defaultValue() == null;
    }
    return new StructConversion(builder.optional().build(), readers, conversions, identity);
  }

  private ValueConversion array(Schema schema, String path) {
    ValueConversion element = compile(schema.valueSchema(), path + "[]");
    Schema converted = SchemaBuilder.array(element.schema()).optional().build();
    if (element.isIdentity()) {
      return new ValueConversion.Identity(converted);
    }
    return new ValueConversion.Mapped(
        converted,
        value -> {
          List<?> in = (List<?>) value;
          List<Object> out = new ArrayList<>(in.size());
          for (Object item : in) {
            out.add(item == null ? null : element.convert(item));
          }
          return out;
        });
  }

  private ValueConversion map(Schema schema, String path) {
    ValueConversion item = compile(schema.valueSchema(), path + "{}");
    Schema converted = SchemaBuilder.map(schema.keySchema(), item.schema()).optional().build();
    if (item.isIdentity()) {
      return new ValueConversion.Identity(converted);
    }
    return new ValueConversion.Mapped(
        converted,
        value -> {
          Map<Object, Object> out = new LinkedHashMap<>();
          for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
            Object in = entry.getValue();
            out.put(entry.getKey(), in == null ? null : item.convert(in));
          }
          return out;
        });
  }

  /**
   * Returns null if the name makes no difference here, as with Json, Xml, Enum, Bits or the
   * intervals.
   */
  private ValueConversion semantic(Schema schema, String path) {
    OutOfRange outOfRange = new OutOfRange(rule, path);
    Temporals temporals = new Temporals(outOfRange, timeAs);
    return switch (schema.name()) {
      case "io.debezium.time.MicroTimestamp" -> mapped(TIMESTAMP, temporals::microTimestamp);
      case "io.debezium.time.Timestamp", Timestamp.LOGICAL_NAME ->
          mapped(TIMESTAMP, temporals::milliTimestamp);
      case "io.debezium.time.NanoTimestamp" -> mapped(TIMESTAMP, temporals::nanoTimestamp);
      case "io.debezium.time.IsoTimestamp" -> mapped(TIMESTAMP, temporals::isoTimestamp);
      case "io.debezium.time.ZonedTimestamp" -> mapped(TIMESTAMP, temporals::zonedTimestamp);
      case INSTANT_MICROS -> mapped(TIMESTAMP, temporals::instantMicros);
      case "io.debezium.time.Date", Date.LOGICAL_NAME -> mapped(DATE, temporals::date);
      case "io.debezium.time.IsoDate" -> mapped(DATE, temporals::isoDate);
      case "io.debezium.time.MicroTime" -> mapped(time(), temporals::microTime);
      case "io.debezium.time.Time", Time.LOGICAL_NAME -> mapped(time(), temporals::milliTime);
      case "io.debezium.time.NanoTime" -> mapped(time(), temporals::nanoTime);
      case "io.debezium.time.IsoTime" -> mapped(time(), temporals::isoTime);
      case Decimal.LOGICAL_NAME -> decimal(schema, outOfRange);
      case "io.debezium.data.VariableScaleDecimal" -> variableScale(schema);
      case "io.debezium.data.Uuid", "uuid" -> uuid(outOfRange);
      default -> null;
    };
  }

  private static ValueConversion mapped(Schema schema, ValueConversion.Mapping mapping) {
    return new ValueConversion.Mapped(schema, mapping);
  }

  private Schema time() {
    return timeAs == Temporals.TimeAs.TIME ? TIME : Schema.OPTIONAL_STRING_SCHEMA;
  }

  private static ValueConversion decimal(Schema schema, OutOfRange outOfRange) {
    Map<String, String> parameters = schema.parameters();
    int scale = Integer.parseInt(parameters.get(Decimal.SCALE_FIELD));
    String declared = parameters.get("connect.decimal.precision");
    int precision = declared == null ? ICEBERG_DECIMAL_DIGITS : Integer.parseInt(declared);
    if (scale < 0 || scale > ICEBERG_DECIMAL_DIGITS || precision > ICEBERG_DECIMAL_DIGITS) {
      return mapped(Schema.OPTIONAL_STRING_SCHEMA, value -> text((BigDecimal) value));
    }
    Schema converted = NullableField.nullable(schema);
    if (declared != null) {
      return new ValueConversion.Identity(converted);
    }
    BigDecimal largest = new BigDecimal(LARGEST_UNSCALED, scale);
    return mapped(
        converted,
        value -> {
          BigDecimal number = (BigDecimal) value;
          if (number.abs().compareTo(largest) <= 0) {
            return number;
          }
          return number.signum() > 0
              ? outOfRange.above(largest)
              : outOfRange.below(largest.negate());
        });
  }

  private ValueConversion variableScale(Schema schema) {
    Field scale = schema.field("scale");
    Field unscaled = schema.field("value");
    if (unboundedAs == UnboundedAs.DOUBLE) {
      return mapped(
          Schema.OPTIONAL_FLOAT64_SCHEMA,
          value -> number((Struct) value, scale, unscaled).doubleValue());
    }
    return mapped(
        Schema.OPTIONAL_STRING_SCHEMA, value -> text(number((Struct) value, scale, unscaled)));
  }

  private static BigDecimal number(Struct value, Field scale, Field unscaled) {
    return new BigDecimal(
        new BigInteger(BinaryValue.bytes(value.get(unscaled))), (Integer) value.get(scale));
  }

  private static String text(BigDecimal number) {
    return number.scale() > POSTGRES_SCALE
        ? number.stripTrailingZeros().toPlainString()
        : number.toPlainString();
  }

  /**
   * The result is text either way; the sink reads it into a uuid column. With {@code uuid.as=uuid}
   * the text must be a uuid, but the row before a delete may hold "" instead.
   */
  private ValueConversion uuid(OutOfRange outOfRange) {
    if (uuidAs == UuidAs.STRING) {
      return new ValueConversion.Identity(Schema.OPTIONAL_STRING_SCHEMA);
    }
    return mapped(
        UUID_STRING,
        value -> {
          String text = value.toString();
          if (text.isEmpty()) {
            return null;
          }
          try {
            return UUID.fromString(text).toString();
          } catch (IllegalArgumentException e) {
            return outOfRange.unreadable("uuid", e);
          }
        });
  }
}
