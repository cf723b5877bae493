/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import io.waltap.connect.Version;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;

/**
 * Kafka's {@link JsonConverter}, faster where a record's key or value is a Struct: the bytes are the same, but they are written straight
 * from the Struct by a plan that is made once for each schema, and no tree of nodes stands in between. The configuration is that of
 * JsonConverter, without options of its own.
 *
 * <p>Everything else is the superclass's: reading, and writing what is no Struct or has no schema. It also converts each Struct that the
 * plan cannot: if something does not fit (a null where the schema wants a value, a struct of another schema, a value of another
 * class), the same Struct is converted once more by the superclass, which either knows what to do or throws the exception that
 * users know from it. Nothing is lost by the first attempt, as converting a Struct changes nothing.
 *
 * <p>An instance is used by one thread at a time, as Connect does: buffer and plans are kept from record to record.
 */
public final class WaltapJsonConverter extends JsonConverter {
  private final JsonBuffer buffer = new JsonBuffer();
  private RecordPlans plans;

  @Override
  public String version() {
    return Version.VALUE;
  }

  // configure(configs, isKey) of the superclass comes here too
  @Override
  public void configure(Map<String, ?> configs) {
    super.configure(configs);
    // read by the definition of the worker at hand, and not logged a second time
    JsonSettings settings = JsonSettings.of(new AbstractConfig(config(), configs, false).values());
    SchemaText schemaText =
        new SchemaText((schema, value) -> super.fromConnectData(null, schema, value));
    plans = new RecordPlans(new PlanCompiler(settings, schemaText), settings.cachedSchemas());
  }

  @Override
  public byte[] fromConnectData(String topic, Schema schema, Object value) {
    if (schema != null && value instanceof Struct struct) {
      try {
        plans.of(schema).write(struct, buffer);
        return buffer.toByteArray();
      } catch (Unwritable | DataException | ClassCastException e) {
        // the superclass, below, can do it or says what is wrong
      } finally {
        buffer.clear();
      }
    }
    return super.fromConnectData(topic, schema, value);
  }
}
