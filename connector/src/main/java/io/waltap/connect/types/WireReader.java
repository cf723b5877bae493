/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads the parts of a value in PostgreSQL's binary send format, from front to back and never
 * beyond the value's end. Error messages name lengths and counts only, never contents. Used by one
 * thread.
 */
final class WireReader {

  private static final VarHandle INT2 =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT4 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT8 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] data;
  private final int end;
  private int position;

  WireReader(byte[] data, int offset, int length) {
    this.data = data;
    this.position = offset;
    this.end = offset + length;
  }

  static short int2(byte[] data, int offset) {
    return (short) INT2.get(data, offset);
  }

  static int int4(byte[] data, int offset) {
    return (int) INT4.get(data, offset);
  }

  static long int8(byte[] data, int offset) {
    return (long) INT8.get(data, offset);
  }

  static String utf8(byte[] data, int offset, int length) {
    return new String(data, offset, length, StandardCharsets.UTF_8);
  }

  static void requireLength(String type, int expected, int length) {
    if (length != expected) {
      throw malformed(type + " of " + length + " bytes instead of " + expected);
    }
  }

  static IllegalArgumentException malformed(String what) {
    return new IllegalArgumentException("Malformed value: " + what);
  }

  byte[] data() {
    return data;
  }

  int remaining() {
    return end - position;
  }

  int readByte() {
    return data[take(1)] & 0xFF;
  }

  short readInt2() {
    return int2(data, take(2));
  }

  int readInt4() {
    return int4(data, take(4));
  }

  long readInt8() {
    return int8(data, take(8));
  }

  float readFloat4() {
    return Float.intBitsToFloat(readInt4());
  }

  double readFloat8() {
    return Double.longBitsToDouble(readInt8());
  }

  /** The number of parts that follow, each of at least {@code smallestPart} bytes. */
  int readCount(int smallestPart) {
    int count = readInt4();
    if (count < 0 || (long) count * smallestPart > remaining()) {
      throw malformed("a count of " + count + " with " + remaining() + " bytes left");
    }
    return count;
  }

  /** The length before a part: -1 for NULL, else a length that the value really has. */
  int readLength() {
    int length = readInt4();
    if (length < -1 || length > remaining()) {
      throw malformed("a part of " + length + " bytes with " + remaining() + " bytes left");
    }
    return length;
  }

  /** Like {@link #readLength()}, but NULL is refused. */
  int readPresentLength() {
    int length = readLength();
    if (length < 0) {
      throw malformed("NULL where a value is required");
    }
    return length;
  }

  /** Skips the next {@code length} bytes and returns where they begin. */
  int take(int length) {
    if (length < 0 || length > end - position) {
      throw malformed(length + " bytes expected, " + (end - position) + " left");
    }
    int start = position;
    position += length;
    return start;
  }

  String readUtf8(int length) {
    return utf8(data, take(length), length);
  }

  /** A string that ends with a zero byte. */
  String readCString() {
    int zero = position;
    while (zero < end && data[zero] != 0) {
      zero++;
    }
    if (zero == end) {
      throw malformed("a string without its zero byte");
    }
    String text = utf8(data, position, zero - position);
    position = zero + 1;
    return text;
  }

  void requireEnd() {
    if (position != end) {
      throw malformed(remaining() + " bytes too many");
    }
  }
}
