/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.struct;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Sets and reads a struct's values without {@link Struct#put}. That one makes up a text that names
 * the field, in case that the value does not fit, and a struct that is put into another one is
 * checked once more, value by value: garbage twice for each column of each row. Here schema and
 * value come from one decoder, so there is nothing to find out. Only a null depends on the data:
 * where the schema does not allow it, it is refused as by {@code put}.
 *
 * <p>The values stand in a private field of Struct, so far the same in all versions of Connect.
 * Should one hide or rename it, all values go through {@code put}, which is slower and no
 * different.
 */
public final class StructValues {
  private static final VarHandle VALUES = values();

  private StructValues() {}

  /**
   * Sets a value.
   *
   * @param field of the struct's schema, which the value must fit
   */
  public static void set(Struct struct, Field field, Object value) {
    if (VALUES == null || value == null && !field.schema().isOptional()) {
      struct.put(field, value);
    } else {
      valuesOf(struct)[field.index()] = value;
    }
  }

  /** The value, or null; never the schema's default. */
  public static Object get(Struct struct, Field field) {
    return VALUES == null
        ? struct.getWithoutDefault(field.name())
        : valuesOf(struct)[field.index()];
  }

  /** Another struct that holds the same values. */
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

  /** Lets all values go, where that can be done; required ones are missing then. */
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
