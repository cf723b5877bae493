/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.apache.kafka.connect.data.SchemaBuilder;

/** How bytes are represented: {@code binary.handling.mode}. */
final class ByteValues {

  private final TypeOptions.BinaryHandling handling;

  ByteValues(TypeOptions.BinaryHandling handling) {
    this.handling = handling;
  }

  SchemaBuilder schema() {
    return handling == TypeOptions.BinaryHandling.BYTES
        ? SchemaBuilder.bytes()
        : SchemaBuilder.string();
  }

  Object value(byte[] data, int offset, int length) {
    if (handling == TypeOptions.BinaryHandling.HEX) {
      return Hex.of(data, offset, length);
    }
    return value(Arrays.copyOfRange(data, offset, offset + length));
  }

  /** The representation of an array that no other code changes. */
  Object value(byte[] bytes) {
    return switch (handling) {
      case BYTES -> ByteBuffer.wrap(bytes);
      case BASE64 -> Base64.getEncoder().encodeToString(bytes);
      case BASE64_URL_SAFE -> Base64.getUrlEncoder().encodeToString(bytes);
      case HEX -> Hex.of(bytes, 0, bytes.length);
    };
  }
}
