/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.change;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Writes the values of the key columns so that keys which PostgreSQL takes for equal have equal
 * bytes, and all others have not. A column that is widened (int to long, float to double, a decimal
 * of more digits) keeps the bytes of its keys.
 */
public final class KeyCodec {
  private static final byte NULL = 0;
  private static final byte VALUE = 1;
  private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

  private final Type[] types;

  /**
   * @param types of the key columns, in their order
   */
  public KeyCodec(List<Type> types) {
    this.types = types.toArray(Type[]::new);
  }

  /**
   * The key of a row.
   *
   * @param values of the key columns in the same order, of the classes that Iceberg's generic
   *     records have
   */
  public Key encode(Object[] values) {
    Output output = new Output();
    for (int i = 0; i < types.length; i++) {
      write(output, types[i], values[i]);
    }
    return new Key(output.bytes());
  }

  private static void write(Output output, Type type, Object value) {
    if (value == null) {
      output.put(NULL);
      return;
    }
    output.put(VALUE);
    switch (type.typeId()) {
      case BOOLEAN -> output.put((byte) ((Boolean) value ? 1 : 0));
      case INTEGER, LONG -> output.putLong(((Number) value).longValue());
      case FLOAT, DOUBLE -> output.putLong(bits(((Number) value).doubleValue()));
      case DECIMAL -> writeDecimal(output, (BigDecimal) value);
      case STRING -> output.putBytes(value.toString().getBytes(StandardCharsets.UTF_8));
      case BINARY, FIXED -> output.putBytes(bytes(value));
      case UUID -> {
        UUID uuid = (UUID) value;
        output.putLong(uuid.getMostSignificantBits());
        output.putLong(uuid.getLeastSignificantBits());
      }
      case DATE -> output.putLong(((LocalDate) value).toEpochDay());
      case TIME -> output.putLong(((LocalTime) value).toNanoOfDay());
      case TIMESTAMP -> writeMoment(output, value);
      case LIST -> {
        Type element = ((Types.ListType) type).elementType();
        List<?> items = (List<?>) value;
        output.putLong(items.size());
        items.forEach(item -> write(output, element, item));
      }
      default -> throw new IllegalArgumentException("a key column of the type " + type);
    }
  }

  /** PostgreSQL takes -0 and 0 for equal, and all NaN. */
  private static long bits(double number) {
    return Double.doubleToLongBits(number == 0 ? 0 : number);
  }

  /** PostgreSQL takes 1.0 and 1.00 for equal. */
  private static void writeDecimal(Output output, BigDecimal number) {
    BigDecimal shortest = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    output.putLong(shortest.scale());
    output.putBytes(shortest.unscaledValue().toByteArray());
  }

  private static void writeMoment(Output output, Object value) {
    LocalDateTime moment =
        value instanceof OffsetDateTime zoned
            ? zoned.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()
            : (LocalDateTime) value;
    output.putLong(ChronoUnit.MICROS.between(EPOCH, moment));
  }

  private static byte[] bytes(Object value) {
    if (value instanceof byte[] array) {
      return array;
    }
    ByteBuffer buffer = ((ByteBuffer) value).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** A growing array of bytes. */
  private static final class Output {
    private ByteBuffer buffer = ByteBuffer.allocate(24);

    void put(byte value) {
      require(1);
      buffer.put(value);
    }

    void putLong(long value) {
      require(Long.BYTES);
      buffer.putLong(value);
    }

    /** With their number before them, so that two columns cannot be taken for others. */
    void putBytes(byte[] bytes) {
      require(Integer.BYTES + bytes.length);
      buffer.putInt(bytes.length).put(bytes);
    }

    private void require(int more) {
      if (buffer.remaining() < more) {
        int size = Math.max(buffer.capacity() * 2, buffer.position() + more);
        buffer = ByteBuffer.allocate(size).put(buffer.flip());
      }
    }

    byte[] bytes() {
      byte[] bytes = new byte[buffer.position()];
      buffer.flip().get(bytes);
      return bytes;
    }
  }
}
