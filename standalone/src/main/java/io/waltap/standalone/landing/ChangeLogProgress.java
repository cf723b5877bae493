/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.landing;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * The progress of Apache Iceberg's sink.
 *
 * <p>The sink commits in two steps. A task closes its data files and announces them on the control
 * topic. In the same Kafka transaction it commits the offsets of their records in the group {@code
 * connect-<name>}. The coordinator then appends the files to the tables, and commits the offsets of
 * the announcements in the group {@code connect-<name>-coord}. Records are in a table for good when
 * both groups are past them.
 */
final class ChangeLogProgress extends SinkProgress {
  private static final String CONTROL_RETENTION_MS = Long.toString(Duration.ofDays(90).toMillis());

  private final String controlTopic;

  ChangeLogProgress(String sink, String controlTopic) {
    super(sink);
    this.controlTopic = controlTopic;
  }

  /**
   * The control topic has one partition, so that announcements have one order. Its records are kept
   * for long, since the coordinator's offsets point into it.
   */
  @Override
  void createTopics(Topics topics) {
    topics.createIfMissing(
        new NewTopic(controlTopic, Optional.of(1), Optional.of((short) 1))
            .configs(Map.of("retention.ms", CONTROL_RETENTION_MS)));
  }

  @Override
  Set<String> ownTopics() {
    return Set.of(controlTopic);
  }

  @Override
  long keeps() {
    return 0;
  }

  @Override
  BooleanSupplier landed(Topics topics, Map<TopicPartition, Long> ends) {
    return new Question(topics, Map.copyOf(ends));
  }

  /** Whether the coordinator is past all ends. */
  static boolean pastAll(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> committed) {
    return ends.entrySet().stream()
        .allMatch(
            end ->
                end.getValue() == 0 || committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  /** First whether the files are written, and then whether the coordinator has appended them. */
  private final class Question implements BooleanSupplier {
    private final Topics topics;
    private final Map<TopicPartition, Long> ends;
    private Map<TopicPartition, Long> announced; // null until all files are written

    Question(Topics topics, Map<TopicPartition, Long> ends) {
      this.topics = topics;
      this.ends = ends;
    }

    @Override
    public boolean getAsBoolean() {
      if (announced == null) {
        // The sink never commits a tombstone, which the transforms drop.
        if (!topics.passed(ends, committed(topics), change -> change.value() != null)) {
          return false;
        }
        // All announcements are before these ends. Every round of the coordinator adds to the topic
        // and commits after its additions. So its next round passes the ends, even with nothing to
        // append.
        Set<TopicPartition> control = topics.partitions(Set.of(controlTopic));
        announced = Map.copyOf(topics.offsets(control, OffsetSpec.latest()));
      }
      return pastAll(announced, topics.committed(taskGroup() + "-coord"));
    }
  }
}
