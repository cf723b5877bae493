/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * A schema as JSON, in the words of Kafka's converter. Kafka's converter writes an empty array of
 * such values. The schema's text is cut out of the result.
 *
 * <p>{@code asJsonSchema} would return the same as an object of Jackson's. But another plugin may
 * bring a newer JsonConverter, with its own Jackson. Connect then gives that converter to all
 * plugins. Two classes with the same name, which are not the same class, would meet here. So this
 * class uses no class of Jackson's.
 */
final class SchemaText {
  private static final byte[] BEFORE = ascii("{\"schema\":{\"type\":\"array\",\"items\":");
  private static final byte[] AFTER = ascii(",\"optional\":false},\"payload\":[]}");

  private final BiFunction<Schema, Object, byte[]> kafkas;

  /**
   * @param kafkas Kafka's converter, with schemas enabled
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
      throw new UnwritableException("a schema in an unknown form");
    }
    return Arrays.copyOfRange(array, from, to);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
