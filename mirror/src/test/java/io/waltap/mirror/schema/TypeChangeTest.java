/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class TypeChangeTest {
  private static final Type INT = Types.IntegerType.get();
  private static final Type LONG = Types.LongType.get();
  private static final Type FLOAT = Types.FloatType.get();
  private static final Type DOUBLE = Types.DoubleType.get();
  private static final Type STRING = Types.StringType.get();

  @Test
  void theSameTypeIsNoChange() {
    for (Type type :
        List.of(
            INT,
            STRING,
            Types.DecimalType.of(9, 2),
            Types.TimestampType.withZone(),
            Types.UUIDType.get(),
            list(1, INT),
            struct(1, "a", INT))) {
      assertThat(TypeChange.of(type, type)).as("%s", type).isEqualTo(TypeChange.NONE);
    }
  }

  @Test
  void aWiderTypeIsTaken() {
    assertThat(TypeChange.of(INT, LONG)).isEqualTo(TypeChange.WIDENED);
    assertThat(TypeChange.of(FLOAT, DOUBLE)).isEqualTo(TypeChange.WIDENED);
    assertThat(TypeChange.of(Types.DecimalType.of(9, 2), Types.DecimalType.of(12, 2)))
        .isEqualTo(TypeChange.WIDENED);
  }

  @Test
  void aNarrowerTypeLeavesTheTableAsItIs() {
    assertThat(TypeChange.of(LONG, INT)).isEqualTo(TypeChange.NONE);
    assertThat(TypeChange.of(DOUBLE, FLOAT)).isEqualTo(TypeChange.NONE);
    assertThat(TypeChange.of(Types.DecimalType.of(12, 2), Types.DecimalType.of(9, 2)))
        .isEqualTo(TypeChange.NONE);
  }

  // Guards against: values of the old type that stay, though PostgreSQL has rewritten them.
  @Test
  void allElseIsIncompatible() {
    assertIncompatible(STRING, INT);
    assertIncompatible(INT, STRING);
    assertIncompatible(INT, DOUBLE);
    assertIncompatible(DOUBLE, LONG);
    assertIncompatible(FLOAT, INT);
    assertIncompatible(LONG, FLOAT);
    assertIncompatible(INT, Types.DecimalType.of(9, 0));
    assertIncompatible(Types.DecimalType.of(9, 2), Types.DecimalType.of(9, 3));
    assertIncompatible(Types.DecimalType.of(9, 2), Types.DecimalType.of(12, 3));
    assertIncompatible(Types.TimestampType.withZone(), Types.TimestampType.withoutZone());
    assertIncompatible(Types.DateType.get(), Types.TimestampType.withoutZone());
    assertIncompatible(STRING, Types.UUIDType.get());
    assertIncompatible(INT, list(1, INT));
  }

  @Test
  void nestedTypesAreComparedWithoutTheirNumbers() {
    assertThat(TypeChange.of(list(1, STRING), list(7, STRING))).isEqualTo(TypeChange.NONE);
    assertThat(TypeChange.of(map(1, STRING, INT), map(7, STRING, INT))).isEqualTo(TypeChange.NONE);
    assertThat(TypeChange.of(struct(1, "a", INT), struct(7, "a", INT))).isEqualTo(TypeChange.NONE);
    assertThat(TypeChange.of(list(1, struct(2, "a", INT)), list(7, struct(9, "a", INT))))
        .isEqualTo(TypeChange.NONE);
  }

  @Test
  void nestedTypesThatDifferAreIncompatible() {
    assertIncompatible(list(1, INT), list(1, LONG));
    assertIncompatible(list(1, INT), list(1, STRING));
    assertIncompatible(map(1, STRING, INT), map(1, STRING, STRING));
    assertIncompatible(map(1, STRING, INT), map(1, INT, INT));
    assertIncompatible(struct(1, "a", INT), struct(1, "b", INT));
    assertIncompatible(struct(1, "a", INT), struct(1, "a", STRING));
    assertIncompatible(
        struct(1, "a", INT),
        Types.StructType.of(
            Types.NestedField.optional(1, "a", INT), Types.NestedField.optional(2, "b", INT)));
    assertIncompatible(list(1, list(2, INT)), list(1, list(2, STRING)));
  }

  private static void assertIncompatible(Type table, Type rows) {
    assertThat(TypeChange.of(table, rows))
        .as("%s → %s", table, rows)
        .isEqualTo(TypeChange.INCOMPATIBLE);
  }

  private static Type list(int id, Type element) {
    return Types.ListType.ofOptional(id, element);
  }

  private static Type map(int id, Type key, Type value) {
    return Types.MapType.ofOptional(id, id + 1, key, value);
  }

  private static Type struct(int id, String name, Type type) {
    return Types.StructType.of(Types.NestedField.optional(id, name, type));
  }
}
