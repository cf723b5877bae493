/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import java.nio.ByteBuffer;
import org.apache.kafka.connect.data.Schema;

/** Writes values without parts. */
final class ScalarWriters {

  private ScalarWriters() {}

  static JsonWriter of(Schema.Type type) {
    return switch (type) {
      case INT8 -> (value, out) -> out.number((Byte) value);
      case INT16 -> (value, out) -> out.number((Short) value);
      case INT32 -> (value, out) -> out.number((Integer) value);
      case INT64 -> (value, out) -> out.number((Long) value);
      case FLOAT32 -> ScalarWriters::float32;
      case FLOAT64 -> ScalarWriters::float64;
      case BOOLEAN -> (value, out) -> out.bool((Boolean) value);
      case STRING -> (value, out) -> out.string(((CharSequence) value).toString());
      case BYTES -> ScalarWriters::bytes;
      default -> throw new UnwritableException("a type that has parts or is unknown");
    };
  }

  private static void float32(Object value, JsonBuffer out) {
    float number = (Float) value;
    if (Float.isFinite(number)) {
      out.ascii(Float.toString(number));
    } else {
      out.string(Float.toString(number));
    }
  }

  private static void float64(Object value, JsonBuffer out) {
    double number = (Double) value;
    if (Double.isFinite(number)) {
      out.ascii(Double.toString(number));
    } else {
      out.string(Double.toString(number));
    }
  }

  private static void bytes(Object value, JsonBuffer out) {
    if (!(value instanceof ByteBuffer buffer)) {
      out.base64((byte[]) value);
    } else if (buffer.hasArray()) {
      // the whole array, whatever the buffer's position and limit: so does Kafka's converter
      out.base64(buffer.array());
    } else {
      throw new UnwritableException("a buffer without an array");
    }
  }
}
