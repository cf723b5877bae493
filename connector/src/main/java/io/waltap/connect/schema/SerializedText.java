/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a String in Java's object serialization. Debezium's {@code column.mask.hash.*}
 * digests these bytes. They are a header and modified UTF-8, so they are written here directly. An
 * object stream for each value would be costly.
 */
final class SerializedText {
  private static final int STREAM_HEADER = 0xACED0005;
  private static final byte STRING = 0x74;
  private static final byte LONG_STRING = 0x7C;
  private static final int MAX_SHORT = 0xFFFF;

  private SerializedText() {}

  static byte[] of(String text) {
    byte[] modified = modifiedUtf8(text);
    boolean longString = modified.length > MAX_SHORT;
    ByteBuffer out =
        ByteBuffer.allocate(
            Integer.BYTES + 1 + (longString ? Long.BYTES : Short.BYTES) + modified.length);
    out.putInt(STREAM_HEADER);
    if (longString) {
      out.put(LONG_STRING).putLong(modified.length);
    } else {
      out.put(STRING).putShort((short) modified.length);
    }
    return out.put(modified).array();
  }

  /** UTF-8, except that NUL takes two bytes and each surrogate takes three bytes. */
  private static byte[] modifiedUtf8(String text) {
    boolean plain = text.chars().noneMatch(c -> c == 0 || Character.isSurrogate((char) c));
    if (plain) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    ByteBuffer out = ByteBuffer.allocate(3 * text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != 0 && c < 0x80) {
        out.put((byte) c);
      } else if (c < 0x800) {
        out.put((byte) (0xC0 | c >> 6)).put((byte) (0x80 | c & 0x3F));
      } else {
        out.put((byte) (0xE0 | c >> 12))
            .put((byte) (0x80 | c >> 6 & 0x3F))
            .put((byte) (0x80 | c & 0x3F));
      }
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }
}
