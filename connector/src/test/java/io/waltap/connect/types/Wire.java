/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds values in PostgreSQL's binary send format; each step gives a new, longer value. */
final class Wire {

  private final byte[] bytes;

  private Wire(byte[] bytes) {
    this.bytes = bytes;
  }

  static Wire start() {
    return new Wire(new byte[0]);
  }

  /** The bytes of hexadecimal digits. */
  static byte[] hex(String digits) {
    byte[] data = new byte[digits.length() / 2];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) Integer.parseInt(digits.substring(2 * i, 2 * i + 2), 16);
    }
    return data;
  }

  /** An array of one dimension. Null elements are NULL. */
  static byte[] array(byte[]... elements) {
    Wire wire = start().int4(1).int4(0).int4(0).int4(elements.length).int4(1);
    for (byte[] element : elements) {
      wire = element == null ? wire.int4(-1) : wire.part(element);
    }
    return wire.end();
  }

  Wire int1(int value) {
    return raw(new byte[] {(byte) value});
  }

  Wire int2(int value) {
    return int1(value >> 8).int1(value);
  }

  Wire int4(int value) {
    return int2(value >> 16).int2(value);
  }

  Wire int8(long value) {
    return int4((int) (value >> 32)).int4((int) value);
  }

  Wire float8(double value) {
    return int8(Double.doubleToRawLongBits(value));
  }

  Wire raw(byte[] data) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + data.length);
    System.arraycopy(data, 0, longer, bytes.length, data.length);
    return new Wire(longer);
  }

  Wire text(String text) {
    return raw(text.getBytes(StandardCharsets.UTF_8));
  }

  Wire cString(String text) {
    return text(text).int1(0);
  }

  /** The length, then the bytes. */
  Wire part(byte[] data) {
    return int4(data.length).raw(data);
  }

  Wire part(String text) {
    return part(text.getBytes(StandardCharsets.UTF_8));
  }

  byte[] end() {
    return bytes.clone();
  }
}
