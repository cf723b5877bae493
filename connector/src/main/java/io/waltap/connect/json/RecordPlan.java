/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.connect.data.Struct;

/**
 * How the Structs of one schema become the bytes of records.
 *
 * @param opening everything before the payload
 * @param closing everything after the payload
 */
record RecordPlan(byte[] opening, JsonWriter payload, byte[] closing) {

  /** The plan for schemas that Kafka's converter has to write. */
  static final RecordPlan NONE =
      bare(
          (value, out) -> {
            throw new UnwritableException("a schema without a plan");
          });

  private static final byte[] SCHEMA = "{\"schema\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PAYLOAD = ",\"payload\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "}".getBytes(StandardCharsets.US_ASCII);

  /** The record consists of its payload. */
  static RecordPlan bare(JsonWriter payload) {
    return new RecordPlan(new byte[0], payload, new byte[0]);
  }

  /**
   * The record consists of schema and payload.
   *
   * @param schema the schema as JSON
   */
  static RecordPlan enveloped(byte[] schema, JsonWriter payload) {
    JsonBuffer opening = new JsonBuffer();
    opening.raw(SCHEMA);
    opening.raw(schema);
    opening.raw(PAYLOAD);
    return new RecordPlan(opening.toByteArray(), payload, END);
  }

  void write(Struct value, JsonBuffer out) {
    out.raw(opening);
    payload.write(value, out);
    out.raw(closing);
  }
}
