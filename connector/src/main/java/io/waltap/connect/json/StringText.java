/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import java.nio.charset.StandardCharsets;

/**
 * Characters as JSON has them within quotes, in UTF-8, as Jackson writes them for Kafka's
 * converter: what must be escaped is, by the short form where there is one; so are surrogates, each
 * by itself, so that a character beyond the basic plane becomes two escapes and a surrogate that
 * lost its other half gets through. All else is as it is.
 */
final class StringText {
  /** What an escape takes. */
  static final int MOST_PER_CHAR = 6;

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  /** No short form; stands for itself in ESCAPES, as it is none of the letters there. */
  private static final byte UNICODE = 'u';

  /** By ASCII character: what follows the backslash, or 0 if no escape is needed. */
  private static final byte[] ESCAPES = escapes();

  private StringText() {}

  /**
   * Writes characters, for which there is room.
   *
   * @return the position behind them
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
