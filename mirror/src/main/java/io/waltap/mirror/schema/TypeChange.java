/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.schema;

import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** What a new type of a column means for the table. */
enum TypeChange {
  /** The table's type holds the values of the new one. */
  NONE,
  /** Iceberg can change the type, and the values that the table has stay right. */
  WIDENED,
  /** The values that the table has cannot stay. */
  INCOMPATIBLE;

  /**
   * @param table the type that the column has in the table
   * @param rows the type that it has in new rows
   */
  static TypeChange of(Type table, Type rows) {
    if (same(table, rows)) {
      return NONE;
    }
    return switch (rows.typeId()) {
      case INTEGER -> table.typeId() == Type.TypeID.LONG ? NONE : INCOMPATIBLE;
      case LONG -> table.typeId() == Type.TypeID.INTEGER ? WIDENED : INCOMPATIBLE;
      case FLOAT -> table.typeId() == Type.TypeID.DOUBLE ? NONE : INCOMPATIBLE;
      case DOUBLE -> table.typeId() == Type.TypeID.FLOAT ? WIDENED : INCOMPATIBLE;
      case DECIMAL -> decimal(table, (Types.DecimalType) rows);
      default -> INCOMPATIBLE;
    };
  }

  private static TypeChange decimal(Type table, Types.DecimalType rows) {
    if (!(table instanceof Types.DecimalType before) || before.scale() != rows.scale()) {
      return INCOMPATIBLE;
    }
    return rows.precision() > before.precision() ? WIDENED : NONE;
  }

  /** Whether two types are the same but for the numbers of nested fields. */
  private static boolean same(Type one, Type other) {
    if (one.typeId() != other.typeId()) {
      return false;
    }
    if (one instanceof Types.ListType list) {
      return same(list.elementType(), ((Types.ListType) other).elementType());
    }
    if (one instanceof Types.MapType map) {
      Types.MapType second = (Types.MapType) other;
      return same(map.keyType(), second.keyType()) && same(map.valueType(), second.valueType());
    }
    if (one instanceof Types.StructType struct) {
      List<Types.NestedField> fields = struct.fields();
      List<Types.NestedField> others = ((Types.StructType) other).fields();
      if (fields.size() != others.size()) {
        return false;
      }
      for (int i = 0; i < fields.size(); i++) {
        if (!fields.get(i).name().equals(others.get(i).name())
            || !same(fields.get(i).type(), others.get(i).type())) {
          return false;
        }
      }
      return true;
    }
    return one.equals(other);
  }
}
