/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.standalone.commands.RunProblem.Area;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The source connector's configuration, from what a user gave. */
final class SourceConfig {
  private static final Pattern SLOT = Pattern.compile("[a-z0-9_]{1,63}");
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]+");

  private final RunInput input;
  private final Map<String, String> source = new LinkedHashMap<>();
  private final Map<String, String> references = new LinkedHashMap<>();

  private SourceConfig(RunInput input) {
    this.input = input;
  }

  /** The properties, without the connector's name; what is wrong becomes a problem of the input. */
  static ConnectorProperties of(RunInput input) {
    SourceConfig config = new SourceConfig(input);
    config.build();
    return ConnectorProperties.of(config.source, config.references, input.providers());
  }

  private void build() {
    source.put("connector.class", "io.waltap.connect.PostgresSourceConnector");
    source.put("tasks.max", "1");
    putIfGiven("database.hostname", Variable.HOST);
    source.put("database.port", Long.toString(input.number(Area.SOURCE, Variable.PORT, 1, 65_535)));
    putIfGiven("database.dbname", Variable.DB);
    putIfGiven("database.user", Variable.USER);
    putIfGiven("database.password", Variable.PASSWORD);
    source.put("database.sslmode", input.value(Variable.SSLMODE));
    source.put(
        "topic.prefix",
        input.matching(Area.SOURCE, Variable.TOPIC_PREFIX, PREFIX, "letters, digits, . _ -"));
    source.put(
        "slot.name",
        input.matching(
            Area.SOURCE,
            Variable.SLOT_NAME,
            SLOT,
            "at most 63 characters: lower-case letters, digits and _"));
    source.put("publication.name", input.value(Variable.PUBLICATION));
    source.put("publication.autocreate.mode", input.value(Variable.AUTOCREATE_MODE));
    putIfGiven("table.include.list", Variable.TABLES);
    source.put("snapshot.mode", input.value(Variable.SNAPSHOT));
    source.put("heartbeat.interval.ms", "10000");
    // Tables of any name have topics of their own.
    source.put("topic.name.escape", "true");
    // The sink's transforms drop tombstones, and nothing else reads these topics.
    source.put("tombstones.on.delete", "false");
    input
        .section("source")
        .forEach(
            (property, value) -> {
              source.put(property, value);
              references.put(property, input.reference("source." + property));
            });
    require("database.hostname", Variable.HOST);
    require("database.dbname", Variable.DB);
    require("database.user", Variable.USER);
    require("database.password", Variable.PASSWORD);
  }

  private void putIfGiven(String property, Variable variable) {
    input
        .given(variable)
        .ifPresent(
            value -> {
              source.put(property, value);
              references.put(property, input.reference(variable.name()));
            });
  }

  private void require(String property, Variable variable) {
    if (source.getOrDefault(property, "").isBlank()) {
      input.problem(
          Area.SOURCE,
          variable.name(),
          "is missing: " + variable.meaning() + " (or source." + property + " in the file)");
    }
  }
}
