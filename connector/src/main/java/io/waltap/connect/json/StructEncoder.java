/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import io.waltap.connect.convert.Encoder;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/**
 * Converts Structs to bytes by their plans. It keeps its buffer and its plans from one Struct to
 * the next, so one thread uses it at a time.
 */
final class StructEncoder implements Encoder {
  private final JsonBuffer buffer = new JsonBuffer();
  private final RecordPlans plans;

  StructEncoder(RecordPlans plans) {
    this.plans = plans;
  }

  /**
   * The bytes, or null if something does not fit the plan. Examples are a null for a required
   * value, a struct of another schema, or a value of another class. Kafka's converter then decides
   * what happens. Nothing is lost, because this attempt changes nothing.
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
