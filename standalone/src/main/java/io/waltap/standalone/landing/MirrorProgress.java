/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.landing;

import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * The progress of the mirror sink. It commits an offset in the group {@code connect-<name>} only
 * when all records before it are in the table, or change nothing there.
 *
 * <p>It reads the last record that it has applied again at each start, to know its topic by that.
 * So records shortly before the committed offset have to stay. Behind the last change there may be
 * others that change nothing, and markers of Kafka's transactions.
 */
final class MirrorProgress extends SinkProgress {
  private static final long KEEPS = 1000;

  MirrorProgress(String sink) {
    super(sink);
  }

  @Override
  void createTopics(Topics topics) {
    // it has none
  }

  @Override
  Set<String> ownTopics() {
    return Set.of();
  }

  @Override
  long keeps() {
    return KEEPS;
  }

  @Override
  BooleanSupplier landed(Topics topics, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> wanted = Map.copyOf(ends);
    // it reads every record, also those without a value
    return () -> topics.passed(wanted, committed(topics), change -> true);
  }
}
