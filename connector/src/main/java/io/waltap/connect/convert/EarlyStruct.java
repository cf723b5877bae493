/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.convert;

import io.waltap.connect.struct.StructValues;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * A record's value that may already be converted to bytes; see {@code EarlyConversion}. It belongs
 * to the thread that has its record.
 */
public final class EarlyStruct extends Struct {
  private final Demand demand;
  private EarlyConverter converter;
  private byte[] bytes;

  EarlyStruct(Schema schema, Demand demand) {
    super(schema);
    this.demand = demand;
  }

  /** Learns which converter asks for values that were not converted early. */
  interface Demand {
    void wantedBy(EarlyConverter asking);
  }

  /** The bytes that this converter would make, or null if the converter has to make them itself. */
  public byte[] bytes(EarlyConverter asking) {
    if (bytes != null && converter == asking) {
      return bytes;
    }
    demand.wantedBy(asking);
    return null;
  }

  /**
   * Replaces the values by these bytes. Connect keeps a record until Kafka has acknowledged it,
   * which may be a hundred thousand records later. If Connect has to send the record again, it
   * converts the value again. Its producer has the bytes in any case. So all the objects from which
   * the bytes were made need not be kept. For any other converter, the required values would be
   * missing.
   */
  public void become(byte[] made, EarlyConverter by) {
    bytes = made;
    converter = by;
    StructValues.clear(this);
  }

  /**
   * @return how many bytes were added by this call
   */
  int convert(EarlyConverter to, String topic, Encoder encoder) {
    if (bytes != null) {
      return 0;
    }
    byte[] made;
    try {
      made = encoder.encode(topic, schema(), this);
    } catch (RuntimeException e) {
      return 0; // Connect's thread converts it again and handles the error
    }
    if (made == null) {
      return 0;
    }
    become(made, to);
    return made.length;
  }

  /** For the log of Connect's errors: the values may be gone. */
  @Override
  public String toString() {
    return bytes == null ? super.toString() : "Struct converted to " + bytes.length + " bytes";
  }
}
