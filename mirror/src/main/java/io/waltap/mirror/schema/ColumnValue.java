/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.schema;

import io.waltap.change.BinaryValue;
import io.waltap.change.ColumnType;
import io.waltap.change.ValueConversion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.kafka.connect.data.Struct;

/**
 * Turns the values of one column of change events into those that Iceberg's generic records have. A
 * struct becomes an array of its values: the table says what its record looks like.
 */
public final class ColumnValue {
  private final ValueConversion conversion;
  private final Type type;

  /**
   * @param conversion of the column
   */
  public ColumnValue(ValueConversion conversion) {
    this.conversion = conversion;
    this.type = IcebergTypes.of(conversion.type());
  }

  /** The column's type in Iceberg. */
  public Type type() {
    return type;
  }

  /** The value for Iceberg. */
  public Object convert(Object value) {
    return value == null ? null : generic(conversion.type(), conversion.convert(value));
  }

  private static Object generic(ColumnType type, Object value) {
    if (value == null) {
      return null;
    }
    if (type instanceof ColumnType.Simple simple) {
      return switch (simple) {
        case INT -> ((Number) value).intValue();
        case BINARY -> ByteBuffer.wrap(BinaryValue.bytes(value));
        case UUID -> UUID.fromString((String) value);
        default -> value;
      };
    }
    if (type instanceof ColumnType.ListOf list) {
      List<Object> items = new ArrayList<>();
      ((List<?>) value).forEach(item -> items.add(generic(list.element(), item)));
      return items;
    }
    if (type instanceof ColumnType.MapOf map) {
      Map<Object, Object> entries = new LinkedHashMap<>();
      ((Map<?, ?>) value)
          .forEach((key, item) -> entries.put(generic(map.key(), key), generic(map.value(), item)));
      return entries;
    }
    if (type instanceof ColumnType.StructOf struct) {
      List<ColumnType.Member> members = struct.members();
      Object[] values = new Object[members.size()];
      for (int i = 0; i < values.length; i++) {
        ColumnType.Member member = members.get(i);
        values[i] = generic(member.type(), ((Struct) value).getWithoutDefault(member.name()));
      }
      return values;
    }
    return value;
  }
}
