/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.standalone.commands.RunProblem.Area;
import io.waltap.standalone.landing.MirrorProperties;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The source connector's configuration, from what a user gave. */
final class SourceConfig {
  private static final String HOSTNAME = "database.hostname";
  private static final String DBNAME = "database.dbname";
  private static final String USER = "database.user";
  private static final String PASSWORD = "database.password";
  private static final String PASSWORD_FILE = "database.password.file";
  private static final String SSLMODE = "database.sslmode";

  private final RunInput input;
  private final Map<String, String> source = new LinkedHashMap<>();
  private final Map<String, Given> given = new LinkedHashMap<>();

  private SourceConfig(RunInput input) {
    this.input = input;
  }

  /** The properties, without the connector's name; what is wrong becomes a problem of the input. */
  static ConnectorProperties of(RunInput input) {
    SourceConfig config = new SourceConfig(input);
    config.build();
    return ConnectorProperties.of(config.source, config.given);
  }

  private void build() {
    Map<String, Given> section = input.section("source");
    source.put("connector.class", "io.waltap.connect.PostgresSourceConnector");
    source.put("tasks.max", "1");
    putIfGiven(HOSTNAME, SourceVariables.HOST);
    source.put("database.port", Integer.toString(input.number(SourceVariables.PORT).orElseThrow()));
    putIfGiven(DBNAME, SourceVariables.DB);
    putIfGiven(USER, SourceVariables.USER);
    // The connector refuses both, and the file wins over variables.
    if (!section.containsKey(PASSWORD) && !section.containsKey(PASSWORD_FILE)) {
      password();
    }
    putIfGiven(SSLMODE, SourceVariables.SSLMODE);
    put("topic.prefix", SourceVariables.TOPIC_PREFIX);
    put("slot.name", SourceVariables.SLOT_NAME);
    put("publication.name", SourceVariables.PUBLICATION);
    put("publication.autocreate.mode", SourceVariables.AUTOCREATE_MODE);
    putIfGiven("table.include.list", SourceVariables.TABLES);
    put("snapshot.mode", SourceVariables.SNAPSHOT);
    source.put("heartbeat.interval.ms", "10000");
    // DurablePositions says how far.
    source.put("slot.confirm.on.request", "true");
    // Tables of any name have topics of their own.
    source.put("topic.name.escape", "true");
    // No sink has a use for tombstones, and nothing else reads these topics.
    source.put("tombstones.on.delete", "false");
    if (LandingChoice.of(input).mirror()) {
      source.putAll(MirrorProperties.ofSource());
      section.keySet().forEach(this::refuseForMirror);
    }
    section.forEach(this::put);
    // A connection that leaves the host must not go on in clear without a word.
    source.putIfAbsent(
        SSLMODE, Loopback.areAll(source.getOrDefault(HOSTNAME, "")) ? "prefer" : "require");
    require(HOSTNAME, SourceVariables.HOST);
    require(DBNAME, SourceVariables.DB);
    require(USER, SourceVariables.USER);
    if (isMissing(PASSWORD_FILE)) {
      require(PASSWORD, SourceVariables.PASSWORD);
    }
  }

  private void password() {
    Optional<Given> file = input.given(SourceVariables.PASSWORD_FILE);
    if (file.isPresent() && input.given(SourceVariables.PASSWORD).isPresent()) {
      problem(
          SourceVariables.PASSWORD_FILE,
          "and " + SourceVariables.PASSWORD + " are both set: remove one of them");
    }
    file.map(Given::value)
        .flatMap(path -> new SecretFile(path).problem().map(why -> "gives no password: " + why))
        .ifPresent(message -> problem(SourceVariables.PASSWORD_FILE, message));
    putIfGiven(PASSWORD, SourceVariables.PASSWORD);
    putIfGiven(PASSWORD_FILE, SourceVariables.PASSWORD_FILE);
  }

  private void put(String property, String variable) {
    source.put(property, input.text(variable).orElseThrow());
  }

  private void put(String property, Given value) {
    source.put(property, value.value());
    given.put(property, value);
  }

  private void putIfGiven(String property, String variable) {
    input.given(variable).ifPresent(value -> put(property, value));
  }

  /** Without these a table would differ from PostgreSQL without a word. */
  private void refuseForMirror(String property) {
    String needed = MirrorProperties.ofSource().get(property);
    if (needed != null) {
      problem(
          "source." + property,
          "cannot be set with "
              + LakeVariables.LANDING
              + "=mirror or both: the mirror needs "
              + needed
              + ". Remove the key");
    }
  }

  private boolean isMissing(String property) {
    return source.getOrDefault(property, "").isBlank();
  }

  private void require(String property, String variable) {
    if (isMissing(property)) {
      problem(
          variable,
          "is missing: "
              + Variables.summary(variable)
              + " (or source."
              + property
              + " in the file)");
    }
  }

  private void problem(String name, String message) {
    input.problem(Area.SOURCE, name, message);
  }
}
