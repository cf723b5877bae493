/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.convert;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** Makes bytes of values. Used by one thread at a time. */
public interface Encoder {

  /**
   * @param schema the value's own
   * @return the bytes, or null if the converter that Connect asks has to see to it
   */
  byte[] encode(String topic, Schema schema, Struct value);
}
