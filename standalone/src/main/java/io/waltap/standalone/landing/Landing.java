/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.landing;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/**
 * How far an Iceberg sink is in the topics that it reads, seen from Kafka.
 *
 * <p>The sink commits in two steps. A task closes its data files and announces them on the control
 * topic. In the same Kafka transaction it commits the offsets of their records in the group {@code
 * connect-<name>}. The coordinator then appends the files to the tables, and commits the offsets of
 * the announcements in the group {@code connect-<name>-coord}. Records are in a table for good when
 * both groups are past them.
 */
public final class Landing implements AutoCloseable {
  private static final String CONTROL_RETENTION_MS = Long.toString(Duration.ofDays(90).toMillis());

  private final Topics topics;
  private final Pattern dataTopics;
  private final String controlTopic;
  private final String taskGroup;
  private final String coordinatorGroup;

  /** For one sink; the names of topics and groups follow from its configuration. */
  public Landing(String bootstrapServers, String sink, String dataTopics, String controlTopic) {
    this.topics = new Topics(bootstrapServers);
    this.dataTopics = Pattern.compile(dataTopics);
    this.controlTopic = controlTopic;
    this.taskGroup = "connect-" + sink;
    this.coordinatorGroup = taskGroup + "-coord";
  }

  /** Whether a broker has a topic. */
  public static boolean exists(String bootstrapServers, String topic) {
    try (Topics topics = new Topics(bootstrapServers)) {
      return topics.names().contains(topic);
    }
  }

  /**
   * Numbers of offsets, not of records: markers of transactions count too.
   *
   * @param produced written to the topics of tables so far
   * @param remaining of these, what the sink has not yet written to files
   */
  public record Backlog(long produced, long remaining) {}

  /**
   * Creates the control topic if it is missing. It has one partition, so that announcements have
   * one order. Its records are kept for long, since the coordinator's offsets point into it.
   */
  public void createControlTopic() {
    NewTopic topic =
        new NewTopic(controlTopic, Optional.of(1), Optional.of((short) 1))
            .configs(Map.of("retention.ms", CONTROL_RETENTION_MS));
    topics.createIfMissing(topic);
  }

  /** Where the control topic ends; 0 if there is none. */
  public static long end(String bootstrapServers, String topic) {
    try (Topics topics = new Topics(bootstrapServers)) {
      return topics.names().contains(topic)
          ? topics.offsets(topics.partitions(Set.of(topic)), OffsetSpec.latest()).values().stream()
              .mapToLong(Long::longValue)
              .sum()
          : 0;
    }
  }

  /** The topics of tables that exist now. */
  public Set<String> topics() {
    return topics.names().stream()
        .filter(name -> dataTopics.matcher(name).matches())
        .collect(Collectors.toSet());
  }

  /**
   * Topics with other names than those that the sink reads, so that nothing of them lands: a
   * routing transform of the source, another delimiter, or another list of the sink's topics.
   *
   * @param known topics that nobody wants to land
   */
  public Set<String> unread(Set<String> known) {
    return topics.names().stream()
        .filter(name -> !name.startsWith("__") && !known.contains(name))
        .filter(name -> !name.equals(controlTopic) && !dataTopics.matcher(name).matches())
        .collect(Collectors.toSet());
  }

  public Backlog backlog() {
    Map<TopicPartition, Long> ends = dataEnds();
    Map<TopicPartition, Long> committed = topics.committed(taskGroup);
    long produced = 0;
    long remaining = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      produced += end.getValue();
      remaining += Math.max(0, end.getValue() - committed.getOrDefault(end.getKey(), 0L));
    }
    return new Backlog(produced, remaining);
  }

  /** The ends of the topics at one moment, and what has to happen until all before them landed. */
  public static final class Mark {
    private final Map<TopicPartition, Long> ends;
    private Map<TopicPartition, Long> announced;

    private Mark(Map<TopicPartition, Long> ends) {
      this.ends = Map.copyOf(ends);
    }

    /** Whether the topics had the same ends at another moment. */
    public boolean sameEnds(Mark other) {
      return ends.equals(other.ends);
    }
  }

  /** Marks what is in the topics now. */
  public Mark mark() {
    return new Mark(dataEnds());
  }

  /** Whether everything before the mark is in a committed snapshot of its table. Does not wait. */
  public boolean landed(Mark mark) {
    if (mark.announced == null) {
      if (!written(mark.ends)) {
        return false;
      }
      // All announcements are before these ends. Every round of the coordinator adds to the topic
      // and commits after its additions. So its next round passes the ends, even with nothing to
      // append.
      mark.announced = Map.copyOf(ends(Set.of(controlTopic)));
    }
    return pastAll(mark.announced, topics.committed(coordinatorGroup));
  }

  private boolean written(Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> open = new HashMap<>(ends);
    Map<TopicPartition, Long> committed = topics.committed(taskGroup);
    open.entrySet().removeIf(end -> committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
    // The last offset of a topic often belongs to the marker of a transaction, or to a tombstone,
    // which the transforms drop. The sink never commits these, so the records have to tell.
    return open.isEmpty() || !topics.anyValue(open, committed);
  }

  /**
   * Waits until everything that is in the topics now is in a committed snapshot of its table.
   *
   * @return false if the patience ended before, or the caller gave up
   */
  public boolean awaitCommitted(Duration patience, BooleanSupplier givenUp) {
    return awaitLanded(mark(), patience, givenUp);
  }

  /**
   * Waits until everything before the mark is in a committed snapshot of its table.
   *
   * @return false if the patience ended before
   */
  public boolean awaitLanded(Mark mark, Duration patience) {
    return awaitLanded(mark, patience, () -> false);
  }

  private boolean awaitLanded(Mark mark, Duration patience, BooleanSupplier givenUp) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!landed(mark)) {
      if (givenUp.getAsBoolean() || !pauseUntil(deadline)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Deletes records that are written to files and older than the given age. Nothing else deletes:
   * with a retention by time, records would be lost that wait for a catalog that is down.
   */
  public void trim(Duration keep) {
    Set<TopicPartition> partitions = topics.partitions(topics());
    Map<TopicPartition, Long> committed = topics.committed(taskGroup);
    Map<TopicPartition, Long> young =
        topics.offsets(
            partitions, OffsetSpec.forTimestamp(Instant.now().minus(keep).toEpochMilli()));
    Map<TopicPartition, Long> first = topics.offsets(partitions, OffsetSpec.earliest());
    Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
    committed.forEach(
        (partition, offset) -> {
          Long start = first.get(partition);
          Long firstYoung = young.getOrDefault(partition, -1L);
          long until = firstYoung < 0 ? offset : Math.min(offset, firstYoung);
          if (start != null && until > start) {
            deletions.put(partition, RecordsToDelete.beforeOffset(until));
          }
        });
    if (!deletions.isEmpty()) {
      topics.delete(deletions);
    }
  }

  @Override
  public void close() {
    topics.close();
  }

  /** Whether the coordinator is past all ends. */
  static boolean pastAll(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> committed) {
    return ends.entrySet().stream()
        .allMatch(
            end ->
                end.getValue() == 0 || committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  private Map<TopicPartition, Long> dataEnds() {
    return ends(topics());
  }

  private Map<TopicPartition, Long> ends(Set<String> names) {
    return topics.offsets(topics.partitions(names), OffsetSpec.latest());
  }

  private static boolean pauseUntil(long deadline) {
    if (System.nanoTime() > deadline) {
      return false;
    }
    try {
      Thread.sleep(200);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for rows to land", e);
    }
  }
}
