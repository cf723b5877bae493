/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.landing;

import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;

/** How far one sink is in the topics that it reads, seen from Kafka. Immutable. */
public abstract class SinkProgress {
  private final String sink;

  SinkProgress(String sink) {
    this.sink = sink;
  }

  /**
   * The progress of Apache Iceberg's sink, which writes the change log.
   *
   * @param sink the name of the connector
   * @param controlTopic of its configuration
   */
  public static SinkProgress changeLog(String sink, String controlTopic) {
    return new ChangeLogProgress(sink, controlTopic);
  }

  /**
   * The progress of the mirror sink.
   *
   * @param sink the name of the connector
   */
  public static SinkProgress mirror(String sink) {
    return new MirrorProgress(sink);
  }

  /** The name of the connector. */
  String sink() {
    return sink;
  }

  /** The consumer group of the sink's tasks. */
  final String taskGroup() {
    return taskGroup(sink);
  }

  static String taskGroup(String sink) {
    return "connect-" + sink;
  }

  /** Creates the topics of its own that the sink needs. */
  abstract void createTopics(Topics topics);

  /** The topics of its own, which have no rows. */
  abstract Set<String> ownTopics();

  /** The offsets up to which it has done with the records, so that it reads none of them again. */
  final Map<TopicPartition, Long> committed(Topics topics) {
    return topics.committed(taskGroup());
  }

  /** How many offsets before the committed one it needs all the same. */
  abstract long keeps();

  /**
   * A question to be asked again and again: whether everything before the ends is in a committed
   * snapshot of its table. It does not wait.
   *
   * @param ends of the topics of tables
   */
  abstract BooleanSupplier landed(Topics topics, Map<TopicPartition, Long> ends);
}
