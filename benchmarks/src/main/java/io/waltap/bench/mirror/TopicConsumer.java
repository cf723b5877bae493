/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * The consumer that a worker has for a sink task: it polls, is paused, and goes back. For the
 * thread of the task.
 */
final class TopicConsumer implements SinkTaskContext {
  static final TopicPartition PARTITION = new TopicPartition(GeneratedEvents.TOPIC, 0);

  /** As many records as Kafka's consumer gives at once by default. */
  private static final int MOST_RECORDS = 500;

  private final Map<String, String> properties;
  private final GeneratedEvents events;
  private long next;
  private boolean paused;

  TopicConsumer(Map<String, String> properties, GeneratedEvents events) {
    this.properties = Map.copyOf(properties);
    this.events = events;
  }

  /**
   * The next records.
   *
   * @param end the offset behind the last record that the topic has now
   */
  List<SinkRecord> poll(long end) {
    if (paused || next >= end) {
      return List.of();
    }
    int count = (int) Math.min(MOST_RECORDS, end - next);
    List<SinkRecord> records = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      records.add(events.sinkRecord(next + i));
    }
    next += count;
    return Collections.unmodifiableList(records);
  }

  /** The offset of the record that comes next. */
  long next() {
    return next;
  }

  @Override
  public Map<String, String> configs() {
    return properties;
  }

  @Override
  public void offset(Map<TopicPartition, Long> offsets) {
    Long offset = offsets.get(PARTITION);
    if (offset != null) {
      next = offset;
    }
  }

  @Override
  public void offset(TopicPartition partition, long offset) {
    offset(Map.of(partition, offset));
  }

  @Override
  public void timeout(long timeoutMs) {}

  @Override
  public Set<TopicPartition> assignment() {
    return Set.of(PARTITION);
  }

  @Override
  public void pause(TopicPartition... partitions) {
    paused = true;
  }

  @Override
  public void resume(TopicPartition... partitions) {
    paused = false;
  }

  @Override
  public void requestCommit() {}

  @Override
  public PluginMetrics pluginMetrics() {
    throw new UnsupportedOperationException("the mirror has no metrics of this kind");
  }
}
