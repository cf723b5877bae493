/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.standalone.lake.MirrorTable;
import io.waltap.standalone.landing.TopicRange;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks the catalog and the broker what a {@link MirrorPlan} needs. */
final class MirrorStart {
  /** Values of snapshot.mode with which no rows are read. */
  private static final Set<String> WITHOUT_ROWS = Set.of("no_data", "never");

  private final RunServers servers;
  private final RunConfig config;
  private final LakeState lake;
  private final TableTopics names;

  /**
   * @param names the topics of tables
   */
  MirrorStart(RunServers servers, RunConfig config, LakeState lake, TableTopics names) {
    this.servers = servers;
    this.config = config;
    this.lake = lake;
    this.names = names;
  }

  /** The plan for a broker that goes on with its positions. */
  MirrorPlan onBroker(StoredPositions stored) throws IOException {
    return plan(earlier().read(), topics(), stored, false);
  }

  /** The plan for a broker without positions; those of the catalog may be empty. */
  MirrorPlan onFreshBroker(StoredPositions saved) throws IOException {
    return plan(earlier().read(), topics(), saved, true);
  }

  /** The plan for a broker that is not there yet. */
  MirrorPlan withoutBroker(StoredPositions saved) {
    return plan(Optional.empty(), Map.of(), saved, true);
  }

  private MirrorPlan plan(
      Optional<Map<String, String>> earlier,
      Map<String, TopicRange> topics,
      StoredPositions begin,
      boolean fresh) {
    String mode = config.source().getOrDefault("snapshot.mode", "").toLowerCase(Locale.ROOT);
    return new MirrorPlan(
        lake.mirrors(), earlier, topics, begin, fresh, !WITHOUT_ROWS.contains(mode));
  }

  /**
   * Refuses a start that would leave a mirror table wrong.
   *
   * @return the plan
   */
  MirrorPlan checked(MirrorPlan plan) throws IOException {
    Optional<String> refusal = plan.refusal(names, topicPrefix());
    if (refusal.isPresent()) {
      throw new IOException(refusal.get());
    }
    return plan;
  }

  /** The positions that the source has to go on from. */
  StoredPositions positions(MirrorPlan plan) {
    return plan.positions(names, topicPrefix(), config.source().get("slot.name"));
  }

  /** The tables that the source has to read again. */
  Set<String> readAgain(MirrorPlan plan) {
    return plan.readAgain(names);
  }

  /** From now on this broker is one on which the mirror is used. */
  void remember(MirrorPlan plan) throws IOException {
    earlier().writeOnce(plan.commits());
  }

  /**
   * Whether a mirror has applied records that the broker does not have, so that the broker has lost
   * some.
   */
  boolean hasLost() throws IOException {
    Optional<Map<String, String>> earlier = earlier().read();
    if (earlier.isEmpty()) {
      return false;
    }
    Map<String, TopicRange> topics = topics();
    return lake.mirrors().values().stream()
        .filter(mirror -> !mirror.commit().equals(earlier.get().get(mirror.topic())))
        .anyMatch(mirror -> mirror.next() > end(topics, mirror));
  }

  private static long end(Map<String, TopicRange> topics, MirrorTable mirror) {
    return topics.getOrDefault(mirror.topic(), TopicRange.NONE).end();
  }

  private Map<String, TopicRange> topics() {
    return TopicRange.of(
        servers.bootstrapServers(), config.mirror().get("topics.regex"), RunSinks.MIRROR);
  }

  private EarlierMirrors earlier() {
    return new EarlierMirrors(servers.directory());
  }

  private String topicPrefix() {
    return config.source().get("topic.prefix");
  }
}
