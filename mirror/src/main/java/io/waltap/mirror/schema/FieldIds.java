/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.schema;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Gives each field of a schema a number of its own; the catalog numbers them again. */
final class FieldIds {
  private int last;

  int next() {
    return ++last;
  }

  Type renumbered(Type type) {
    if (type instanceof Types.ListType list) {
      return Types.ListType.ofOptional(next(), renumbered(list.elementType()));
    }
    if (type instanceof Types.MapType map) {
      return Types.MapType.ofOptional(
          next(), next(), renumbered(map.keyType()), renumbered(map.valueType()));
    }
    if (type instanceof Types.StructType struct) {
      List<Types.NestedField> fields = new ArrayList<>();
      for (Types.NestedField field : struct.fields()) {
        fields.add(Types.NestedField.optional(next(), field.name(), renumbered(field.type())));
      }
      return Types.StructType.of(fields);
    }
    return type;
  }
}
