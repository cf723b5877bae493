/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * The values that a row takes from an envelope's {@code source} block. A field is null if the block
 * lacks it.
 */
public record SourceFields(Field tsUs, Field tsMs, Field lsn, Field txId, Field sequence) {

  /** The fields of source blocks of one schema. */
  public static SourceFields of(Schema source) {
    return new SourceFields(
        field(source, "ts_us", Schema.Type.INT64),
        field(source, "ts_ms", Schema.Type.INT64),
        field(source, "lsn", Schema.Type.INT64),
        field(source, "txId", Schema.Type.INT64),
        field(source, "sequence", Schema.Type.STRING));
  }

  private static Field field(Schema source, String name, Schema.Type type) {
    Field field = source.field(name);
    return field == null || field.schema().type() != type
        ? null
        : new Field(name, field.index(), NullableField.nullable(field.schema()));
  }

  /** Returns the commit time in microseconds, from the milliseconds if there is nothing finer. */
  public Long micros(Struct source) {
    Long micros = number(source, tsUs);
    if (micros != null) {
      return micros;
    }
    Long millis = number(source, tsMs);
    return millis == null ? null : Long.valueOf(millis * 1_000L);
  }

  /** Returns the position of the change in the write-ahead log, or null. */
  public Long lsn(Struct source) {
    return number(source, lsn);
  }

  /** Returns the ID of the change's transaction, or null. */
  public Long txid(Struct source) {
    return number(source, txId);
  }

  /**
   * Returns the LSN of the last commit before the change's transaction, which is the first element
   * of {@code sequence}. If no such LSN is known, it returns the LSN of the change. That is the
   * case in a snapshot, whose rows have the position at which the stream starts.
   */
  public Long commitBefore(Struct source) {
    if (sequence != null && source.get(sequence) instanceof String text && text.startsWith("[\"")) {
      int end = text.indexOf('"', 2);
      if (end > 2) {
        try {
          return Long.valueOf(text.substring(2, end));
        } catch (NumberFormatException e) {
          return lsn(source);
        }
      }
    }
    return lsn(source);
  }

  private static Long number(Struct source, Field field) {
    return field == null ? null : (Long) source.get(field);
  }
}
