/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import org.apache.kafka.connect.data.Schema;

/**
 * The type and the schema that the values of one column get, and how a value is converted to them.
 * Compiled once per schema, by {@link TypeMapping}.
 */
public abstract class ValueConversion {
  private final Schema schema;
  private final ColumnType type;

  ValueConversion(Schema schema, ColumnType type) {
    this.schema = schema;
    this.type = type;
  }

  /** Always optional, and without a default. */
  public Schema schema() {
    return schema;
  }

  /** The type of the converted values. */
  public ColumnType type() {
    return type;
  }

  /** Whether every value stays unchanged. */
  public boolean isIdentity() {
    return false;
  }

  /** Converts a value that is not null; the result may be null. */
  public abstract Object convert(Object value);

  /** A conversion that is one function. */
  interface Mapping {
    Object map(Object value);
  }

  static final class Identity extends ValueConversion {
    Identity(Schema schema, ColumnType type) {
      super(schema, type);
    }

    @Override
    public boolean isIdentity() {
      return true;
    }

    @Override
    public Object convert(Object value) {
      return value;
    }
  }

  static final class Mapped extends ValueConversion {
    private final Mapping mapping;

    Mapped(Schema schema, ColumnType type, Mapping mapping) {
      super(schema, type);
      this.mapping = mapping;
    }

    @Override
    public Object convert(Object value) {
      return mapping.map(value);
    }
  }
}
