/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.convert;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** Converts values to bytes. Used by one thread at a time. */
public interface Encoder {

  /**
   * @param schema the schema of the value
   * @return the bytes, or null if the converter that Connect asks has to convert the value
   */
  byte[] encode(String topic, Schema schema, Struct value);
}
