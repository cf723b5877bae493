/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import io.waltap.mirror.change.Row;
import io.waltap.mirror.schema.RowShape;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Makes records of a table out of rows of any shape. Columns are found by name. A value of a column
 * that was widened since gets the wider type.
 */
final class Records {
  private final Schema schema;
  private final GenericRecord template;
  private final IdentityHashMap<RowShape, int[]> places = new IdentityHashMap<>();

  Records(Schema schema) {
    this.schema = schema;
    this.template = GenericRecord.create(schema);
  }

  /** The record of a row. */
  Record record(Row row) {
    int[] from = places.computeIfAbsent(row.shape(), this::placesIn);
    List<Types.NestedField> fields = schema.columns();
    GenericRecord record = template.copy();
    for (int i = 0; i < from.length; i++) {
      if (from[i] >= 0) {
        record.set(i, Nested.value(fields.get(i).type(), row.values()[from[i]]));
      }
    }
    return record;
  }

  private int[] placesIn(RowShape shape) {
    return schema.columns().stream().mapToInt(field -> shape.index(field.name())).toArray();
  }

  /** Values as the type of a column wants them. */
  private static final class Nested {
    private Nested() {}

    static Object value(Type type, Object value) {
      if (value == null) {
        return null;
      }
      return switch (type.typeId()) {
        case LONG -> value instanceof Integer number ? (Object) number.longValue() : value;
        case DOUBLE -> value instanceof Float number ? (Object) number.doubleValue() : value;
        case DECIMAL -> decimal((Types.DecimalType) type, (BigDecimal) value);
        // one that was read from the table is a record already
        case STRUCT ->
            value instanceof Object[] members ? struct((Types.StructType) type, members) : value;
        case LIST -> {
          Type element = ((Types.ListType) type).elementType();
          List<?> items = (List<?>) value;
          Object[] converted = new Object[items.size()];
          for (int i = 0; i < converted.length; i++) {
            converted[i] = value(element, items.get(i));
          }
          yield Arrays.asList(converted);
        }
        case MAP -> {
          Types.MapType map = (Types.MapType) type;
          Map<Object, Object> converted = new LinkedHashMap<>();
          ((Map<?, ?>) value)
              .forEach(
                  (key, item) ->
                      converted.put(value(map.keyType(), key), value(map.valueType(), item)));
          yield converted;
        }
        default -> value;
      };
    }

    private static BigDecimal decimal(Types.DecimalType type, BigDecimal number) {
      return number.scale() == type.scale() ? number : number.setScale(type.scale());
    }

    private static Record struct(Types.StructType type, Object[] values) {
      GenericRecord record = GenericRecord.create(type);
      List<Types.NestedField> fields = type.fields();
      for (int i = 0; i < values.length; i++) {
        record.set(i, value(fields.get(i).type(), values[i]));
      }
      return record;
    }
  }
}
