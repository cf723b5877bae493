/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** Decoders of pgvector's types {@code vector}, {@code halfvec} and {@code sparsevec}. */
final class VectorDecoders {

  private VectorDecoders() {}

  /**
   * {@code vector}: the elements are float4. They are emitted as the doubles that their text gives.
   */
  static final class Vector extends ColumnDecoder {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.array(Schema.FLOAT64_SCHEMA)
          .name("io.debezium.data.DoubleVector")
          .version(1);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader reader = new WireReader(data, offset, length);
      int size = readSize(reader, Float.BYTES);
      List<Double> elements = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        elements.add(NumberText.decimalDouble(reader.readFloat4()));
      }
      reader.requireEnd();
      return elements;
    }

    @Override
    public Object absent() {
      return Collections.emptyList();
    }

    @Override
    public boolean carriesDefault() {
      return false;
    }
  }

  /** {@code halfvec}: the elements have 16 bits. */
  static final class HalfVector extends ColumnDecoder {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.array(Schema.FLOAT32_SCHEMA)
          .name("io.debezium.data.FloatVector")
          .version(1);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader reader = new WireReader(data, offset, length);
      int size = readSize(reader, Short.BYTES);
      List<Float> elements = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        elements.add(half(reader.readInt2()));
      }
      reader.requireEnd();
      return elements;
    }

    @Override
    public Object absent() {
      return Collections.emptyList();
    }

    @Override
    public boolean carriesDefault() {
      return false;
    }
  }

  /**
   * {@code sparsevec}: the elements that are not zero, by their index, which starts at 1.
   * Debezium's schema has 16 bits for indexes and dimensions. A column that is declared with more
   * dimensions gets 32 bits.
   */
  static final class SparseVector extends StructDecoder {

    private final boolean wide;

    SparseVector(int typmod) {
      this(typmod > Short.MAX_VALUE, builder(typmod > Short.MAX_VALUE).optional().build());
    }

    private SparseVector(boolean wide, Schema schema) {
      super(schema);
      this.wide = wide;
    }

    private static SchemaBuilder builder(boolean wide) {
      Schema index = wide ? Schema.INT32_SCHEMA : Schema.INT16_SCHEMA;
      return SchemaBuilder.struct()
          .name("io.debezium.data.SparseDoubleVector")
          .version(1)
          .doc("Sparse double vector")
          .field("dimensions", index)
          .field("vector", SchemaBuilder.map(index, Schema.FLOAT64_SCHEMA).build());
    }

    @Override
    public SchemaBuilder schema() {
      return builder(wide);
    }

    @Override
    StructDecoder bind(Schema columnSchema) {
      return new SparseVector(wide, columnSchema);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader reader = new WireReader(data, offset, length);
      int dimensions = reader.readInt4();
      if (dimensions < 0) {
        throw WireReader.malformed("sparsevec of " + dimensions + " dimensions");
      }
      int count = reader.readCount(8);
      reader.take(4);
      int indices = reader.take(4 * count);
      Map<Object, Double> elements = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        int place = WireReader.int4(data, indices + 4 * i);
        if (place < 0 || place >= dimensions) {
          throw WireReader.malformed(
              "sparsevec of " + dimensions + " dimensions with an index out of range");
        }
        elements.put(index(place + 1), NumberText.decimalDouble(reader.readFloat4()));
      }
      reader.requireEnd();
      return struct(dimensions, elements);
    }

    @Override
    public Object absent() {
      return struct(0, Collections.emptyMap());
    }

    private Struct struct(int dimensions, Map<Object, Double> elements) {
      Struct struct = newStruct();
      put(struct, 0, index(dimensions));
      put(struct, 1, elements);
      return struct;
    }

    private Object index(int value) {
      if (wide) {
        return value;
      }
      if (value > Short.MAX_VALUE) {
        throw new IllegalArgumentException(
            "sparsevec of more than 32767 dimensions in a column that does not declare them;"
                + " declare the column as sparsevec(n)");
      }
      return (short) value;
    }
  }

  /** Reads the number of dimensions, each of which takes some bytes, and an unused word. */
  private static int readSize(WireReader reader, int elementBytes) {
    int size = reader.readInt2();
    reader.take(2);
    if (size < 0 || size * elementBytes > reader.remaining()) {
      throw WireReader.malformed(
          "vector of " + size + " elements in " + reader.remaining() + " bytes");
    }
    return size;
  }

  /** Converts a binary16: one bit of sign, five bits of exponent, ten bits of fraction. */
  static float half(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >> 10) & 0x1F;
    int fraction = bits & 0x3FF;
    if (exponent == 0) {
      float subnormal = fraction * 0x1p-24f;
      return sign == 0 ? subnormal : -subnormal;
    }
    int wideExponent = exponent == 0x1F ? 0xFF : exponent + 112;
    return Float.intBitsToFloat(sign | (wideExponent << 23) | (fraction << 13));
  }
}
