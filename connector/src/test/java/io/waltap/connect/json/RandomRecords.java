/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** Schemas of all kinds, and Structs that fit them. The same seed always gives the same Structs. */
final class RandomRecords {
  private static final int LEVELS = 3;
  private static final String NASTY = "\"\\/\b\t\n\f\r\0\u0001\u001f\u007f\u0080'<&\u2028";
  private static final double[] NUMBERS = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    0.0,
    -0.0,
    1e7,
    1e-3,
    9.999e-4,
    Double.MAX_VALUE,
    Double.MIN_VALUE
  };

  private final Random random;

  RandomRecords(long seed) {
    // neighboring seeds have similar first numbers
    random = new Random(seed * 0x9E3779B97F4A7C15L);
  }

  Struct next() {
    return struct(structSchema(LEVELS));
  }

  private Schema structSchema(int levels) {
    SchemaBuilder builder = SchemaBuilder.struct();
    int fields = random.nextInt(9);
    for (int i = 0; i < fields; i++) {
      builder.field(i + text(), schema(levels - 1));
    }
    return finished(builder);
  }

  private Schema schema(int levels) {
    return switch (random.nextInt(levels > 0 ? 19 : 13)) {
      case 0 -> finished(SchemaBuilder.int8());
      case 1 -> finished(SchemaBuilder.int16());
      case 2 -> finished(SchemaBuilder.int32());
      case 3 -> finished(SchemaBuilder.int64());
      case 4 -> finished(SchemaBuilder.float32());
      case 5 -> finished(SchemaBuilder.float64());
      case 6 -> finished(SchemaBuilder.bool());
      case 7 -> finished(SchemaBuilder.string());
      case 8 -> finished(SchemaBuilder.bytes());
      case 9 -> finished(Decimal.builder(random.nextInt(8) - 2));
      case 10 -> finished(Date.builder());
      case 11 -> finished(Time.builder());
      case 12 -> finished(Timestamp.builder());
      case 13 -> finished(SchemaBuilder.array(schema(levels - 1)));
      case 14 -> {
        Schema keys = finished(SchemaBuilder.string());
        yield finished(SchemaBuilder.map(keys, schema(levels - 1)));
      }
      case 15 -> {
        Schema keys = schema(levels - 1);
        yield finished(SchemaBuilder.map(keys, schema(levels - 1)));
      }
      default -> structSchema(levels);
    };
  }

  private Schema finished(SchemaBuilder builder) {
    if (random.nextBoolean()) {
      builder.optional();
    }
    if (builder.name() == null && oneIn(4)) {
      builder.name(text()).version(random.nextInt());
    }
    if (oneIn(8)) {
      builder.doc(text());
    }
    if (oneIn(8)) {
      builder.parameter("p", text());
    }
    // a struct cannot have a default: its schema would have to contain the struct
    if (builder.type() != Schema.Type.STRUCT && oneIn(4)) {
      builder.defaultValue(value(builder));
    }
    return builder.build();
  }

  private Struct struct(Schema schema) {
    Struct struct = new Struct(schema);
    for (Field field : schema.fields()) {
      boolean mayBeLeftOut = field.schema().isOptional() || field.schema().defaultValue() != null;
      if (!mayBeLeftOut || !oneIn(4)) {
        struct.put(field, value(field.schema()));
      }
    }
    return struct;
  }

  private Object value(Schema schema) {
    if (schema.name() != null) {
      switch (schema.name()) {
        case Decimal.LOGICAL_NAME:
          return decimal(Integer.parseInt(schema.parameters().get(Decimal.SCALE_FIELD)));
        case Date.LOGICAL_NAME:
          return date((random.nextInt(200_000) - 100_000) * 86_400_000L);
        case Time.LOGICAL_NAME:
          return date(random.nextInt(86_400_001));
        case Timestamp.LOGICAL_NAME:
          return date(number());
        default:
          break;
      }
    }
    return switch (schema.type()) {
      case INT8 -> (byte) random.nextInt();
      case INT16 -> (short) random.nextInt();
      case INT32 -> (int) number();
      case INT64 -> number();
      case FLOAT32 -> (float) real();
      case FLOAT64 -> real();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text();
      case BYTES -> random.nextBoolean() ? bytes() : ByteBuffer.wrap(bytes());
      case ARRAY -> array(schema);
      case MAP -> map(schema);
      case STRUCT -> struct(schema);
    };
  }

  private List<Object> array(Schema schema) {
    List<Object> elements = new ArrayList<>();
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      elements.add(element(schema.valueSchema()));
    }
    return elements;
  }

  private Map<Object, Object> map(Schema schema) {
    Map<Object, Object> entries = new LinkedHashMap<>();
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      // null as a name is left to Kafka's converter
      boolean names = schema.keySchema().type() == Schema.Type.STRING;
      entries.put(names ? text() : element(schema.keySchema()), element(schema.valueSchema()));
    }
    return entries;
  }

  private Object element(Schema schema) {
    return schema.isOptional() && oneIn(4) ? null : value(schema);
  }

  private BigDecimal decimal(int scale) {
    BigDecimal value = new BigDecimal(new BigInteger(random.nextInt(100), random), scale);
    return random.nextBoolean() ? value : value.negate();
  }

  private java.util.Date date(long millis) {
    return java.util.Date.from(Instant.ofEpochMilli(millis));
  }

  /** Small numbers as well as large numbers. */
  private long number() {
    return random.nextLong() >> random.nextInt(64);
  }

  private double real() {
    return switch (random.nextInt(3)) {
      case 0 -> NUMBERS[random.nextInt(NUMBERS.length)];
      case 1 -> Double.longBitsToDouble(random.nextLong());
      default -> number() / 100.0;
    };
  }

  private byte[] bytes() {
    byte[] bytes = new byte[oneIn(30) ? 5_000 : random.nextInt(10)];
    random.nextBytes(bytes);
    return bytes;
  }

  private String text() {
    int length = oneIn(200) ? 8_000 + random.nextInt(1_000) : random.nextInt(12);
    int style = random.nextInt(5);
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      switch (style) {
        case 0 -> text.append((char) (' ' + random.nextInt(95)));
        case 1 -> text.append((char) random.nextInt(0x10000));
        case 2 -> text.append(NASTY.charAt(random.nextInt(NASTY.length())));
        case 3 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
        // halves of surrogate pairs, and what is next to them
        default -> text.append((char) (0xD700 + random.nextInt(0xA00)));
      }
    }
    return text.toString();
  }

  private boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }
}
