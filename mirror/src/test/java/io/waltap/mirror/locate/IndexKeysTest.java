/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.change.KeyCodec;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** Guards against: two rows whose keys fall together, so that a change of one deletes the other. */
class IndexKeysTest {
  private static final Type LONG = Types.LongType.get();
  private static final Type STRING = Types.StringType.get();

  private static IndexKey key(List<Type> types, Object... values) {
    return new IndexKeys(types).of(new KeyCodec(types).encode(values));
  }

  @Test
  void aColumnOfAFixedSizeIsTheValue() {
    assertThat(new IndexKeys(List.of(LONG)).bytes()).isEqualTo(8);
    assertThat(key(List.of(LONG), 7L)).isEqualTo(new IndexKey(7, 0));
    assertThat(key(List.of(LONG), -1L)).isEqualTo(new IndexKey(-1, 0));
    Type uuid = Types.UUIDType.get();
    assertThat(new IndexKeys(List.of(uuid)).bytes()).isEqualTo(16);
    assertThat(key(List.of(uuid), new UUID(-5, 6))).isEqualTo(new IndexKey(-5, 6));
  }

  // Guards against: an index that has to be built again, because a column was widened.
  @Test
  void aColumnThatIsWidenedKeepsItsKeys() {
    Type integer = Types.IntegerType.get();
    assertThat(key(List.of(integer), 7)).isEqualTo(key(List.of(LONG), 7L));
    assertThat(key(List.of(integer, STRING), 7, "a"))
        .isEqualTo(key(List.of(LONG, STRING), 7L, "a"));
    assertThat(key(List.of(Types.FloatType.get()), 0.5f))
        .isEqualTo(key(List.of(Types.DoubleType.get()), 0.5));
    assertThat(key(List.of(Types.DecimalType.of(4, 2)), new BigDecimal("1.50")))
        .isEqualTo(key(List.of(Types.DecimalType.of(20, 2)), new BigDecimal("1.50")));
  }

  @Test
  void shortTextsStayDifferentAlsoBehindZeros() {
    Set<IndexKey> keys = new HashSet<>();
    List<String> texts = List.of("", "\0", "\0\0", "a", "a\0", "ab", "elevenchars");
    for (String text : texts) {
      IndexKey key = key(List.of(STRING), text);
      assertThat(key.high()).as("a key that is no hash: %s", text).isNotNegative();
      keys.add(key);
    }
    assertThat(keys).hasSize(texts.size());
  }

  // Guards against: a text that was made so that its hash is the key of another row.
  @Test
  void aHashIsNeverAShortKey() {
    Set<IndexKey> keys = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      IndexKey key = key(List.of(STRING), "a text of more than 16 bytes " + i);
      assertThat(key.high()).isNegative();
      keys.add(key);
    }
    assertThat(keys).hasSize(1000);
  }

  @Test
  void theColumnsOfAKeyAreNotTakenForEachOther() {
    List<Type> two = List.of(STRING, STRING);
    assertThat(key(two, "a", "")).isNotEqualTo(key(two, "", "a"));
    assertThat(key(two, "ab", "c")).isNotEqualTo(key(two, "a", "bc"));
    assertThat(key(List.of(LONG, LONG), 1L, 2L)).isNotEqualTo(key(List.of(LONG, LONG), 2L, 1L));
  }

  @Test
  void keysAreInTheOrderOfTheirBytes() {
    assertThat(new IndexKey(1, 5)).isLessThan(new IndexKey(2, 0));
    assertThat(new IndexKey(1, 5)).isLessThan(new IndexKey(1, -1));
    assertThat(new IndexKey(1, 5)).isLessThan(new IndexKey(-1, 0));
    assertThat(new IndexKey(1, 5)).isEqualByComparingTo(new IndexKey(1, 5));
  }
}
