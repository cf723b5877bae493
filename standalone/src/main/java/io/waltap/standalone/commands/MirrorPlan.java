/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.standalone.lake.MirrorTable;
import io.waltap.standalone.landing.TopicRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What has to happen at a start so that no mirror table lacks a change, and none has one twice.
 * Pure.
 *
 * <p>A mirror knows its topic by the last record that it has applied. The topics of a broker that
 * was made again have other records, although nothing is missing in them: the source goes on from
 * positions before which everything is in the tables, and what it sends again is dropped by its
 * position. So the mirrors that are older than the broker are told to go on at the start of their
 * topics. A table without a mirror may have rows that no topic has, so the source reads it again.
 *
 * @param mirrors the mirror tables with at least one commit, by their topics
 * @param earlier the commits that the tables had when the mirror was used on this broker for the
 *     first time, by topic; empty if this is the first time
 * @param topics of the broker
 * @param begin the positions that the source goes on from
 * @param fresh whether these positions are the catalog's, because the broker has none
 * @param readsRows whether the source reads the rows of a table that is to be read
 */
record MirrorPlan(
    Map<String, MirrorTable> mirrors,
    Optional<Map<String, String>> earlier,
    Map<String, TopicRange> topics,
    StoredPositions begin,
    boolean fresh,
    boolean readsRows) {
  MirrorPlan {
    Map<String, MirrorTable> committed = new HashMap<>(mirrors);
    committed.values().removeIf(mirror -> mirror.commit().isEmpty());
    mirrors = Map.copyOf(committed);
    earlier = earlier.map(Map::copyOf);
    topics = Map.copyOf(topics);
  }

  /**
   * Why a start would leave a mirror table wrong; empty if it would not.
   *
   * @param names the topics of tables
   */
  Optional<String> refusal(TableTopics names, String topicPrefix) {
    List<String> lacking = new ArrayList<>();
    if (earlier.isEmpty() && !(fresh && begin.mirrored())) {
      mirrors.values().forEach(mirror -> lacking.add(mirror.name()));
    } else {
      mirrors.forEach(
          (topic, mirror) -> {
            if (firstNeeded(topic, mirror) < range(topic).start()) {
              lacking.add(mirror.name());
            }
          });
      withoutPosition(names).stream()
          .filter(topic -> tableOf(topic, names, topicPrefix).isEmpty())
          .forEach(topic -> lacking.add(mirrors.get(topic).name()));
    }
    return lacking.isEmpty() ? Optional.empty() : Optional.of(lack(lacking));
  }

  private static String lack(Collection<String> names) {
    return "these mirror tables may lack changes that are neither in the data directory nor sent"
        + " again: "
        + Names.some(names)
        + ". That is so if the mirror was off for a while ("
        + LakeVariables.LANDING
        + "=changelog), or if the positions in the catalog were lost. Drop these tables; the next"
        + " start reads their source tables again. Or set "
        + LakeVariables.LANDING
        + "=changelog. Nothing was changed";
  }

  /** The first offset whose record is not in the table yet. */
  private long firstNeeded(String topic, MirrorTable mirror) {
    // if the broker was made after the last commit, the group knows what had nothing new
    return isEarlier(topic, mirror) ? Math.max(0, range(topic).committed()) : mirror.next();
  }

  /** Whether the last commit of a mirror is older than its topic. */
  private boolean isEarlier(String topic, MirrorTable mirror) {
    return earlier.isEmpty() || mirror.commit().equals(earlier.get().get(topic));
  }

  private TopicRange range(String topic) {
    return topics.getOrDefault(topic, TopicRange.NONE);
  }

  /** The positions that the source has to go on from. */
  StoredPositions positions(TableTopics names, String topicPrefix, String slot) {
    if (begin.isEmpty()) {
      return begin;
    }
    Set<String> again = readAgain(names);
    Set<String> unread = new TreeSet<>();
    withoutPosition(names)
        .forEach(topic -> tableOf(topic, names, topicPrefix).ifPresent(unread::add));
    StoredPositions positions = again.isEmpty() ? begin : begin.readAgain(again);
    return unread.isEmpty()
        ? positions
        : positions.withUnread(topicPrefix, unread, begin.slots().getOrDefault(slot, 0L));
  }

  /** The tables that the source has to read again, because no mirror and no topic has all rows. */
  Set<String> readAgain(TableTopics names) {
    Set<String> again = new TreeSet<>();
    begin
        .tables()
        .forEach(
            (table, pending) -> {
              String topic = names.topic(table);
              if (readsRows && !pending && !mirrors.containsKey(topic) && !isWhole(topic)) {
                again.add(table);
              }
            });
    return again;
  }

  /** Whether a topic without a mirror has all rows, from its start. */
  private boolean isWhole(String topic) {
    return earlier.isPresent() && !earlier.get().containsKey(topic) && range(topic).start() == 0;
  }

  /**
   * The topics of mirrors that have rows of a table which the positions do not know yet: its first
   * rows were sent after the positions were saved, and will be sent again. What was deleted in
   * between has to be sent as well.
   */
  private Set<String> withoutPosition(TableTopics names) {
    if (!fresh || earlier.isPresent()) {
      return Set.of();
    }
    Set<String> unknown = new TreeSet<>(mirrors.keySet());
    begin.tables().keySet().forEach(table -> unknown.remove(names.topic(table)));
    return unknown;
  }

  /** The table of a topic, unless its name cannot be told from that of the topic. */
  private static Optional<String> tableOf(String topic, TableTopics names, String topicPrefix) {
    String start = topicPrefix + ".";
    String table = topic.startsWith(start) ? topic.substring(start.length()) : "";
    return table.indexOf('.') > 0 && names.topic(table).equals(topic)
        ? Optional.of(table)
        : Optional.empty();
  }

  /** The last commits of the mirrors that are older than their topics, by topic. */
  Map<String, String> commits() {
    if (earlier.isPresent()) {
      return earlier.get();
    }
    Map<String, String> commits = new HashMap<>();
    mirrors.forEach((topic, mirror) -> commits.put(topic, mirror.commit()));
    return commits;
  }

  /**
   * What the mirror has to accept: {@code topic:commit:offset} for each topic that begins without
   * the last record of its table, and in which nothing is missing.
   */
  List<String> acceptedGaps() {
    List<String> gaps = new ArrayList<>();
    Set<String> all = new TreeSet<>(topics.keySet());
    all.addAll(mirrors.keySet());
    for (String topic : all) {
      MirrorTable mirror = mirrors.get(topic);
      boolean begins = mirror == null && range(topic).end() > 0 && (readsRows || isWhole(topic));
      if (begins || mirror != null && isEarlier(topic, mirror)) {
        String commit = mirror == null ? "" : mirror.commit();
        gaps.add(topic + ":" + commit + ":" + range(topic).start());
      }
    }
    return gaps;
  }
}
