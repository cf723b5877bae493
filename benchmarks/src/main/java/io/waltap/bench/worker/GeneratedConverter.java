/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.worker;

import io.waltap.bench.mirror.GeneratedEvents;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;

/**
 * A converter for sinks: of eight bytes, the offset of a record, it makes the record. What is
 * measured is then the sink, not the parsing of JSON or Avro.
 */
public final class GeneratedConverter implements Converter {
  /** The property for the number of rows of the table, after {@code value.converter.}. */
  public static final String ROWS = "rows";

  /** The property for what values are: {@link #ENVELOPE}, or {@link #ROW} for the row alone. */
  public static final String FORM = "form";

  /** Values are change events. */
  public static final String ENVELOPE = "envelope";

  /** Values are rows. */
  public static final String ROW = "row";

  private GeneratedEvents events;
  private boolean isKey;
  private boolean isRow;

  @Override
  public void configure(Map<String, ?> configs, boolean ofKeys) {
    events = new GeneratedEvents(Long.parseLong(configs.get(ROWS).toString()));
    isKey = ofKeys;
    isRow = ROW.equals(configs.get(FORM));
  }

  /** The bytes of a record's key and value. */
  public static byte[] bytes(long offset) {
    return ByteBuffer.allocate(Long.BYTES).putLong(offset).array();
  }

  @Override
  public byte[] fromConnectData(String topic, Schema schema, Object value) {
    throw new DataException("this converter is for sinks");
  }

  @Override
  public SchemaAndValue toConnectData(String topic, byte[] value) {
    long offset = ByteBuffer.wrap(value).getLong();
    if (isKey) {
      return new SchemaAndValue(GeneratedEvents.KEY, events.key(offset));
    }
    return isRow
        ? new SchemaAndValue(GeneratedEvents.ROW, events.row(offset))
        : new SchemaAndValue(GeneratedEvents.ENVELOPE, events.envelope(offset));
  }
}
