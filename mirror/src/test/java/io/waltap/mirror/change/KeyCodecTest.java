/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** Guards against: two rows that fall together, or a row that is not found again. */
class KeyCodecTest {
  private static final Type NUMERIC = Types.DecimalType.of(10, 2);

  @Test
  void decimalsThatDifferInTheirZerosAreEqual() {
    assertThat(key(NUMERIC, new BigDecimal("1.0"))).isEqualTo(key(NUMERIC, new BigDecimal("1.00")));
    assertThat(key(NUMERIC, new BigDecimal("100")))
        .isEqualTo(key(NUMERIC, new BigDecimal("100.00")));
    assertThat(key(NUMERIC, new BigDecimal("0.00"))).isEqualTo(key(NUMERIC, new BigDecimal("0")));
  }

  @Test
  void decimalsOfOtherValuesDiffer() {
    List<Key> keys = new ArrayList<>();
    for (String text : List.of("1", "10", "100", "0.1", "0.01", "-1", "0", "1.1", "11")) {
      keys.add(key(NUMERIC, new BigDecimal(text)));
    }
    assertThat(keys).doesNotHaveDuplicates();
  }

  @Test
  void minusZeroIsZeroAndAllThatIsNoNumberIsOne() {
    Type type = Types.DoubleType.get();
    double otherNan = Double.longBitsToDouble(0x7ff8000000000123L);

    assertThat(key(type, -0.0d)).isEqualTo(key(type, 0.0d));
    assertThat(key(type, otherNan)).isEqualTo(key(type, Double.NaN));
    assertThat(key(type, Double.NaN)).isNotEqualTo(key(type, Double.POSITIVE_INFINITY));
    assertThat(key(type, Double.NEGATIVE_INFINITY)).isNotEqualTo(key(type, -1.0d));
    assertThat(key(Types.FloatType.get(), -0.0f)).isEqualTo(key(Types.FloatType.get(), 0.0f));
  }

  // Guards against: all rows that were written before a column was widened are not found again, so
  // that each of them exists twice after its next change.
  @Test
  void aKeyIsTheSameAfterItsColumnWasWidened() {
    assertThat(key(Types.IntegerType.get(), -7)).isEqualTo(key(Types.LongType.get(), -7L));
    // the rows still have the narrower type
    assertThat(key(Types.LongType.get(), -7)).isEqualTo(key(Types.LongType.get(), -7L));
    assertThat(key(Types.FloatType.get(), 0.1f))
        .isEqualTo(key(Types.DoubleType.get(), (double) 0.1f));
    assertThat(key(NUMERIC, new BigDecimal("1.50")))
        .isEqualTo(key(Types.DecimalType.of(20, 2), new BigDecimal("1.50")));
  }

  @Test
  void columnsOfTextDoNotRunIntoEachOther() {
    Type text = Types.StringType.get();

    assertThat(key(List.of(text, text), "a", "bc"))
        .isNotEqualTo(key(List.of(text, text), "ab", "c"));
    assertThat(key(List.of(text, text), "", "a")).isNotEqualTo(key(List.of(text, text), "a", ""));
  }

  @Test
  void nullIsNotAnEmptyValue() {
    Type text = Types.StringType.get();
    Type list = Types.ListType.ofOptional(1, text);

    assertThat(key(text, null)).isNotEqualTo(key(text, ""));
    assertThat(key(list, null)).isNotEqualTo(key(list, List.of()));
    assertThat(key(list, Arrays.asList((Object) null))).isNotEqualTo(key(list, List.of("")));
    assertThat(key(Types.LongType.get(), null)).isNotEqualTo(key(Types.LongType.get(), 0L));
  }

  @Test
  void aListDoesNotRunIntoTheNextColumn() {
    Type list = Types.ListType.ofOptional(1, Types.IntegerType.get());

    assertThat(key(List.of(list, list), List.of(1), List.of(2, 3)))
        .isNotEqualTo(key(List.of(list, list), List.of(1, 2), List.of(3)));
  }

  @Test
  void bytesAreTheSameInEachClass() {
    byte[] bytes = "abc".getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer = ByteBuffer.wrap("-abc-".getBytes(StandardCharsets.UTF_8), 1, 3);
    Key ofArray = key(Types.BinaryType.get(), bytes);

    assertThat(key(Types.BinaryType.get(), buffer)).isEqualTo(ofArray);
    assertThat(buffer.remaining()).as("the buffer can be read again").isEqualTo(3);
    assertThat(key(Types.FixedType.ofLength(3), bytes)).isEqualTo(ofArray);
  }

  @Test
  void anInstantIsTheSameInEachOffset() {
    Type type = Types.TimestampType.withZone();
    OffsetDateTime utc = OffsetDateTime.of(2026, 9, 1, 10, 0, 0, 1000, ZoneOffset.UTC);

    assertThat(key(type, utc.withOffsetSameInstant(ZoneOffset.ofHours(2))))
        .isEqualTo(key(type, utc));
    assertThat(key(type, utc.plusNanos(1000))).isNotEqualTo(key(type, utc));
    assertThat(key(Types.TimestampType.withoutZone(), utc.toLocalDateTime().minusYears(100)))
        .isNotEqualTo(key(Types.TimestampType.withoutZone(), utc.toLocalDateTime()));
  }

  @Test
  void everyTypeTellsItsValuesApart() {
    assertDiffer(Types.BooleanType.get(), true, false);
    assertDiffer(Types.IntegerType.get(), Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE);
    assertDiffer(Types.LongType.get(), Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE);
    assertDiffer(Types.FloatType.get(), -1.5f, 0f, Float.MIN_VALUE, 1.5f, Float.NaN);
    assertDiffer(Types.DoubleType.get(), -1.5, 0.0, Double.MIN_VALUE, 1.5, Double.NaN);
    assertDiffer(Types.StringType.get(), "", "a", "A", "a ", "\u00e4", "a\u0308", "\ud83d\ude00");
    assertDiffer(
        Types.UUIDType.get(), new UUID(0, 0), new UUID(0, 1), new UUID(1, 0), new UUID(1, 1));
    assertDiffer(
        Types.DateType.get(),
        LocalDate.of(-4712, 1, 1),
        LocalDate.EPOCH,
        LocalDate.of(9999, 12, 31));
    assertDiffer(Types.TimeType.get(), LocalTime.MIN, LocalTime.of(0, 0, 0, 1000), LocalTime.NOON);
    assertDiffer(
        Types.TimestampType.withoutZone(),
        LocalDateTime.of(1, 1, 1, 0, 0),
        LocalDateTime.of(2026, 9, 1, 10, 0),
        LocalDateTime.of(2026, 9, 1, 10, 0, 0, 1000));
    assertDiffer(
        Types.ListType.ofOptional(1, Types.StringType.get()),
        List.of(),
        List.of("a"),
        List.of("a", ""),
        List.of("", "a"));
  }

  @Test
  void aTypeThatCannotBeAKeyIsRefused() {
    Type map = Types.MapType.ofOptional(1, 2, Types.StringType.get(), Types.StringType.get());

    assertThatThrownBy(() -> key(map, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("map");
  }

  @Test
  void aLongKeyKeepsAllItsBytes() {
    String text = "x".repeat(100_000);
    Key key = key(Types.StringType.get(), text);

    assertThat(key.length()).isGreaterThan(100_000);
    assertThat(key).isEqualTo(key(Types.StringType.get(), "x".repeat(100_000)));
    assertThat(key).isNotEqualTo(key(Types.StringType.get(), text + "y"));
    assertThat(key.compareTo(key(Types.StringType.get(), "x".repeat(99_999) + "y"))).isNegative();
  }

  private static void assertDiffer(Type type, Object... values) {
    List<Key> keys = Arrays.stream(values).map(value -> key(type, value)).toList();
    assertThat(keys).as("keys of %s", type).doesNotHaveDuplicates();
    for (int i = 0; i < values.length; i++) {
      assertThat(key(type, values[i])).as("%s again", values[i]).isEqualTo(keys.get(i));
    }
  }

  private static Key key(Type type, Object value) {
    return key(List.of(type), value);
  }

  private static Key key(List<Type> types, Object... values) {
    return new KeyCodec(types).encode(values);
  }
}
