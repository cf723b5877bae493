/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.math.BigDecimal;
import java.util.Locale;

/** PostgreSQL's text form of single values that no other class covers. */
final class ScalarText {

  private ScalarText() {}

  static void appendBool(byte[] data, int offset, int length, StringBuilder out) {
    WireReader.requireLength("bool", 1, length);
    out.append(data[offset] != 0 ? 't' : 'f');
  }

  static void appendInt2(byte[] data, int offset, int length, StringBuilder out) {
    WireReader.requireLength("int2", 2, length);
    out.append(WireReader.int2(data, offset));
  }

  static void appendInt4(byte[] data, int offset, int length, StringBuilder out) {
    WireReader.requireLength("int4", 4, length);
    out.append(WireReader.int4(data, offset));
  }

  static void appendInt8(byte[] data, int offset, int length, StringBuilder out) {
    WireReader.requireLength("int8", 8, length);
    out.append(WireReader.int8(data, offset));
  }

  /**
   * {@code oid}, {@code xid}, {@code cid}, and the {@code reg} types. Only the database knows the
   * names of the {@code reg} types.
   */
  static void appendUnsigned4(byte[] data, int offset, int length, StringBuilder out) {
    WireReader.requireLength("oid", 4, length);
    out.append(Integer.toUnsignedLong(WireReader.int4(data, offset)));
  }

  static void appendUnsigned8(byte[] data, int offset, int length, StringBuilder out) {
    WireReader.requireLength("xid8", 8, length);
    out.append(Long.toUnsignedString(WireReader.int8(data, offset)));
  }

  static void appendUtf8(byte[] data, int offset, int length, StringBuilder out) {
    out.append(WireReader.utf8(data, offset, length));
  }

  static void appendVersioned(byte[] data, int offset, int length, StringBuilder out) {
    out.append(TextDecoders.Versioned.text(data, offset, length));
  }

  static void appendChar(byte[] data, int offset, int length, StringBuilder out) {
    out.append(TextDecoders.SingleByte.text(data, offset, length));
  }

  static void appendUuid(byte[] data, int offset, int length, StringBuilder out) {
    out.append(TextDecoders.Uuid.text(data, offset, length));
  }

  static void appendBytea(byte[] data, int offset, int length, StringBuilder out) {
    out.append("\\x");
    for (int i = 0; i < length; i++) {
      Hex.append(data[offset + i], out);
    }
  }

  static void appendLsn(byte[] data, int offset, int length, StringBuilder out) {
    WireReader.requireLength("pg_lsn", 8, length);
    int upper = WireReader.int4(data, offset);
    int lower = WireReader.int4(data, offset + 4);
    out.append(Integer.toHexString(upper).toUpperCase(Locale.ROOT)).append('/');
    out.append(Integer.toHexString(lower).toUpperCase(Locale.ROOT));
  }

  static void appendTid(byte[] data, int offset, int length, StringBuilder out) {
    WireReader.requireLength("tid", 6, length);
    out.append('(').append(Integer.toUnsignedLong(WireReader.int4(data, offset))).append(',');
    out.append(WireReader.int2(data, offset + 4) & 0xFFFF).append(')');
  }

  /**
   * {@code pg_snapshot} and {@code txid_snapshot}: the bounds, then the transactions between them
   * that were still running.
   */
  static void appendSnapshot(byte[] data, int offset, int length, StringBuilder out) {
    WireReader reader = new WireReader(data, offset, length);
    int open = reader.readCount(8);
    out.append(Long.toUnsignedString(reader.readInt8())).append(':');
    out.append(Long.toUnsignedString(reader.readInt8())).append(':');
    for (int i = 0; i < open; i++) {
      if (i > 0) {
        out.append(',');
      }
      out.append(Long.toUnsignedString(reader.readInt8()));
    }
    reader.requireEnd();
  }

  /** {@code money} as a number. Currency sign and grouping depend on the database. */
  static TextForm money(int fractionDigits) {
    return (data, offset, length, out) -> {
      WireReader.requireLength("money", 8, length);
      out.append(BigDecimal.valueOf(WireReader.int8(data, offset), fractionDigits).toPlainString());
    };
  }
}
