/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects the JSON of a record. It is used again for the next record. Owned by one encoder, and so
 * used by one thread at a time.
 *
 * <p>A small record is in one array. A large record continues in further arrays. A single array
 * that grows would exist twice while it is copied. A row may be so large that the heap has no space
 * for that.
 */
final class JsonBuffer {
  /** The largest size of the first array, which is kept for the next record. */
  static final int MOST_KEPT = 1 << 20;

  private static final int FIRST = 1 << 12;
  private static final int FURTHER = 1 << 18;

  /** Space is made for this many characters at once, or for this many groups of three bytes. */
  private static final int CHUNK = 512;

  /** A text of at least this length may be encoded as a whole. */
  private static final int LONG = 128;

  /** A longer text is not encoded as a whole, because the encoded text needs memory in addition. */
  private static final int MOST_AT_ONCE = 1 << 18;

  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

  private final List<Part> full = new ArrayList<>();
  private long lengthOfFull;
  private byte[] bytes = new byte[FIRST];
  private int length;

  /** An array that is full, and whose text comes before that of the current array. */
  private record Part(byte[] bytes, int length) {}

  /** Appends one ASCII character. */
  void ascii(char character) {
    reserve(1);
    bytes[length] = (byte) character;
    length++;
  }

  /** Appends ASCII characters as they are. */
  void ascii(String text) {
    int count = text.length();
    reserve(count);
    for (int i = 0; i < count; i++) {
      bytes[length + i] = (byte) text.charAt(i);
    }
    length += count;
  }

  /** Appends text that is JSON already. */
  void raw(byte[] json) {
    reserve(json.length);
    System.arraycopy(json, 0, bytes, length, json.length);
    length += json.length;
  }

  void nullValue() {
    raw(NULL);
  }

  void bool(boolean value) {
    raw(value ? TRUE : FALSE);
  }

  void number(long value) {
    reserve(DecimalDigits.MOST);
    length = DecimalDigits.write(value, bytes, length);
  }

  /** Appends the string in quotes, escaped. */
  void string(String text) {
    ascii('"');
    int end = text.length();
    if (end < LONG || end > MOST_AT_ONCE || !asciiString(text)) {
      anyString(text);
    }
    ascii('"');
  }

  /**
   * Appends a text if it has only ASCII characters, as most long texts do. The JVM encodes many
   * ASCII characters at once, and {@link AsciiText} checks eight at once.
   *
   * @return false if the text has other characters; nothing was appended then
   */
  private boolean asciiString(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    if (encoded.length != text.length()) {
      return false;
    }
    int from = 0;
    while (from < encoded.length) {
      int to = Math.min(encoded.length, from + CHUNK);
      reserve(AsciiText.most(to - from));
      length = AsciiText.write(text, encoded, from, to, bytes, length);
      from = to;
    }
    return true;
  }

  private void anyString(String text) {
    int end = text.length();
    int from = 0;
    while (from < end) {
      int to = Math.min(end, from + CHUNK);
      reserve(StringText.MOST_PER_CHAR * (to - from));
      length = StringText.write(text, from, to, bytes, length);
      from = to;
    }
  }

  /** Appends the bytes in quotes, as Base64. */
  void base64(byte[] data) {
    ascii('"');
    int from = 0;
    while (from < data.length) {
      int to = Math.min(data.length, from + 3 * CHUNK);
      reserve(4 * CHUNK);
      length = Base64Text.write(data, from, to, bytes, length);
      from = to;
    }
    ascii('"');
  }

  /** How many bytes were appended. */
  long size() {
    return lengthOfFull + length;
  }

  /** The bytes appended since the buffer had this size, or null if they are in several arrays. */
  byte[] since(long size) {
    return size < lengthOfFull
        ? null
        : Arrays.copyOfRange(bytes, (int) (size - lengthOfFull), length);
  }

  /** All bytes that were appended. */
  byte[] toByteArray() {
    if (full.isEmpty()) {
      return Arrays.copyOf(bytes, length);
    }
    long total = lengthOfFull + length;
    if (total > Integer.MAX_VALUE - 8) {
      throw new UnwritableException("more bytes than an array can have");
    }
    byte[] all = new byte[(int) total];
    int at = 0;
    for (Part part : full) {
      System.arraycopy(part.bytes(), 0, all, at, part.length());
      at += part.length();
    }
    System.arraycopy(bytes, 0, all, at, length);
    return all;
  }

  /** Discards what was appended. */
  void clear() {
    if (!full.isEmpty()) {
      bytes = full.get(0).bytes();
      full.clear();
      lengthOfFull = 0;
    }
    length = 0;
  }

  /** How many bytes are held, used or not. */
  long held() {
    long held = bytes.length;
    for (Part part : full) {
      held += part.bytes().length;
    }
    return held;
  }

  private void reserve(int room) {
    if (bytes.length - length < room) {
      makeRoom(room);
    }
  }

  private void makeRoom(int room) {
    int needed = length + room;
    if (full.isEmpty() && needed <= MOST_KEPT) {
      bytes = Arrays.copyOf(bytes, Math.min(MOST_KEPT, Math.max(needed, 2 * bytes.length)));
    } else {
      full.add(new Part(bytes, length));
      lengthOfFull += length;
      bytes = new byte[Math.max(FURTHER, room)];
      length = 0;
    }
  }
}
