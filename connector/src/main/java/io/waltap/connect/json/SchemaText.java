/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * A schema as JSON, in the words of Kafka's converter: cut out of what it writes for an array of
 * such values, which may be empty.
 *
 * <p>{@code asJsonSchema} would say the same by a class of Jackson's. If another plugin brings a
 * newer JsonConverter, Connect gives that one to all, with that plugin's Jackson; classes of the
 * same name that are not the same then would meet here, so no class of Jackson's is used at all.
 */
final class SchemaText {
  private static final byte[] BEFORE = ascii("{\"schema\":{\"type\":\"array\",\"items\":");
  private static final byte[] AFTER = ascii(",\"optional\":false},\"payload\":[]}");

  private final BiFunction<Schema, Object, byte[]> kafkas;

  /**
   * @param kafkas Kafka's converter, with schemas
   */
  SchemaText(BiFunction<Schema, Object, byte[]> kafkas) {
    this.kafkas = kafkas;
  }

  byte[] of(Schema schema) {
    byte[] array = kafkas.apply(SchemaBuilder.array(schema).build(), List.of());
    int from = BEFORE.length;
    int to = array.length - AFTER.length;
    if (to < from
        || !Arrays.equals(array, 0, from, BEFORE, 0, from)
        || !Arrays.equals(array, to, array.length, AFTER, 0, AFTER.length)) {
      throw new UnwritableException("a schema in a form that is new to us");
    }
    return Arrays.copyOfRange(array, from, to);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
