/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import java.nio.charset.StandardCharsets;

/**
 * Writes characters in UTF-8 as they are between the quotes of a JSON string. The result is what
 * Jackson writes for Kafka's converter. A character that needs an escape gets the short form, if
 * there is one. Each surrogate is escaped by itself. So a character beyond the basic plane becomes
 * two escapes, and half a surrogate pair is not lost. All other characters stay as they are.
 */
final class StringText {
  /** The length of the longest escape. */
  static final int MOST_PER_CHAR = 6;

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  /** In ESCAPES: a character without a short form. No short form has this letter. */
  private static final byte UNICODE = 'u';

  /** For each ASCII character: what follows the backslash, or 0 if no escape is needed. */
  private static final byte[] ESCAPES = escapes();

  private StringText() {}

  /**
   * Writes characters. The caller has made enough space.
   *
   * @return the position after the characters
   */
  static int write(String text, int from, int to, byte[] out, int position) {
    int at = position;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        if (ESCAPES[c] == 0) {
          out[at++] = (byte) c;
        } else {
          at = escape(c, out, at);
        }
      } else if (c < 0x800) {
        out[at++] = (byte) (0xC0 | c >> 6);
        out[at++] = (byte) (0x80 | c & 0x3F);
      } else if (Character.isSurrogate(c)) {
        at = unicode(c, out, at);
      } else {
        out[at++] = (byte) (0xE0 | c >> 12);
        out[at++] = (byte) (0x80 | c >> 6 & 0x3F);
        out[at++] = (byte) (0x80 | c & 0x3F);
      }
    }
    return at;
  }

  private static int escape(char c, byte[] out, int position) {
    if (ESCAPES[c] == UNICODE) {
      return unicode(c, out, position);
    }
    out[position] = '\\';
    out[position + 1] = ESCAPES[c];
    return position + 2;
  }

  private static int unicode(char c, byte[] out, int position) {
    out[position] = '\\';
    out[position + 1] = 'u';
    out[position + 2] = HEX[c >> 12];
    out[position + 3] = HEX[c >> 8 & 0xF];
    out[position + 4] = HEX[c >> 4 & 0xF];
    out[position + 5] = HEX[c & 0xF];
    return position + 6;
  }

  private static byte[] escapes() {
    byte[] escapes = new byte[0x80];
    for (char c = 0; c < ' '; c++) {
      escapes[c] = UNICODE;
    }
    escapes['\b'] = 'b';
    escapes['\t'] = 't';
    escapes['\n'] = 'n';
    escapes['\f'] = 'f';
    escapes['\r'] = 'r';
    escapes['"'] = '"';
    escapes['\\'] = '\\';
    return escapes;
  }
}
