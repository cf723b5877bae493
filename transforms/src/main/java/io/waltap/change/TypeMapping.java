/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import io.waltap.change.ColumnType.Simple;
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
 * sink writes as Iceberg's own. This is the only place that decides what each type becomes: the
 * {@link ColumnType}, the Connect schema, and the value.
 *
 * @param timeAs {@code time.as}
 * @param uuidAs {@code uuid.as}
 * @param unboundedAs {@code numeric.unbounded.as}
 * @param rule {@code infinity.as}
 */
public record TypeMapping(
    Temporals.TimeAs timeAs, UuidAs uuidAs, UnboundedAs unboundedAs, OutOfRange.Rule rule) {

  /** For values that become text, which can express every value. */
  public static final TypeMapping FOR_TEXT =
      new TypeMapping(
          Temporals.TimeAs.STRING, UuidAs.STRING, UnboundedAs.STRING, OutOfRange.Rule.TEXT);

  /** The semantic name of an int64 that is an instant, in microseconds since 1970 UTC. */
  public static final String INSTANT_MICROS = "io.waltap.time.InstantMicros";

  /** {@code uuid.as}. */
  public enum UuidAs {
    UUID,
    STRING
  }

  /** {@code numeric.unbounded.as}. */
  public enum UnboundedAs {
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
  public ValueConversion compile(Schema schema, String path) {
    if (schema.name() != null) {
      ValueConversion semantic = semantic(schema, path);
      if (semantic != null) {
        return semantic;
      }
    }
    return plain(schema, path);
  }

  /** The conversion by the type alone, whatever the schema's name. */
  private ValueConversion plain(Schema schema, String path) {
    return switch (schema.type()) {
      case STRUCT -> struct(schema, path);
      case ARRAY -> array(schema, path);
      case MAP -> map(schema, path);
      case INT8 -> new ValueConversion.Identity(Schema.OPTIONAL_INT8_SCHEMA, Simple.INT);
      case INT16 -> new ValueConversion.Identity(Schema.OPTIONAL_INT16_SCHEMA, Simple.INT);
      case INT32 -> new ValueConversion.Identity(Schema.OPTIONAL_INT32_SCHEMA, Simple.INT);
      case INT64 -> new ValueConversion.Identity(Schema.OPTIONAL_INT64_SCHEMA, Simple.LONG);
      case FLOAT32 -> new ValueConversion.Identity(Schema.OPTIONAL_FLOAT32_SCHEMA, Simple.FLOAT);
      case FLOAT64 -> new ValueConversion.Identity(Schema.OPTIONAL_FLOAT64_SCHEMA, Simple.DOUBLE);
      case BOOLEAN -> new ValueConversion.Identity(Schema.OPTIONAL_BOOLEAN_SCHEMA, Simple.BOOLEAN);
      case STRING -> new ValueConversion.Identity(Schema.OPTIONAL_STRING_SCHEMA, Simple.STRING);
      case BYTES -> new ValueConversion.Identity(Schema.OPTIONAL_BYTES_SCHEMA, Simple.BINARY);
    };
  }

  /** Returns the conversion of structs; an empty {@code path} adds nothing to the fields' names. */
  public StructConversion struct(Schema schema, String path) {
    List<Field> fields = schema.fields();
    Field[] readers = new Field[fields.size()];
    ValueConversion[] conversions = new ValueConversion[readers.length];
    List<ColumnType.Member> members = new ArrayList<>(readers.length);
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
      members.add(new ColumnType.Member(field.name(), conversions[i].type()));
      identity &= conversions[i].isIdentity() && field.schema().defaultValue() == null;
    }
    return new StructConversion(
        builder.optional().build(),
        new ColumnType.StructOf(members),
        readers,
        conversions,
        identity);
  }

  private ValueConversion array(Schema schema, String path) {
    ValueConversion element = compile(schema.valueSchema(), path + "[]");
    Schema converted = SchemaBuilder.array(element.schema()).optional().build();
    ColumnType type = new ColumnType.ListOf(element.type());
    if (element.isIdentity()) {
      return new ValueConversion.Identity(converted, type);
    }
    return mapped(
        converted,
        type,
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
    // keys stay unchanged, whatever their name says
    ColumnType key = plain(schema.keySchema(), path + "{}").type();
    ColumnType type = new ColumnType.MapOf(key, item.type());
    if (item.isIdentity()) {
      return new ValueConversion.Identity(converted, type);
    }
    return mapped(
        converted,
        type,
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
      case "io.debezium.time.MicroTimestamp" -> timestamp(temporals::microTimestamp);
      case "io.debezium.time.Timestamp", Timestamp.LOGICAL_NAME ->
          timestamp(temporals::milliTimestamp);
      case "io.debezium.time.NanoTimestamp" -> timestamp(temporals::nanoTimestamp);
      case "io.debezium.time.IsoTimestamp" -> timestamp(temporals::isoTimestamp);
      case "io.debezium.time.ZonedTimestamp" -> instant(temporals::zonedTimestamp);
      case INSTANT_MICROS -> instant(temporals::instantMicros);
      case "io.debezium.time.Date", Date.LOGICAL_NAME -> date(temporals::date);
      case "io.debezium.time.IsoDate" -> date(temporals::isoDate);
      case "io.debezium.time.MicroTime" -> time(temporals::microTime);
      case "io.debezium.time.Time", Time.LOGICAL_NAME -> time(temporals::milliTime);
      case "io.debezium.time.NanoTime" -> time(temporals::nanoTime);
      case "io.debezium.time.IsoTime" -> time(temporals::isoTime);
      case Decimal.LOGICAL_NAME -> decimal(schema, outOfRange);
      case "io.debezium.data.VariableScaleDecimal" -> variableScale(schema);
      case "io.debezium.data.Uuid", "uuid" -> uuid(outOfRange);
      default -> null;
    };
  }

  private static ValueConversion mapped(
      Schema schema, ColumnType type, ValueConversion.Mapping mapping) {
    return new ValueConversion.Mapped(schema, type, mapping);
  }

  private static ValueConversion timestamp(ValueConversion.Mapping mapping) {
    return mapped(TIMESTAMP, Simple.TIMESTAMP, mapping);
  }

  private static ValueConversion instant(ValueConversion.Mapping mapping) {
    return mapped(TIMESTAMP, Simple.TIMESTAMPTZ, mapping);
  }

  private static ValueConversion date(ValueConversion.Mapping mapping) {
    return mapped(DATE, Simple.DATE, mapping);
  }

  private ValueConversion time(ValueConversion.Mapping mapping) {
    return timeAs == Temporals.TimeAs.TIME ? mapped(TIME, Simple.TIME, mapping) : string(mapping);
  }

  private static ValueConversion string(ValueConversion.Mapping mapping) {
    return mapped(Schema.OPTIONAL_STRING_SCHEMA, Simple.STRING, mapping);
  }

  private static ValueConversion decimal(Schema schema, OutOfRange outOfRange) {
    Map<String, String> parameters = schema.parameters();
    int scale = Integer.parseInt(parameters.get(Decimal.SCALE_FIELD));
    String declared = parameters.get("connect.decimal.precision");
    int precision = declared == null ? ICEBERG_DECIMAL_DIGITS : Integer.parseInt(declared);
    if (scale < 0 || scale > ICEBERG_DECIMAL_DIGITS || precision > ICEBERG_DECIMAL_DIGITS) {
      return string(value -> text((BigDecimal) value));
    }
    Schema converted = NullableField.nullable(schema);
    ColumnType type = new ColumnType.DecimalOf(precision, scale);
    if (declared != null) {
      return new ValueConversion.Identity(converted, type);
    }
    BigDecimal largest = new BigDecimal(LARGEST_UNSCALED, scale);
    return mapped(
        converted,
        type,
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
          Simple.DOUBLE,
          value -> number((Struct) value, scale, unscaled).doubleValue());
    }
    return string(value -> text(number((Struct) value, scale, unscaled)));
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
      return new ValueConversion.Identity(Schema.OPTIONAL_STRING_SCHEMA, Simple.STRING);
    }
    return mapped(
        UUID_STRING,
        Simple.UUID,
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
