/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.struct;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Sets and reads a struct's values without {@link Struct#put}. For each value, {@code put} builds a
 * text that names the field, in case the value does not fit. It also checks a nested struct again,
 * value by value. Both create garbage for each column of each row. Here one decoder made both
 * schema and value, so there is nothing to check. Only a null depends on the data. If the schema
 * does not allow null, {@code put} gets the value and refuses it.
 *
 * <p>Struct keeps its values in a private field, which so far is the same in all versions of
 * Connect. If a version hides or renames the field, all values go through {@code put}. That is
 * slower, with the same result.
 */
public final class StructValues {
  private static final VarHandle VALUES = values();

  private StructValues() {}

  /**
   * Sets a value.
   *
   * @param field a field of the struct's schema; the value must fit the field's schema
   */
  public static void set(Struct struct, Field field, Object value) {
    if (VALUES == null || value == null && !field.schema().isOptional()) {
      struct.put(field, value);
    } else {
      valuesOf(struct)[field.index()] = value;
    }
  }

  /** The value, or null. It is never the schema's default. */
  public static Object get(Struct struct, Field field) {
    return VALUES == null
        ? struct.getWithoutDefault(field.name())
        : valuesOf(struct)[field.index()];
  }

  /** A new struct that holds the same values. */
  public static Struct copy(Struct original) {
    Schema schema = original.schema();
    Struct copy = new Struct(schema);
    if (VALUES == null) {
      for (Field field : schema.fields()) {
        set(copy, field, get(original, field));
      }
    } else {
      Object[] values = valuesOf(original);
      System.arraycopy(values, 0, valuesOf(copy), 0, values.length);
    }
    return copy;
  }

  /**
   * Removes all values, if the private field is accessible. Required values are missing after that.
   */
  public static void clear(Struct struct) {
    if (VALUES != null) {
      Arrays.fill(valuesOf(struct), null);
    }
  }

  private static Object[] valuesOf(Struct struct) {
    return (Object[]) VALUES.get(struct);
  }

  private static VarHandle values() {
    try {
      return MethodHandles.privateLookupIn(Struct.class, MethodHandles.lookup())
          .findVarHandle(Struct.class, "values", Object[].class);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }
}
