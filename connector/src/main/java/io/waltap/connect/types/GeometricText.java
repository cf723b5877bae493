/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

/** PostgreSQL's text form of its geometric types. */
final class GeometricText {

  private GeometricText() {}

  static void appendPoint(byte[] data, int offset, int length, StringBuilder out) {
    WireReader reader = new WireReader(data, offset, length);
    appendPoints(reader, 1, out);
    reader.requireEnd();
  }

  static void appendLine(byte[] data, int offset, int length, StringBuilder out) {
    WireReader reader = new WireReader(data, offset, length);
    out.append('{');
    NumberText.appendFloat8(reader.readFloat8(), out);
    out.append(',');
    NumberText.appendFloat8(reader.readFloat8(), out);
    out.append(',');
    NumberText.appendFloat8(reader.readFloat8(), out);
    out.append('}');
    reader.requireEnd();
  }

  static void appendLseg(byte[] data, int offset, int length, StringBuilder out) {
    WireReader reader = new WireReader(data, offset, length);
    out.append('[');
    appendPoints(reader, 2, out);
    out.append(']');
    reader.requireEnd();
  }

  static void appendBox(byte[] data, int offset, int length, StringBuilder out) {
    WireReader reader = new WireReader(data, offset, length);
    appendPoints(reader, 2, out);
    reader.requireEnd();
  }

  static void appendPath(byte[] data, int offset, int length, StringBuilder out) {
    WireReader reader = new WireReader(data, offset, length);
    boolean closed = reader.readByte() != 0;
    out.append(closed ? '(' : '[');
    appendPoints(reader, reader.readCount(16), out);
    out.append(closed ? ')' : ']');
    reader.requireEnd();
  }

  static void appendPolygon(byte[] data, int offset, int length, StringBuilder out) {
    WireReader reader = new WireReader(data, offset, length);
    out.append('(');
    appendPoints(reader, reader.readCount(16), out);
    out.append(')');
    reader.requireEnd();
  }

  static void appendCircle(byte[] data, int offset, int length, StringBuilder out) {
    WireReader reader = new WireReader(data, offset, length);
    out.append('<');
    appendPoints(reader, 1, out);
    out.append(',');
    NumberText.appendFloat8(reader.readFloat8(), out);
    out.append('>');
    reader.requireEnd();
  }

  private static void appendPoints(WireReader reader, int count, StringBuilder out) {
    for (int i = 0; i < count; i++) {
      out.append(i > 0 ? ",(" : "(");
      NumberText.appendFloat8(reader.readFloat8(), out);
      out.append(',');
      NumberText.appendFloat8(reader.readFloat8(), out);
      out.append(')');
    }
  }
}
