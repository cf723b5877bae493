/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import java.math.BigDecimal;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** Writes Connect's own logical types, which are known by the schema's name alone. */
final class LogicalWriters {

  private LogicalWriters() {}

  /** The writer, or null if the schema does not have the name of a logical type. */
  static JsonWriter find(Schema schema, boolean numericDecimals) {
    if (schema.name() == null) {
      return null;
    }
    return switch (schema.name()) {
      case Decimal.LOGICAL_NAME -> numericDecimals ? LogicalWriters::numeric : unscaled(schema);
      case Date.LOGICAL_NAME ->
          (value, out) -> out.number(Date.fromLogical(schema, (java.util.Date) value));
      case Time.LOGICAL_NAME ->
          (value, out) -> out.number(Time.fromLogical(schema, (java.util.Date) value));
      case Timestamp.LOGICAL_NAME ->
          (value, out) -> out.number(Timestamp.fromLogical(schema, (java.util.Date) value));
      default -> null;
    };
  }

  /** Writes an exponent if {@link BigDecimal#toString()} does. */
  private static void numeric(Object value, JsonBuffer out) {
    out.ascii(((BigDecimal) value).toString());
  }

  private static JsonWriter unscaled(Schema schema) {
    return (value, out) -> out.base64(Decimal.fromLogical(schema, (BigDecimal) value));
  }
}
