/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.embedded.ConnectRest;
import io.waltap.standalone.landing.Landing;
import io.waltap.standalone.landing.MirrorProperties;
import io.waltap.standalone.landing.SinkProgress;
import io.waltap.standalone.landing.SinkProperties;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The sinks of a run: which there are, and their configurations on its broker. Immutable. */
final class RunSinks {
  static final String SOURCE = "waltap-source";
  static final String CHANGE_LOG = "waltap-sink";
  static final String MIRROR = "waltap-mirror";

  private static final String CONTROL_TOPIC = "iceberg.control.topic";
  private static final Duration HURRIED_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration HURRIED_INTERVAL = Duration.ofSeconds(1);

  /** A stop waits for the next commit, if it comes so soon. */
  private static final Duration SHORT_INTERVAL = Duration.ofSeconds(5);

  private final String topics;
  private final String controlTopic;
  private final Map<String, Map<String, String>> configs;

  private RunSinks(String topics, String controlTopic, Map<String, Map<String, String>> configs) {
    this.topics = topics;
    this.controlTopic = controlTopic;
    this.configs = configs;
  }

  /**
   * @param gaps of topics that the mirror has to accept
   */
  static RunSinks of(RunConfig config, RunServers servers, List<String> gaps) throws IOException {
    Map<String, Map<String, String>> configs = new LinkedHashMap<>();
    if (config.landing().changeLog()) {
      configs.put(CHANGE_LOG, changeLog(config, servers));
    }
    if (config.landing().mirror()) {
      Map<String, String> mirror = new LinkedHashMap<>(config.storedMirror());
      if (!gaps.isEmpty()) {
        mirror.put(MirrorProperties.ACCEPT_GAP, String.join(",", gaps));
      }
      configs.put(MIRROR, mirror);
    }
    return new RunSinks(config.sink().get("topics.regex"), controlTopic(config, servers), configs);
  }

  /**
   * The control topic of the change log's sink on this broker. The tables remember offsets of the
   * control topic: what is before them counts as committed. So the control topic of another broker
   * has another name, or the sink would write files and never commit them.
   */
  static String controlTopic(RunConfig config, RunServers servers) {
    String name = config.sink().get(CONTROL_TOPIC);
    boolean older = Landing.exists(servers.bootstrapServers(), name); // of an earlier version
    return older ? name : name + "-" + servers.clusterId();
  }

  private static Map<String, String> changeLog(RunConfig config, RunServers servers)
      throws IOException {
    Map<String, String> sink =
        SinkProperties.withKafka(config.storedSink(), servers.bootstrapServers());
    sink.put(CONTROL_TOPIC, controlTopic(config, servers));
    sink.putIfAbsent("transforms.flatten.seq.base", Long.toString(servers.sequenceBase()));
    return sink;
  }

  /** The names of the connectors. */
  Set<String> names() {
    return configs.keySet();
  }

  /** The control topic that a change log has on this broker, whether there is one now or not. */
  String controlTopic() {
    return controlTopic;
  }

  /** How far all of them are. */
  Landing landing(String bootstrapServers) {
    List<SinkProgress> progress = new ArrayList<>();
    if (configs.containsKey(CHANGE_LOG)) {
      progress.add(SinkProgress.changeLog(CHANGE_LOG, controlTopic));
    }
    if (configs.containsKey(MIRROR)) {
      progress.add(SinkProgress.mirror(MIRROR));
    }
    return new Landing(bootstrapServers, topics, progress);
  }

  /** Starts the sinks, and removes one that an earlier start has left and that is not wanted. */
  void start(ConnectRest rest) {
    List<String> present = rest.connectors();
    for (String name : List.of(CHANGE_LOG, MIRROR)) {
      if (configs.containsKey(name)) {
        rest.putConfig(name, configs.get(name));
      } else if (present.contains(name)) {
        rest.delete(name);
      }
    }
  }

  /**
   * Has the sinks commit at once, when no more records come. Their tasks start again for that,
   * which takes seconds.
   *
   * @param commitInterval how often they commit otherwise
   */
  void hurry(ConnectRest rest, Duration commitInterval) {
    Map<String, String> changeLog = configs.get(CHANGE_LOG);
    if (changeLog != null && commitInterval.compareTo(SHORT_INTERVAL) > 0) {
      // The task misses the coordinator's first question. After the timeout the coordinator commits
      // what it has, and asks again.
      rest.putConfig(
          CHANGE_LOG, hurried(changeLog, SinkProperties.COMMIT_TIMEOUT, HURRIED_TIMEOUT));
    }
    Map<String, String> mirror = configs.get(MIRROR);
    if (mirror != null) {
      // It waits for a record behind the last transaction, and there is none. The source has sent
      // whole transactions, so a short silence is enough.
      rest.putConfig(MIRROR, hurried(mirror, MirrorProperties.IDLE, HURRIED_INTERVAL));
    }
  }

  private static Map<String, String> hurried(
      Map<String, String> config, String wait, Duration shorter) {
    Map<String, String> hurried = new LinkedHashMap<>(config);
    hurried.put(SinkProperties.COMMIT_INTERVAL, Long.toString(HURRIED_INTERVAL.toMillis()));
    hurried.put(wait, Long.toString(shorter.toMillis()));
    return hurried;
  }
}
