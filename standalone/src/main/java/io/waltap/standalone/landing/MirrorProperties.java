/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.landing;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the mirror sinks of {@code ./waltap demo} and {@code ./waltap run} have in common: one
 * Iceberg table for each source table, with the same rows.
 *
 * @param topicPrefix the source's topic.prefix
 * @param namespace the Iceberg namespace of the tables
 * @param commitInterval from one commit of a table to the next
 */
public record MirrorProperties(String topicPrefix, String namespace, Duration commitInterval) {
  public static final String COMMIT_INTERVAL = SinkProperties.COMMIT_INTERVAL;

  /** After so much silence the last transaction of a topic counts as complete. */
  public static final String IDLE = "mirror.transaction.idle.ms";

  /** The topics whose mirrors go on although their last record is not there any more. */
  public static final String ACCEPT_GAP = "mirror.accept.gap";

  /** The property of a mirror table that says how far it is; see MirrorState of the mirror. */
  public static final String STATE = "waltap.mirror.state";

  public Map<String, String> toMap() {
    Map<String, String> mirror = new LinkedHashMap<>();
    mirror.put("connector.class", "io.waltap.mirror.MirrorSinkConnector");
    mirror.put("tasks.max", "1");
    mirror.put("topics.regex", SinkProperties.dataTopics(topicPrefix));
    mirror.put("mirror.namespace", namespace);
    mirror.put("mirror.topic.prefix", topicPrefix);
    mirror.put(COMMIT_INTERVAL, Long.toString(commitInterval.toMillis()));
    mirror.put("consumer.override.auto.offset.reset", "earliest");
    mirror.put("consumer.override.isolation.level", "read_committed");
    // How soon the sink finds the topic of a new table; by default after five minutes.
    mirror.put("consumer.override.metadata.max.age.ms", "10000");
    // A new topic leaves the other ones alone. With the default, the mirrors of all tables would
    // drop what they have not committed, and read it again.
    mirror.put(
        "consumer.override.partition.assignment.strategy",
        "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
    return mirror;
  }

  /** What the source has to do for a mirror. */
  public static Map<String, String> ofSource() {
    return Map.of("mirror.signals.enabled", "true", "skipped.operations", "none");
  }

  /**
   * Shorter waits where broker, worker and sink are one process. After a kill the broker still
   * waits for the task that was killed, and the next one gets no partition before; by default that
   * takes 45 seconds.
   */
  public static Map<String, String> inOneProcess() {
    return Map.of(
        "consumer.override.session.timeout.ms", "10000",
        "consumer.override.heartbeat.interval.ms", "3000");
  }
}
