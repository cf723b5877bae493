/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Decoders of booleans, and of the numbers for which Connect has a primitive type. */
final class NumericDecoders {

  private NumericDecoders() {}

  /** {@code boolean}. */
  static final class Bool extends ColumnDecoder {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.bool();
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader.requireLength("bool", 1, length);
      return data[offset] != 0;
    }

    @Override
    public Object absent() {
      return false;
    }
  }

  /** {@code smallint}. */
  static final class Int2 extends ColumnDecoder {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int16();
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader.requireLength("int2", 2, length);
      return WireReader.int2(data, offset);
    }

    @Override
    public Object absent() {
      return (short) 0;
    }
  }

  /** {@code integer}. */
  static final class Int4 extends ColumnDecoder {

    private final byte[] placeholder;

    Int4(TypeOptions options) {
      this.placeholder = options.unavailablePlaceholder();
    }

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int32();
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader.requireLength("int4", 4, length);
      return WireReader.int4(data, offset);
    }

    @Override
    public Object absent() {
      return 0;
    }

    @Override
    List<?> unavailableElements() {
      List<Integer> codes = new ArrayList<>(placeholder.length);
      for (byte code : placeholder) {
        codes.add(code & 0xFF);
      }
      return codes;
    }
  }

  /** {@code bigint}. */
  static final class Int8 extends ColumnDecoder {

    private final byte[] placeholder;

    Int8(TypeOptions options) {
      this.placeholder = options.unavailablePlaceholder();
    }

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int64();
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader.requireLength("int8", 8, length);
      return WireReader.int8(data, offset);
    }

    @Override
    public Object absent() {
      return 0L;
    }

    @Override
    List<?> unavailableElements() {
      List<Long> codes = new ArrayList<>(placeholder.length);
      for (byte code : placeholder) {
        codes.add(code & 0xFFL);
      }
      return codes;
    }
  }

  /** {@code oid}, which is unsigned. */
  static final class Oid extends ColumnDecoder {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int64();
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader.requireLength("oid", 4, length);
      return Integer.toUnsignedLong(WireReader.int4(data, offset));
    }

    @Override
    public Object absent() {
      return 0L;
    }
  }

  /** {@code real}. */
  static final class Float4 extends ColumnDecoder {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.float32();
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader.requireLength("float4", 4, length);
      return Float.intBitsToFloat(WireReader.int4(data, offset));
    }

    @Override
    public Object absent() {
      return 0.0f;
    }
  }

  /** {@code double precision}. */
  static final class Float8 extends ColumnDecoder {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.float64();
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader.requireLength("float8", 8, length);
      return Double.longBitsToDouble(WireReader.int8(data, offset));
    }

    @Override
    public Object absent() {
      return 0.0d;
    }
  }
}
