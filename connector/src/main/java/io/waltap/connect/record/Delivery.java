/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

/** Who wants to know what became of a record. */
public interface Delivery {

  /**
   * Kafka has the record, or Connect dropped it on the way (a transformation filtered it).
   *
   * @param stored the record reached Kafka, so that its source offset will be stored too
   */
  void acknowledged(boolean stored);
}
