/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * The topics of the connectors, each with one partition. Their end offsets tell how many records a
 * connector has written.
 */
final class BenchTopics implements AutoCloseable {
  private final Admin admin;

  BenchTopics(String bootstrapServers) {
    this.admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrapServers));
  }

  /** The names that connectors give to the topics of these tables. */
  static List<String> names(String prefix, List<String> tables) {
    return tables.stream().map(table -> prefix + ".public." + table).toList();
  }

  /** Creates the topics beforehand, so that no measurement includes their creation. */
  void create(Collection<String> topics) throws InterruptedException {
    List<NewTopic> wanted =
        topics.stream().map(topic -> new NewTopic(topic, 1, (short) 1)).toList();
    try {
      admin.createTopics(wanted).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot create topics", e);
    }
  }

  /** Counts the records in these topics: the sum of their end offsets. */
  long records(Collection<String> topics) throws InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    topics.forEach(topic -> wanted.put(new TopicPartition(topic, 0), OffsetSpec.latest()));
    try {
      long sum = 0;
      for (ListOffsetsResultInfo end : admin.listOffsets(wanted).all().get().values()) {
        sum += end.offset();
      }
      return sum;
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot read the end offsets of topics", e);
    }
  }

  /**
   * Deletes all topics whose names contain the prefix. Names of heartbeat topics have it in the
   * middle.
   */
  void delete(String prefix) throws InterruptedException {
    try {
      List<String> ours =
          admin.listTopics().names().get().stream()
              .filter(topic -> topic.contains(prefix))
              .toList();
      if (!ours.isEmpty()) {
        admin.deleteTopics(ours).all().get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot delete the topics of " + prefix, e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
