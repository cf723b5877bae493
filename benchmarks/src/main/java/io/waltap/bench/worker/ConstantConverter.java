/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.worker;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.storage.Converter;

/**
 * A converter that costs nothing: every value becomes the same few bytes. What is measured is then
 * the connector alone.
 */
public final class ConstantConverter implements Converter {
  private static final byte[] CONSTANT = new byte[8];

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {}

  @Override
  public byte[] fromConnectData(String topic, Schema schema, Object value) {
    return value == null ? null : CONSTANT;
  }

  @Override
  public SchemaAndValue toConnectData(String topic, byte[] value) {
    return value == null
        ? SchemaAndValue.NULL
        : new SchemaAndValue(Schema.OPTIONAL_BYTES_SCHEMA, value);
  }
}
