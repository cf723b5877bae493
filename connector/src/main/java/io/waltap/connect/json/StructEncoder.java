/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import io.waltap.connect.convert.Encoder;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/**
 * Structs to bytes by their plans. Buffer and plans are kept from one to the next, so it is used by
 * one thread at a time.
 */
final class StructEncoder implements Encoder {
  private final JsonBuffer buffer = new JsonBuffer();
  private final RecordPlans plans;

  StructEncoder(RecordPlans plans) {
    this.plans = plans;
  }

  /**
   * The bytes, or null where something does not fit the plan (a null where the schema wants a
   * value, a struct of another schema, a value of another class), and Kafka's converter has to say
   * what becomes of it. Nothing is lost by the attempt, as it changes nothing.
   */
  @Override
  public byte[] encode(String topic, Schema schema, Struct value) {
    try {
      plans.of(schema).write(value, buffer);
      return buffer.toByteArray();
    } catch (UnwritableException | DataException | ClassCastException e) {
      return null;
    } finally {
      buffer.clear();
    }
  }
}
