/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.transforms;

import org.apache.kafka.connect.data.Schema;

/**
 * The schema that the values of one column get, and how a value is converted to it. Compiled once
 * per schema.
 */
abstract class ValueConversion {
  private final Schema schema;

  ValueConversion(Schema schema) {
    this.schema = schema;
  }

  /** Always optional, and without a default. */
  Schema schema() {
    return schema;
  }

  /** Whether every value stays unchanged. */
  boolean isIdentity() {
    return false;
  }

  /** Converts a value that is not null; the result may be null. */
  abstract Object convert(Object value);

  /** A conversion that is one function. */
  interface Mapping {
    Object map(Object value);
  }

  static final class Identity extends ValueConversion {
    Identity(Schema schema) {
      super(schema);
    }

    @Override
    boolean isIdentity() {
      return true;
    }

    @Override
    Object convert(Object value) {
      return value;
    }
  }

  static final class Mapped extends ValueConversion {
    private final Mapping mapping;

    Mapped(Schema schema, Mapping mapping) {
      super(schema);
      this.mapping = mapping;
    }

    @Override
    Object convert(Object value) {
      return mapping.map(value);
    }
  }
}
