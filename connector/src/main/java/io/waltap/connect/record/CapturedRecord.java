/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;

/** A source record that reports to its {@link Delivery} when Kafka has acknowledged it. */
public final class CapturedRecord extends SourceRecord {
  // set by the thread that builds the record, before it is handed over through the queue
  private Delivery delivery;
  private boolean beginsTopic;
  private boolean endsParts;
  private boolean acknowledged;

  CapturedRecord(
      Map<String, ?> sourcePartition,
      Map<String, ?> sourceOffset,
      String topic,
      Integer partition,
      Schema keySchema,
      Object key,
      Schema valueSchema,
      Object value,
      ConnectHeaders headers) {
    super(
        sourcePartition,
        sourceOffset,
        topic,
        partition,
        keySchema,
        key,
        valueSchema,
        value,
        null,
        headers);
  }

  public void deliverTo(Delivery tracker) {
    this.delivery = tracker;
  }

  /**
   * Passes on what Connect said first; see {@link Delivery#acknowledged}. When Connect sends the
   * rest of a batch again, it may tell twice that it has dropped a record.
   */
  public void acknowledged(boolean stored) {
    if (!acknowledged) {
      acknowledged = true;
      delivery.acknowledged(this, stored);
    }
  }

  /** Marks the record as the task's first of its topic, which Connect may have to create. */
  CapturedRecord beginningTopic(boolean begins) {
    beginsTopic = begins;
    return this;
  }

  /** Whether the record is the task's first of its topic. */
  boolean beginsTopic() {
    return beginsTopic;
  }

  /** Marks the record as the last of a change that has several. */
  CapturedRecord endingParts() {
    endsParts = true;
    return this;
  }

  /** Whether the record is the last of a change that has several. */
  boolean endsParts() {
    return endsParts;
  }

  // by identity, because each record is one event; SourceRecord's own methods compare whole values
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
