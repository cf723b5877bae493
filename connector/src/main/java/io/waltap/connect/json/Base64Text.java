/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import java.nio.charset.StandardCharsets;

/** Writes Base64 with padding and without line feeds. */
final class Base64Text {
  private static final byte[] ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
          .getBytes(StandardCharsets.US_ASCII);

  private Base64Text() {}

  /**
   * Writes bytes. The caller has made enough space.
   *
   * @param to the end of the bytes; padding follows if the last group has fewer than three bytes
   * @return the position after the text
   */
  static int write(byte[] data, int from, int to, byte[] out, int position) {
    int at = position;
    int i = from;
    while (to - i >= 3) {
      int group = (data[i] & 0xFF) << 16 | (data[i + 1] & 0xFF) << 8 | data[i + 2] & 0xFF;
      out[at] = ALPHABET[group >> 18];
      out[at + 1] = ALPHABET[group >> 12 & 0x3F];
      out[at + 2] = ALPHABET[group >> 6 & 0x3F];
      out[at + 3] = ALPHABET[group & 0x3F];
      at += 4;
      i += 3;
    }
    if (i < to) {
      boolean two = to - i == 2;
      int group = (data[i] & 0xFF) << 16 | (two ? (data[i + 1] & 0xFF) << 8 : 0);
      out[at] = ALPHABET[group >> 18];
      out[at + 1] = ALPHABET[group >> 12 & 0x3F];
      out[at + 2] = two ? ALPHABET[group >> 6 & 0x3F] : (byte) '=';
      out[at + 3] = '=';
      at += 4;
    }
    return at;
  }
}
