/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import java.util.List;

/**
 * The type of the values that a {@link ValueConversion} gives: what the column of PostgreSQL is, as
 * far as the event says so. A Connect schema says less: its Timestamp is with or without time zone.
 *
 * <p>Any value may be null. {@link TypeMapping#FOR_TEXT} gives text where a value has no other
 * form, such as {@code infinity}.
 */
public sealed interface ColumnType {

  /** A type without parameters. */
  enum Simple implements ColumnType {
    /** A {@link Boolean}. */
    BOOLEAN,

    /** A whole number: a {@link Byte}, {@link Short} or {@link Integer}, as the schema says. */
    INT,

    /** A {@link Long}. */
    LONG,

    /** A {@link Float}. */
    FLOAT,

    /** A {@link Double}. */
    DOUBLE,

    /** A {@link String}. */
    STRING,

    /** A {@code byte[]} or a {@link java.nio.ByteBuffer}: see {@link BinaryValue}. */
    BINARY,

    /** A {@link java.time.LocalDate}. */
    DATE,

    /** A {@link java.time.LocalTime}. */
    TIME,

    /**
     * A {@link java.time.LocalDateTime}: PostgreSQL's {@code timestamp} without time zone.
     * Connect's own Timestamp is one too, because Debezium writes no instant in this form.
     */
    TIMESTAMP,

    /** An instant: a {@link java.time.OffsetDateTime} in UTC. */
    TIMESTAMPTZ,

    /** A {@link String} of the form that {@link java.util.UUID#toString} gives. */
    UUID
  }

  /**
   * A {@link java.math.BigDecimal} with this scale.
   *
   * @param precision the declared number of digits; 38 if none is declared
   * @param scale the digits after the point, 0 to 38. PostgreSQL allows a scale that is larger than
   *     the precision.
   */
  record DecimalOf(int precision, int scale) implements ColumnType {}

  /** A {@link java.util.List} of values of the element's type. */
  record ListOf(ColumnType element) implements ColumnType {}

  /**
   * A {@link java.util.Map}.
   *
   * @param key the type of the keys. They are never converted, so it is the type of their schema
   *     without its semantic name. PostgreSQL's {@code hstore} has keys of text.
   * @param value the type of the values, which are converted
   */
  record MapOf(ColumnType key, ColumnType value) implements ColumnType {}

  /**
   * A {@link org.apache.kafka.connect.data.Struct} whose fields are the members, in this order. If
   * a member is converted, it is a {@link TypedStruct}.
   */
  record StructOf(List<Member> members) implements ColumnType {
    public StructOf {
      members = List.copyOf(members);
    }
  }

  /** A field of a struct. */
  record Member(String name, ColumnType type) {}
}
