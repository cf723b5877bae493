/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.json.BothConverters.Outcome;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  private static final BothConverters PLAIN = BothConverters.with(false, true, "BASE64");
  private static final BothConverters WITH_SCHEMA = BothConverters.with(true, true, "BASE64");

  private static final Schema TEXT =
      SchemaBuilder.struct().field("text", Schema.STRING_SCHEMA).build();

  @Property
  void anyTextBecomesTheBytesThatKafkaWrites(@ForAll String text) {
    PLAIN.agreeByPlan(text(text));
  }

  // Guards against: an escape that is missed or misplaced where eight characters are checked at
  // once; half a surrogate pair that becomes a question mark.
  @Property
  void anyLongTextBecomesTheBytesThatKafkaWrites(@ForAll long seed) {
    Random random = new Random(seed);
    char[] characters = new char[100 + random.nextInt(200)];
    for (int i = 0; i < characters.length; i++) {
      characters[i] = (char) (random.nextInt(8) == 0 ? random.nextInt(0x80) : 'a');
    }
    if (random.nextBoolean()) {
      int[] others = {'?', 0xD83D, 0xDE00, 0xE9, 0x20AC};
      characters[random.nextInt(characters.length)] = (char) others[random.nextInt(others.length)];
    }

    PLAIN.agreeByPlan(text(new String(characters)));
  }

  @Test
  void textsOfEveryLengthBecomeTheBytesThatKafkaWrites() {
    for (int length : new int[] {127, 128, 129, 1 << 18, (1 << 18) + 1}) {
      PLAIN.agreeByPlan(text("a\"b\\?".repeat(length).substring(0, length)));
    }
  }

  @Test
  void everyCharacterIsEscapedAsByKafka() {
    for (int first = 0; first <= 0xFF00; first += 0x100) {
      String characters = characters(first, 0x100);
      PLAIN.agreeByPlan(text(characters));
      Schema named = SchemaBuilder.struct().field(characters, Schema.BOOLEAN_SCHEMA).build();
      WITH_SCHEMA.agreeByPlan(new Struct(named).put(characters, true));
    }
    // longer than Jackson's buffers, so that other code of Jackson's writes it
    PLAIN.agreeByPlan(text(characters(0, 0x10000)));
  }

  @Test
  void escapesAreThoseOfJackson() {
    Outcome outcome =
        PLAIN.agreeByPlan(text("\"\\/\b\t\n\f\r\0\u001f\u007f é€😀\ud83d\ude00\ude00\ud83d"));

    assertThat(outcome.text())
        .isEqualTo(
            "{\"text\":\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0000\\u001F\u007f é€"
                + "\\uD83D\\uDE00\\uD83D\\uDE00\\uDE00\\uD83D\"}");
  }

  @Test
  void surrogatesThatStraddleABufferAreKeptWhole() {
    for (int before = 0; before < 10; before++) {
      PLAIN.agreeByPlan(text("x".repeat(before) + "😀".repeat(10_000)));
      PLAIN.agreeByPlan(text("x".repeat(before) + "\ud83d".repeat(10_000)));
    }
  }

  private static Struct text(String text) {
    return new Struct(TEXT).put("text", text);
  }

  private static String characters(int first, int count) {
    StringBuilder characters = new StringBuilder(count);
    for (int c = first; c < first + count; c++) {
      characters.append((char) c);
    }
    return characters.toString();
  }
}
