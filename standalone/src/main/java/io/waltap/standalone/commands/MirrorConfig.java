/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.standalone.commands.RunProblem.Area;
import io.waltap.standalone.landing.MirrorProperties;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The mirror connector's configuration, from what a user gave. It reads the same topics and writes
 * to the same catalog as the other sink, so that it takes what the other has for both.
 */
final class MirrorConfig {
  private static final String SECTION = "mirror";
  private static final String CREATE = "iceberg.tables.auto-create-props.";

  /** Properties of the sink that are the mirror's as well. */
  private static final List<String> SHARED =
      List.of(
          "iceberg.catalog",
          "iceberg.hadoop.",
          CREATE,
          "consumer.override.",
          "key.converter",
          "value.converter",
          "header.converter",
          "topics.regex",
          MirrorProperties.COMMIT_INTERVAL);

  /** The mirror's tables have the version that its mirror.deletes needs. */
  private static final String FORMAT_VERSION = CREATE + "format-version";

  private static final String EXPIRE_AFTER = "mirror.expire.after.ms";
  private static final String ORPHANS = "mirror.orphans";

  /** The directory of the keys' indexes, in the data directory. A lost one is made again. */
  private static final String INDEX = "index";

  /** Run itself has to know these. */
  private static final Set<String> OURS =
      Set.of(
          "topics",
          "topics.regex",
          "consumer.override.group.id",
          "mirror.namespace",
          "mirror.topic.prefix",
          MirrorProperties.ACCEPT_GAP);

  private final RunInput input;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, String> stored = new LinkedHashMap<>();

  private MirrorConfig(RunInput input) {
    this.input = input;
  }

  /**
   * The properties, without the connector's name; what is wrong becomes a problem of the input if
   * the mirror is wanted.
   *
   * @param sink the configuration of the other sink, whether it is wanted or not
   * @param topicPrefix of the source
   */
  static ConnectorProperties of(RunInput input, ConnectorProperties sink, String topicPrefix) {
    MirrorConfig config = new MirrorConfig(input);
    config.build(sink, topicPrefix);
    if (LandingChoice.of(input).mirror()) {
      config.check(sink);
    }
    return new ConnectorProperties(config.values, config.stored);
  }

  private void build(ConnectorProperties sink, String topicPrefix) {
    Duration interval = Duration.ofMillis(input.number(LakeVariables.FLUSH_INTERVAL).orElseThrow());
    put(new MirrorProperties(topicPrefix, namespace(), interval).toMap());
    put(MirrorProperties.inOneProcess());
    String data = input.text(ProcessVariables.DATA_DIR).orElseThrow();
    put(Map.of("mirror.index.dir", Path.of(data, INDEX).toString()));
    // No name of a table must stop its mirror.
    put(Map.of("mirror.unique.names", "true"));
    put(Map.of(EXPIRE_AFTER, Long.toString(RunConfig.snapshotRetention(input).toMillis())));
    if (input.given(LakeVariables.BUCKET).isPresent()) {
      // S3 Tables removes such files itself
      put(Map.of(ORPHANS, "off"));
    }
    sink.values()
        .forEach(
            (property, value) -> {
              if (isShared(property)) {
                values.put(property, value);
                stored.put(property, sink.stored().get(property));
              }
            });
    Map<String, Given> given = new LinkedHashMap<>();
    input
        .given(LakeVariables.TABLE_FORMAT)
        .ifPresent(format -> given.put("mirror.table.format", format));
    given.putAll(input.section(SECTION));
    given.keySet().removeAll(OURS);
    Map<String, String> own = new LinkedHashMap<>();
    given.forEach((property, value) -> own.put(property, value.value()));
    ConnectorProperties properties = ConnectorProperties.of(own, given);
    values.putAll(properties.values());
    stored.putAll(properties.stored());
  }

  private void put(Map<String, String> properties) {
    values.putAll(properties);
    stored.putAll(properties);
  }

  private static boolean isShared(String property) {
    return !property.equals(FORMAT_VERSION) && SHARED.stream().anyMatch(property::startsWith);
  }

  private String namespace() {
    return input.text(LakeVariables.NAMESPACE).orElseThrow();
  }

  private void check(ConnectorProperties sink) {
    for (String property : OURS) {
      if (input.section(SECTION).containsKey(property)) {
        problem(
            SECTION + "." + property,
            "cannot be set: run has to know which topics the mirror reads, and where its tables"
                + " are. Remove the key");
      }
    }
    if (values.getOrDefault("mirror.renames", "").contains(".")) {
      problem(
          SECTION + ".mirror.renames",
          "has a name with a dot: run looks for mirrors in the namespace of "
              + LakeVariables.NAMESPACE
              + " alone, and finds them by the names of their tables. Give names without a schema"
              + " or a namespace");
    }
    if (sink.values().containsKey("iceberg.hadoop-conf-dir")) {
      problem(
          "sink.iceberg.hadoop-conf-dir",
          "is unknown to the mirror: set the properties themselves, as sink.iceberg.hadoop.NAME");
    }
    if (!TableBucket.allowsNamespace(namespace())) {
      problem(
          LakeVariables.NAMESPACE,
          "is not a valid namespace of mirrors: expected lower-case letters, digits and _; the"
              + " first and the last character are not _");
    }
    if (LandingChoice.of(input).changeLog()) {
      checkLog(sink.values().getOrDefault("transforms.route.namespace", ""));
    }
  }

  private void checkLog(String namespace) {
    if (namespace.isBlank()) {
      problem(
          "sink.transforms.route.namespace",
          "is empty, so that the change log of a table may be in the namespace of the mirrors: name"
              + " one namespace for all");
    } else if (namespace.equals(namespace())) {
      problem(
          LakeVariables.CHANGELOG_NAMESPACE,
          "is "
              + namespace
              + ", the namespace of the mirrors: a table there cannot be both. Set "
              + LakeVariables.CHANGELOG_NAMESPACE
              + " or "
              + LakeVariables.NAMESPACE
              + " to another one");
    }
  }

  private void problem(String name, String message) {
    input.problem(Area.LAKE, name, message);
  }
}
