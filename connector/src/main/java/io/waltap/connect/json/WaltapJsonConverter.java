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
 * Kafka's {@link JsonConverter}, faster where a record's key or value is a Struct: the bytes are
 * the same, but they are written straight from the Struct by a plan that is made once for each
 * schema, and no tree of nodes stands in between. The configuration is that of JsonConverter,
 * without options of its own.
 *
 * <p>Everything else is the superclass's: reading, and writing what is no Struct or has no schema.
 * It also converts each Struct that the plan cannot: if something does not fit (a null where the
 * schema wants a value, a struct of another schema, a value of another class), the same Struct is
 * converted once more by the superclass, which either knows what to do or throws the exception that
 * users know from it. Nothing is lost by the first attempt, as converting a Struct changes nothing.
 *
 * <p>An instance is used by one thread at a time, as Connect does. In a task of this plugin's
 * connector the threads that read may have converted a value already; see {@link EarlyConversion}.
 */
public final class WaltapJsonConverter extends JsonConverter implements EarlyConverter {
  private JsonSettings settings;
  private Encoder encoder;

  @Override
  public String version() {
    return Version.VALUE;
  }

  // configure(configs, isKey) of the superclass comes here too
  @Override
  public void configure(Map<String, ?> configs) {
    super.configure(configs);
    // read by the definition of the worker at hand, and not logged a second time
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
      // the superclass can do it or says what is wrong
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
    // what is called of the superclass here is safe for several threads: its cache is a
    // synchronized one
    SchemaText schemaText =
        new SchemaText((schema, value) -> super.fromConnectData(null, schema, value));
    return new StructEncoder(
        new RecordPlans(new PlanCompiler(settings, schemaText), settings.cachedSchemas()));
  }
}
