/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Decoders of bytes and bits. */
final class BinaryDecoders {

  private BinaryDecoders() {}

  /**
   * {@code bit} and {@code varbit}: a boolean if there can be only one bit, else Debezium's Bits.
   *
   * @param typmod the length in bits, or -1 for a {@code varbit} of any length
   */
  static ColumnDecoder bits(int typmod) {
    return typmod == 1 ? new OneBit(null) : new ManyBits(typmod < 0 ? Integer.MAX_VALUE : typmod);
  }

  /** PostgreSQL's text form: zeros and ones. */
  static void appendBits(byte[] data, int offset, int length, StringBuilder out) {
    int bits = bitCount(data, offset, length);
    for (int i = 0; i < bits; i++) {
      out.append(bit(data, offset + 4, i) ? '1' : '0');
    }
  }

  private static boolean bit(byte[] data, int from, int index) {
    return ((data[from + (index >> 3)] >> (7 - (index & 7))) & 1) != 0;
  }

  private static int bitCount(byte[] data, int offset, int length) {
    int bits = length < 4 ? -1 : WireReader.int4(data, offset);
    if (bits < 0 || length - 4 != (bits + 7L) / 8) {
      throw WireReader.malformed("bits of " + length + " bytes");
    }
    return bits;
  }

  /** {@code bytea}. */
  static final class Bytea extends ColumnDecoder {

    private final ByteValues values;
    private final byte[] placeholder;

    Bytea(TypeOptions options) {
      this.values = new ByteValues(options.binary());
      this.placeholder = options.unavailablePlaceholder();
    }

    @Override
    public SchemaBuilder schema() {
      return values.schema();
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      return values.value(data, offset, length);
    }

    @Override
    public Object absent() {
      return values.value(new byte[0]);
    }

    @Override
    public Object unavailable() {
      return values.value(placeholder);
    }

    @Override
    List<?> unavailableElements() {
      return Collections.singletonList(unavailable());
    }

    @Override
    public boolean carriesDefault() {
      return false;
    }
  }

  private static final class OneBit extends ColumnDecoder {

    /** The value of an empty {@code varbit(1)}, which is neither true nor false. */
    private final Boolean empty;

    OneBit(Boolean empty) {
      this.empty = empty;
    }

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.bool();
    }

    @Override
    public ColumnDecoder withSchema(Schema columnSchema) {
      return new OneBit(columnSchema.isOptional() ? null : Boolean.FALSE);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      return bitCount(data, offset, length) > 0 ? (Object) bit(data, offset + 4, 0) : empty;
    }

    @Override
    public Object absent() {
      return false;
    }
  }

  /**
   * Bits as in Debezium: the number that the bits make, little endian, without the zero bytes at
   * its end. So leading zeros of a {@code varbit} are lost.
   */
  private static final class ManyBits extends ColumnDecoder {

    private final int bits;

    ManyBits(int bits) {
      this.bits = bits;
    }

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.bytes()
          .name("io.debezium.data.Bits")
          .version(1)
          .parameter("length", Integer.toString(bits));
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      int count = bitCount(data, offset, length);
      int from = offset + 4;
      int size = length - 4;
      int padding = 8 * size - count;
      byte[] number = new byte[size];
      int used = 0;
      for (int i = 0; i < size; i++) {
        int at = from + size - 1 - i;
        int lower = (data[at] & 0xFF) >> padding;
        int upper = i + 1 < size ? (data[at - 1] & 0xFF) << (8 - padding) : 0;
        number[i] = (byte) (lower | upper);
        if (number[i] != 0) {
          used = i + 1;
        }
      }
      return used == size ? number : Arrays.copyOf(number, used);
    }

    @Override
    public Object absent() {
      return new byte[0];
    }
  }
}
