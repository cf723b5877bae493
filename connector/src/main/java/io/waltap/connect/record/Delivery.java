/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import org.apache.kafka.connect.source.SourceRecord;

/** Receives what happened to a record. Connect's threads call it. */
public interface Delivery {

  /**
   * Kafka has the record, or Connect dropped it on the way, because a transformation filtered it or
   * its error was tolerated.
   *
   * @param stored whether the record reached Kafka, so that its source offset will be stored too
   */
  void acknowledged(SourceRecord captured, boolean stored);
}
