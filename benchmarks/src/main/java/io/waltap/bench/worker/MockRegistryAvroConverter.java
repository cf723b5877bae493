/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.worker;

import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.Converter;

/**
 * Confluent's AvroConverter with Confluent's mock of a registry client. The mock gives out IDs
 * itself, so no registry needs to run. Unlike the serializer, the converter supports {@code
 * mock://} addresses only in later versions.
 *
 * <p>This class is loaded from the plugin directory of the converter, so it cannot name the
 * converter's classes.
 */
public final class MockRegistryAvroConverter implements Converter {
  /**
   * The property, after {@code key.converter.} or {@code value.converter.}: the class of
   * Confluent's converter.
   */
  public static final String CONVERTER = "avro.converter";

  /** The name of that class in its packages, after whatever prefix they have. */
  private static final String SUFFIX = "connect.avro.AvroConverter";

  private static final String CLIENTS = "kafka.schemaregistry.client.";

  private Converter converter;

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    converter = withMockRegistry(configs.get(CONVERTER).toString());
    converter.configure(configs, isKey);
  }

  @Override
  public byte[] fromConnectData(String topic, Schema schema, Object value) {
    return converter.fromConnectData(topic, schema, value);
  }

  @Override
  public byte[] fromConnectData(String topic, Headers headers, Schema schema, Object value) {
    return converter.fromConnectData(topic, headers, schema, value);
  }

  @Override
  public SchemaAndValue toConnectData(String topic, byte[] value) {
    return converter.toConnectData(topic, value);
  }

  /**
   * Each converter has its own client, as with a registry, so that tasks do not wait for each
   * other.
   */
  private static Converter withMockRegistry(String name) {
    String packages = name.substring(0, name.length() - SUFFIX.length());
    ClassLoader loader = MockRegistryAvroConverter.class.getClassLoader();
    try {
      Class<?> client = loader.loadClass(packages + CLIENTS + "SchemaRegistryClient");
      Object mock =
          loader
              .loadClass(packages + CLIENTS + "MockSchemaRegistryClient")
              .getConstructor()
              .newInstance();
      return loader
          .loadClass(name)
          .asSubclass(Converter.class)
          .getConstructor(client)
          .newInstance(mock);
    } catch (ReflectiveOperationException e) {
      throw new ConnectException("cannot create " + name + " with a mock of its registry", e);
    }
  }
}
