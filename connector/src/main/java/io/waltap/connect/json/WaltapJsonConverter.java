/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import io.waltap.connect.convert.EarlyConversion;
import io.waltap.connect.convert.EarlyConverter;
import io.waltap.connect.convert.EarlyStruct;
import io.waltap.connect.convert.Encoder;
import io.waltap.connect.convert.Version;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;

/**
 * Kafka's {@link JsonConverter}, faster if a record's key or value is a Struct. The bytes are the
 * same. They are written directly from the Struct, without a tree of nodes, by a plan that is made
 * once for each schema. The configuration is that of JsonConverter, without further options.
 *
 * <p>The superclass does everything else: it reads, and it writes what is not a Struct or has no
 * schema. It also converts each Struct that does not fit the plan. Examples are a null for a
 * required value, a struct of another schema, or a value of another class. The superclass then
 * either converts the Struct or throws the exception that users know from it. Nothing is lost,
 * because the first attempt does not change the Struct.
 *
 * <p>Connect uses an instance from one thread at a time. In a task of this plugin's connector, the
 * threads that read may have converted a value already; see {@link EarlyConversion}.
 */
public final class WaltapJsonConverter extends JsonConverter implements EarlyConverter {
  private JsonSettings settings;
  private Encoder encoder;

  @Override
  public String version() {
    return Version.VALUE;
  }

  // configure(configs, isKey) of the superclass calls this method
  @Override
  public void configure(Map<String, ?> configs) {
    super.configure(configs);
    // parsed by the definition of this worker's JsonConverter, and not logged a second time
    settings = JsonSettings.of(new AbstractConfig(config(), configs, false).values());
    encoder = newEncoder();
  }

  @Override
  public byte[] fromConnectData(String topic, Schema schema, Object value) {
    if (schema != null && value instanceof Struct struct) {
      byte[] json =
          struct instanceof EarlyStruct early
              ? early(topic, schema, early)
              : encoder.encode(topic, schema, struct);
      if (json != null) {
        return json;
      }
      // the superclass converts the value or says what is wrong
    }
    return super.fromConnectData(topic, schema, value);
  }

  private byte[] early(String topic, Schema schema, EarlyStruct value) {
    if (schema != value.schema()) {
      return encoder.encode(topic, schema, value);
    }
    byte[] known = value.bytes(this);
    if (known != null) {
      return known;
    }
    byte[] json = encoder.encode(topic, schema, value);
    if (json != null) {
      value.become(json, this);
    }
    return json;
  }

  @Override
  public boolean convertsEarly() {
    return true;
  }

  @Override
  public Encoder newEncoder() {
    // the method of the superclass is safe for several threads here: its cache is synchronized
    SchemaText schemaText =
        new SchemaText((schema, value) -> super.fromConnectData(null, schema, value));
    return new StructEncoder(
        new RecordPlans(new PlanCompiler(settings, schemaText), settings.cachedSchemas()));
  }
}
