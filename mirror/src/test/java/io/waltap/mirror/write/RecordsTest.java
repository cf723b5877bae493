/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.mirror.change.Row;
import io.waltap.mirror.schema.RowShape;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class RecordsTest {
  // Guards against: values in the column of another, where the table has another order.
  @Test
  void columnsAreFoundByTheirNames() {
    Schema table =
        new Schema(
            Types.NestedField.optional(1, "name", Types.StringType.get()),
            Types.NestedField.optional(2, "id", Types.LongType.get()),
            Types.NestedField.optional(3, "added", Types.StringType.get()));
    RowShape rows =
        new RowShape(
            List.of(
                new RowShape.Column("id", Types.LongType.get()),
                new RowShape.Column("dropped", Types.StringType.get()),
                new RowShape.Column("name", Types.StringType.get())),
            new int[] {0});
    Record row = new Records(table).record(new Row(rows, new Object[] {1L, "x", "a"}, null));

    assertThat(values(row)).containsExactly("a", 1L, null);
  }

  @Test
  void rowsOfSeveralShapesGoIntoOneTable() {
    Schema table =
        new Schema(
            Types.NestedField.optional(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "name", Types.StringType.get()));
    RowShape old =
        new RowShape(List.of(new RowShape.Column("id", Types.LongType.get())), new int[] {0});
    RowShape turned =
        new RowShape(
            List.of(
                new RowShape.Column("name", Types.StringType.get()),
                new RowShape.Column("id", Types.LongType.get())),
            new int[] {1});
    Records records = new Records(table);
    Record first = records.record(new Row(old, new Object[] {1L}, null));
    Record second = records.record(new Row(turned, new Object[] {"b", 2L}, null));
    Record third = records.record(new Row(old, new Object[] {3L}, null));

    assertThat(values(first)).containsExactly(1L, null);
    assertThat(values(second)).containsExactly(2L, "b");
    assertThat(values(third)).containsExactly(3L, null);
  }

  // Guards against: a file that cannot be written, because rows were collected before a column was
  // widened.
  @Test
  void aValueGetsTheWiderTypeOfItsColumn() {
    assertThat(record(Types.LongType.get(), 7)).isEqualTo(7L);
    assertThat(record(Types.LongType.get(), 7L)).isEqualTo(7L);
    assertThat(record(Types.DoubleType.get(), 0.5f)).isEqualTo(0.5d);
    assertThat(record(Types.IntegerType.get(), 7)).isEqualTo(7);
    assertThat(record(Types.StringType.get(), null)).isNull();
  }

  @Test
  void aDecimalGetsTheScaleOfItsColumn() {
    Type type = Types.DecimalType.of(9, 2);

    assertThat(record(type, new BigDecimal("1"))).isEqualTo(new BigDecimal("1.00"));
    assertThat(record(type, new BigDecimal("1.50"))).isEqualTo(new BigDecimal("1.50"));
    assertThat(record(type, new BigDecimal("1.500"))).isEqualTo(new BigDecimal("1.50"));
    // it is never rounded
    assertThatThrownBy(() -> record(type, new BigDecimal("1.505")))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void aListHasItsNullsAndTheTypeOfItsElements() {
    Type type = Types.ListType.ofOptional(1, Types.LongType.get());

    assertThat(record(type, Arrays.asList(1, null, 3))).isEqualTo(Arrays.asList(1L, null, 3L));
    assertThat(record(type, List.of())).isEqualTo(List.of());
  }

  @Test
  void aMapHasTheTypesOfItsKeysAndValues() {
    Type type = Types.MapType.ofOptional(1, 2, Types.StringType.get(), Types.LongType.get());

    assertThat(record(type, Map.of("a", 1))).isEqualTo(Map.of("a", 1L));
    assertThat(record(type, Collections.singletonMap("a", null)))
        .isEqualTo(Collections.singletonMap("a", null));
  }

  @Test
  void aStructIsARecordOfItsMembers() {
    Types.StructType inner =
        Types.StructType.of(Types.NestedField.optional(3, "n", Types.LongType.get()));
    Types.StructType type =
        Types.StructType.of(
            Types.NestedField.optional(1, "text", Types.StringType.get()),
            Types.NestedField.optional(2, "inner", inner));
    Record record = (Record) record(type, new Object[] {"a", new Object[] {1}});

    assertThat(record.getField("text")).isEqualTo("a");
    assertThat(((Record) record.getField("inner")).getField("n")).isEqualTo(1L);
    assertThat(record(type, record)).as("one that was read from the table").isSameAs(record);
    assertThat(record(Types.ListType.ofOptional(5, type), Arrays.asList(record, null)))
        .isEqualTo(Arrays.asList(record, null));
  }

  /** The value of a row with one column, in the record. */
  private static Object record(Type type, Object value) {
    Schema table = new Schema(Types.NestedField.optional(100, "column", type));
    RowShape rows = new RowShape(List.of(new RowShape.Column("column", type)), new int[] {0});
    return new Records(table).record(new Row(rows, new Object[] {value}, null)).get(0);
  }

  private static Object[] values(Record row) {
    Object[] values = new Object[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i);
    }
    return values;
  }
}
