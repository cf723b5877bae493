/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.convert;

import io.waltap.connect.struct.StructValues;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * A record's value that may have its bytes already; see {@link EarlyConversion}. It goes from
 * thread to thread with its record.
 */
public final class EarlyStruct extends Struct {
  private final EarlyConversion conversion;
  private EarlyConverter converter;
  private byte[] bytes;

  EarlyStruct(Schema schema, EarlyConversion conversion) {
    super(schema);
    this.conversion = conversion;
  }

  /** The bytes that this converter would make, or null if it has to. */
  public byte[] bytes(EarlyConverter asking) {
    if (bytes != null && converter == asking) {
      return bytes;
    }
    conversion.wantedBy(asking);
    return null;
  }

  /**
   * From here on these bytes are the value. Connect holds on to a record until Kafka has
   * acknowledged it, which may be a hundred thousand records later, and converts it once more if it
   * has to send it again: the bytes it has in its producer anyway, all the objects that they were
   * made of need not be kept for that. Any other converter would find that the required ones are
   * missing.
   */
  public void become(byte[] made, EarlyConverter by) {
    bytes = made;
    converter = by;
    StructValues.clear(this);
  }

  /**
   * @return how many bytes it has now and had not before
   */
  int convert(EarlyConverter to, String topic, Encoder encoder) {
    if (bytes != null) {
      return 0;
    }
    byte[] made;
    try {
      made = encoder.encode(topic, schema(), this);
    } catch (RuntimeException e) {
      return 0; // it will be thrown again where Connect knows what to do with it
    }
    if (made == null) {
      return 0;
    }
    become(made, to);
    return made.length;
  }

  /** For Connect's log of errors. */
  @Override
  public String toString() {
    return bytes == null ? super.toString() : "Struct converted to " + bytes.length + " bytes";
  }
}
