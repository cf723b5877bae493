/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.landing;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * The offsets that the topic of a table has, and how far a sink is in it. Such a topic has one
 * partition.
 *
 * @param start the first offset that is not deleted
 * @param end the next offset that a record gets
 * @param committed what the sink has committed; -1 if nothing
 */
public record TopicRange(long start, long end, long committed) {
  /** A topic that does not exist yet. */
  public static final TopicRange NONE = new TopicRange(0, 0, -1);

  /**
   * The topics of tables that a broker has, by their names.
   *
   * @param dataTopics the names, as a regular expression
   * @param sink the name of the connector that reads them
   */
  public static Map<String, TopicRange> of(
      String bootstrapServers, String dataTopics, String sink) {
    Pattern pattern = Pattern.compile(dataTopics);
    try (Topics topics = new Topics(bootstrapServers)) {
      Set<String> names =
          topics.names().stream()
              .filter(name -> pattern.matcher(name).matches())
              .collect(Collectors.toSet());
      Set<TopicPartition> partitions = topics.partitions(names);
      Map<TopicPartition, Long> starts = topics.offsets(partitions, OffsetSpec.earliest());
      Map<TopicPartition, Long> ends = topics.offsets(partitions, OffsetSpec.latest());
      Map<TopicPartition, Long> committed = topics.committed(SinkProgress.taskGroup(sink));
      Map<String, TopicRange> ranges = new HashMap<>();
      for (String name : names) {
        TopicPartition first = new TopicPartition(name, 0);
        ranges.put(
            name,
            new TopicRange(starts.get(first), ends.get(first), committed.getOrDefault(first, -1L)));
      }
      return ranges;
    }
  }
}
