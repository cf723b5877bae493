/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.landing;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/**
 * How far Iceberg sinks are in the topics of tables, seen from Kafka. All sinks read the same
 * topics, and what the slowest of them has not landed has not landed; see {@link SinkProgress}.
 */
public final class Landing implements AutoCloseable {
  private final Topics topics;
  private final Pattern dataTopics;
  private final List<SinkProgress> sinks;

  /**
   * @param dataTopics the names of the topics that the sinks read, as a regular expression
   */
  public Landing(String bootstrapServers, String dataTopics, List<SinkProgress> sinks) {
    this.topics = new Topics(bootstrapServers);
    this.dataTopics = Pattern.compile(dataTopics);
    this.sinks = List.copyOf(sinks);
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
   * @param remaining of these, what the slowest sink has not yet written
   */
  public record Backlog(long produced, long remaining) {}

  /** Creates the topics that the sinks need for themselves, if they are missing. */
  public void createTopics() {
    sinks.forEach(sink -> sink.createTopics(topics));
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
   * Topics with other names than those that the sinks read, so that nothing of them lands: a
   * routing transform of the source, another delimiter, or another list of the sink's topics.
   *
   * @param known topics that nobody wants to land
   */
  public Set<String> unread(Set<String> known) {
    return topics.names().stream()
        .filter(name -> !name.startsWith("__") && !known.contains(name))
        .filter(name -> sinks.stream().noneMatch(sink -> sink.ownTopics().contains(name)))
        .filter(name -> !dataTopics.matcher(name).matches())
        .collect(Collectors.toSet());
  }

  public Backlog backlog() {
    Map<TopicPartition, Long> ends = dataEnds();
    Map<TopicPartition, Long> committed =
        slowest(sinks.stream().map(sink -> sink.committed(topics)).toList());
    long produced = 0;
    long remaining = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      produced += end.getValue();
      remaining += Math.max(0, end.getValue() - committed.getOrDefault(end.getKey(), 0L));
    }
    return new Backlog(produced, remaining);
  }

  /** The ends of the topics at one moment, and the sinks that have not landed all before them. */
  public static final class Mark {
    private final Map<TopicPartition, Long> ends;
    private final Map<String, BooleanSupplier> open;

    private Mark(Map<TopicPartition, Long> ends, Map<String, BooleanSupplier> open) {
      this.ends = Map.copyOf(ends);
      this.open = open;
    }

    /** Whether the topics had the same ends at another moment. */
    public boolean sameEnds(Mark other) {
      return ends.equals(other.ends);
    }

    /** The sinks for which {@link Landing#landed} had to wait when it was asked last. */
    public List<String> open() {
      return List.copyOf(open.keySet());
    }
  }

  /** Marks what is in the topics now. */
  public Mark mark() {
    Map<TopicPartition, Long> ends = dataEnds();
    Map<String, BooleanSupplier> open = new LinkedHashMap<>();
    sinks.forEach(sink -> open.put(sink.sink(), sink.landed(topics, ends)));
    return new Mark(ends, open);
  }

  /**
   * Whether everything before the mark is in a committed snapshot of its table, in all sinks. Does
   * not wait.
   */
  public boolean landed(Mark mark) {
    mark.open.values().removeIf(BooleanSupplier::getAsBoolean);
    return mark.open.isEmpty();
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
   * Deletes records that no sink needs any more and that are older than the given age. Nothing else
   * deletes: with a retention by time, records would be lost that wait for a catalog that is down.
   *
   * @param needed the offsets of some topics from which on no record may be deleted
   */
  public void trim(Duration keep, Map<String, Long> needed) {
    Set<TopicPartition> partitions = topics.partitions(topics());
    Map<TopicPartition, Long> young =
        topics.offsets(
            partitions, OffsetSpec.forTimestamp(Instant.now().minus(keep).toEpochMilli()));
    Map<TopicPartition, Long> first = topics.offsets(partitions, OffsetSpec.earliest());
    Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
    slowest(sinks.stream().map(this::unneeded).toList())
        .forEach(
            (partition, offset) -> {
              Long start = first.get(partition);
              long keptFrom = needed.getOrDefault(partition.topic(), Long.MAX_VALUE);
              long until = deletable(offset, young.getOrDefault(partition, -1L), keptFrom);
              if (start != null && until > start) {
                deletions.put(partition, RecordsToDelete.beforeOffset(until));
              }
            });
    if (!deletions.isEmpty()) {
      topics.delete(deletions);
    }
  }

  /**
   * Where a deletion ends.
   *
   * @param unneeded the offset before which no sink needs a record
   * @param firstYoung the first record that is too young; -1 if none is
   * @param needed the offset from which on all records have to stay
   */
  static long deletable(long unneeded, long firstYoung, long needed) {
    long old = firstYoung < 0 ? unneeded : Math.min(unneeded, firstYoung);
    return Math.min(old, needed);
  }

  private Map<TopicPartition, Long> unneeded(SinkProgress sink) {
    Map<TopicPartition, Long> unneeded = new HashMap<>(sink.committed(topics));
    unneeded.replaceAll((partition, offset) -> offset - sink.keeps());
    return unneeded;
  }

  @Override
  public void close() {
    topics.close();
  }

  /** The smallest offset of each partition; only of those for which every sink has one. */
  static Map<TopicPartition, Long> slowest(List<Map<TopicPartition, Long>> sinks) {
    Map<TopicPartition, Long> slowest = new HashMap<>(sinks.get(0));
    for (Map<TopicPartition, Long> sink : sinks) {
      slowest.keySet().retainAll(sink.keySet());
      slowest.replaceAll((partition, offset) -> Math.min(offset, sink.get(partition)));
    }
    return slowest;
  }

  private Map<TopicPartition, Long> dataEnds() {
    return topics.offsets(topics.partitions(topics()), OffsetSpec.latest());
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
