/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.nio.charset.StandardCharsets;

/** Bytes as lowercase hexadecimal digits. */
final class Hex {

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

  private Hex() {}

  static String of(byte[] data, int offset, int length) {
    byte[] text = new byte[2 * length];
    for (int i = 0; i < length; i++) {
      put(data[offset + i], text, 2 * i);
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static void put(byte value, byte[] text, int at) {
    text[at] = DIGITS[(value >> 4) & 0xF];
    text[at + 1] = DIGITS[value & 0xF];
  }

  static void append(byte value, StringBuilder out) {
    out.append((char) DIGITS[(value >> 4) & 0xF]).append((char) DIGITS[value & 0xF]);
  }
}
