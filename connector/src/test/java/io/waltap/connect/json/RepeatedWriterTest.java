/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class RepeatedWriterTest {
  private static final Schema PAIR =
      SchemaBuilder.struct()
          .field("number", Schema.OPTIONAL_INT64_SCHEMA)
          .field("text", Schema.OPTIONAL_STRING_SCHEMA)
          .field("texts", SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).build())
          .build();

  // Guards against: the JSON of the value before, of another field, or of a value that only began
  // in this buffer.
  @Property
  void whateverComesAgainIsWrittenAsByKafka(@ForAll long seed) {
    Random random = new Random(seed);
    Long[] numbers = {
      null, 1L, 1_700_000_000_000L, Long.MIN_VALUE, Long.valueOf(1_700_000_000_001L)
    };
    String[] texts = {
      null,
      "",
      "same",
      new String("same"),
      "\"\u20ac\"",
      "x".repeat(128),
      "y".repeat(129),
      "z".repeat(1 << 20)
    };
    BothConverters converters = BothConverters.with(false, true, "BASE64");
    for (int i = 0; i < 30; i++) {
      String text = texts[random.nextInt(texts.length)];
      String element = texts[random.nextInt(texts.length - 1)];
      converters.agree(
          PAIR,
          new Struct(PAIR)
              .put("number", numbers[random.nextInt(numbers.length)])
              .put("text", text)
              .put(
                  "texts",
                  random.nextBoolean()
                      ? List.of("a", "b")
                      : Arrays.asList(element, element, text)));
    }
  }

  @Test
  void theSameObjectIsWrittenOnceAndThenCopied() {
    int[] written = new int[1];
    RepeatedWriter writer =
        new RepeatedWriter(
            (value, out) -> {
              written[0]++;
              out.string((String) value);
            });
    JsonBuffer out = new JsonBuffer();
    String again = "again";
    for (int i = 0; i < 10; i++) {
      writer.write(again, out);
    }
    assertThat(written[0]).as("seen, then kept").isEqualTo(2);

    writer.write("another", out);
    writer.write(again, out);

    assertThat(written[0]).isEqualTo(4);
    assertThat(new String(out.toByteArray(), StandardCharsets.US_ASCII))
        .isEqualTo("\"again\"".repeat(10) + "\"another\"\"again\"");
  }
}
