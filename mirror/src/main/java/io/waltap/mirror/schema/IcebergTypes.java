/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.schema;

import io.waltap.change.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The exact Iceberg type of a column. */
final class IcebergTypes {
  private final FieldIds ids = new FieldIds();

  private IcebergTypes() {}

  static Type of(ColumnType type) {
    return new IcebergTypes().type(type);
  }

  private Type type(ColumnType type) {
    if (type instanceof ColumnType.Simple simple) {
      return simple(simple);
    }
    if (type instanceof ColumnType.DecimalOf decimal) {
      // numeric(3, 5) has three digits, the first of which is the third behind the point
      return Types.DecimalType.of(Math.max(decimal.precision(), decimal.scale()), decimal.scale());
    }
    if (type instanceof ColumnType.ListOf list) {
      return Types.ListType.ofOptional(ids.next(), type(list.element()));
    }
    if (type instanceof ColumnType.MapOf map) {
      return Types.MapType.ofOptional(ids.next(), ids.next(), type(map.key()), type(map.value()));
    }
    List<Types.NestedField> fields = new ArrayList<>();
    for (ColumnType.Member member : ((ColumnType.StructOf) type).members()) {
      fields.add(Types.NestedField.optional(ids.next(), member.name(), type(member.type())));
    }
    return Types.StructType.of(fields);
  }

  private static Type simple(ColumnType.Simple type) {
    return switch (type) {
      case BOOLEAN -> Types.BooleanType.get();
      case INT -> Types.IntegerType.get();
      case LONG -> Types.LongType.get();
      case FLOAT -> Types.FloatType.get();
      case DOUBLE -> Types.DoubleType.get();
      case STRING -> Types.StringType.get();
      case BINARY -> Types.BinaryType.get();
      case DATE -> Types.DateType.get();
      case TIME -> Types.TimeType.get();
      case TIMESTAMP -> Types.TimestampType.withoutZone();
      case TIMESTAMPTZ -> Types.TimestampType.withZone();
      case UUID -> Types.UUIDType.get();
    };
  }
}
