/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Makes the schema of a table that of the rows: columns are known by their names. */
public final class SchemaFollower {
  private SchemaFollower() {}

  /** The schema of a table that is created for rows of a shape. */
  public static Schema create(RowShape shape) {
    List<Types.NestedField> fields = new ArrayList<>();
    Set<Integer> identifiers = new HashSet<>();
    Set<String> key = new HashSet<>(shape.keyNames());
    FieldIds ids = new FieldIds();
    for (RowShape.Column column : shape.columns()) {
      int id = ids.next();
      Type type = ids.renumbered(column.type());
      boolean identifies = key.contains(column.name()) && mayIdentify(column.type());
      fields.add(
          identifies
              ? Types.NestedField.required(id, column.name(), type)
              : Types.NestedField.optional(id, column.name(), type));
      if (identifies) {
        identifiers.add(id);
      }
    }
    return new Schema(fields, identifiers);
  }

  /** Whether a table's schema is not yet that of the rows. */
  public static boolean differs(Schema table, RowShape shape) {
    return !missing(table, shape).isEmpty()
        || !dropped(table, shape).isEmpty()
        || !widened(table, shape).isEmpty()
        || !table.identifierFieldNames().equals(identifiers(shape));
  }

  /**
   * Changes a table's schema to that of the rows.
   *
   * @param update of the table's schema; the caller commits it
   */
  public static void follow(UpdateSchema update, Schema table, RowShape shape) {
    // a column of the key may become required, since a key has no nulls
    update.allowIncompatibleChanges();
    Set<String> identifiers = identifiers(shape);
    for (RowShape.Column column : widened(table, shape)) {
      update.updateColumn(column.name(), column.type().asPrimitiveType());
    }
    for (String name : dropped(table, shape)) {
      update.deleteColumn(name);
    }
    for (RowShape.Column column : missing(table, shape)) {
      if (identifiers.contains(column.name())) {
        update.addRequiredColumn(null, column.name(), column.type());
      } else {
        update.addColumn(null, column.name(), column.type());
      }
    }
    for (String name : identifiers) {
      Types.NestedField field = table.findField(name);
      if (field != null && field.isOptional()) {
        update.requireColumn(name);
      }
    }
    for (String name : table.identifierFieldNames()) {
      if (!identifiers.contains(name) && shape.index(name) >= 0) {
        update.makeColumnOptional(name);
      }
    }
    update.setIdentifierFields(identifiers);
  }

  private static List<RowShape.Column> missing(Schema table, RowShape shape) {
    return shape.columns().stream().filter(c -> table.findField(c.name()) == null).toList();
  }

  private static List<String> dropped(Schema table, RowShape shape) {
    return table.columns().stream()
        .map(Types.NestedField::name)
        .filter(name -> shape.index(name) < 0)
        .toList();
  }

  private static List<RowShape.Column> widened(Schema table, RowShape shape) {
    List<RowShape.Column> widened = new ArrayList<>();
    for (RowShape.Column column : shape.columns()) {
      Types.NestedField field = table.findField(column.name());
      if (field == null) {
        continue;
      }
      switch (TypeChange.of(field.type(), column.type())) {
        case NONE -> {
          // as it is
        }
        case WIDENED -> widened.add(column);
        case INCOMPATIBLE ->
            throw new IncompatibleColumnException(column.name(), field.type(), column.type());
      }
    }
    return widened;
  }

  private static Set<String> identifiers(RowShape shape) {
    Set<String> names = new HashSet<>();
    for (String name : shape.keyNames()) {
      if (mayIdentify(shape.columns().get(shape.index(name)).type())) {
        names.add(name);
      }
    }
    return names;
  }

  /** Iceberg takes no floating point numbers and nothing nested as identifiers. */
  private static boolean mayIdentify(Type type) {
    return type.isPrimitiveType()
        && type.typeId() != Type.TypeID.FLOAT
        && type.typeId() != Type.TypeID.DOUBLE;
  }
}
