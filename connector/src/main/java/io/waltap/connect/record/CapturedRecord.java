/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A source record that reports to its {@link Delivery} when Kafka has acknowledged it. There is one
 * for each event, so it has no field but this: a flag would make it 8 bytes larger.
 */
public class CapturedRecord extends SourceRecord {
  // set by the thread that builds the record, before it is handed over through the queue; null
  // again when Connect has told
  private Delivery delivery;

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

  /** A record that is the last of a change that has several. */
  static CapturedRecord endingParts(
      Map<String, ?> sourcePartition,
      Map<String, ?> sourceOffset,
      String topic,
      Schema keySchema,
      Object key,
      ConnectHeaders headers) {
    return new Marked(sourcePartition, sourceOffset, topic, keySchema, key, headers);
  }

  public final void deliverTo(Delivery tracker) {
    this.delivery = tracker;
  }

  /**
   * Passes on what Connect said first; see {@link Delivery#acknowledged}. When Connect sends the
   * rest of a batch again, it may tell twice that it has dropped a record.
   */
  public final void acknowledged(boolean stored) {
    Delivery told = delivery;
    if (told != null) {
      delivery = null;
      told.acknowledged(this, stored);
    }
  }

  /** The same record, marked as the task's first of its topic, which Connect may have to create. */
  final CapturedRecord beginningTopic(boolean begins) {
    return begins == beginsTopic() ? this : new Marked(this, begins, endsParts());
  }

  /** Whether the record is the task's first of its topic. */
  boolean beginsTopic() {
    return false;
  }

  /** The same record, marked as the last of a change that has several. */
  final CapturedRecord endingParts() {
    return endsParts() ? this : new Marked(this, beginsTopic(), true);
  }

  /** Whether the record is the last of a change that has several. */
  boolean endsParts() {
    return false;
  }

  // by identity, because each record is one event; SourceRecord's own methods compare whole values
  @Override
  public final boolean equals(Object other) {
    return this == other;
  }

  @Override
  public final int hashCode() {
    return System.identityHashCode(this);
  }

  /** One of the few records that are marked. */
  private static final class Marked extends CapturedRecord {
    private final boolean beginsTopic;
    private final boolean endsParts;

    Marked(CapturedRecord plain, boolean beginsTopic, boolean endsParts) {
      super(
          plain.sourcePartition(),
          plain.sourceOffset(),
          plain.topic(),
          plain.kafkaPartition(),
          plain.keySchema(),
          plain.key(),
          plain.valueSchema(),
          plain.value(),
          (ConnectHeaders) plain.headers());
      this.beginsTopic = beginsTopic;
      this.endsParts = endsParts;
    }

    /** A record without a value, which is the last of its change. */
    Marked(
        Map<String, ?> sourcePartition,
        Map<String, ?> sourceOffset,
        String topic,
        Schema keySchema,
        Object key,
        ConnectHeaders headers) {
      super(sourcePartition, sourceOffset, topic, null, keySchema, key, null, null, headers);
      this.beginsTopic = false;
      this.endsParts = true;
    }

    @Override
    boolean beginsTopic() {
      return beginsTopic;
    }

    @Override
    boolean endsParts() {
      return endsParts;
    }
  }
}
