/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.standalone.commands.RunConfig;
import io.waltap.standalone.landing.SinkProperties;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExamplesTest {

  @Test
  void noFileIsLeftUnread() {
    assertThat(Example.all())
        .isNotEmpty()
        .allSatisfy(example -> assertThat(Example.Kind.of(example.name())).isPresent());
    for (Example.Kind kind : Example.Kind.values()) {
      assertThat(Example.of(kind)).as(kind.name()).isNotEmpty();
    }
  }

  @Test
  void thePageNamesEveryDirectory() {
    String page = Example.of(Example.Kind.PAGE).get(0).text();

    for (Example example : Example.all()) {
      String directory = example.name().replaceFirst("/.*", "");
      assertThat(directory.equals("README.md") || page.contains(directory)).as(directory).isTrue();
    }
  }

  @Test
  void connectorsAndTransformsAcceptTheirConfigurations() {
    assertThat(connectors())
        .hasSizeGreaterThan(10)
        .allSatisfy(example -> assertThat(ConnectorChecks.problems(example.connector())).isEmpty());
  }

  @Test
  void everySinkHasWhatTheStandaloneProcessGivesIts() {
    assertThat(sinks()).hasSizeGreaterThan(3).allSatisfy(ExamplesTest::isCompleteSink);
  }

  @Test
  void everySinkHasAControlTopicOfItsOwn() {
    for (Example sink : sinks()) {
      Map<String, String> config = sink.connector();
      assertThat(config)
          .as(sink.name())
          .containsEntry("iceberg.control.topic", "control-iceberg-" + config.get("name"));
    }
  }

  @Test
  void passwordsAreReferencesButInTheFirstExample() {
    for (Example example : connectors()) {
      if (example.name().equals("first-connector.json")) {
        continue;
      }
      example
          .connector()
          .forEach(
              (key, value) -> {
                if (key.matches(".*(password|access-key-id|secret-access-key)")) {
                  assertThat(value).as(example + " " + key).startsWith("${");
                }
              });
    }
  }

  @Test
  void policiesAreStatementsOverTheThreePlaceholders() {
    assertThat(Example.of(Example.Kind.POLICY)).hasSize(3).allSatisfy(ExamplesTest::isPolicy);
  }

  @Test
  void variablesAreAllThatTheStandaloneProcessNeeds() {
    for (Example example : Example.of(Example.Kind.VARIABLES)) {
      Map<String, String> variables = new HashMap<>();
      example
          .text()
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(
              line -> {
                assertThat(line).as(example.name()).matches("[A-Z][A-Z0-9_]*=\\S+");
                variables.put(
                    line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
              });
      // as a file: in a file, a name that nothing reads is a problem
      runs(example, RunConfig.of(Map.of(), variables));
    }
  }

  @Test
  void propertiesAreAllThatTheStandaloneProcessNeedsButThePassword() throws IOException {
    for (Example example : Example.of(Example.Kind.PROPERTIES)) {
      Properties properties = new Properties();
      try (Reader reader = new StringReader(example.text())) {
        properties.load(reader);
      }
      Map<String, String> file = new HashMap<>();
      properties.stringPropertyNames().forEach(key -> file.put(key, properties.getProperty(key)));

      runs(example, RunConfig.of(Map.of("POSTGRES_PASSWORD", "hush"), file));
    }
  }

  private static void runs(Example example, RunConfig config) {
    assertThat(config.problems()).as(example.name()).isEmpty();
    assertThat(ConnectorChecks.problems(named(config.source()))).as(example.name()).isEmpty();
    assertThat(ConnectorChecks.problems(named(config.sink()))).as(example.name()).isEmpty();
    assertThat(config.sink()).containsEntry("iceberg.tables.default-partition-by", "day(_ts)");
  }

  private static Map<String, String> named(Map<String, String> config) {
    Map<String, String> named = new HashMap<>(config);
    named.put("name", "waltap");
    return named;
  }

  private static void isCompleteSink(Example example) {
    Map<String, String> config = example.connector();
    Map<String, String> expected =
        new HashMap<>(
            new SinkProperties(
                    "shop",
                    "shop",
                    config.get("iceberg.control.topic"),
                    Duration.ofMillis(Long.parseLong(config.get(SinkProperties.COMMIT_INTERVAL))))
                .toMap());
    expected.remove("tasks.max");
    assertThat(config).containsAllEntriesOf(expected);
    assertThat(config)
        .containsEntry("iceberg.tables.default-partition-by", "day(_ts)")
        .containsKey("iceberg.kafka.bootstrap.servers");
    String topics = config.get("topics.regex");
    assertThat("shop.public.orders").matches(topics);
    assertThat("__debezium-heartbeat.shop").doesNotMatch(topics);
    assertThat("shop.transaction").doesNotMatch(topics);
  }

  private static void isPolicy(Example example) {
    JsonNode policy = example.json();
    assertThat(policy.path("Version").asText()).isEqualTo("2012-10-17");
    assertThat(policy.path("Statement")).isNotEmpty();
    for (JsonNode statement : policy.path("Statement")) {
      assertThat(statement.path("Effect").asText()).isEqualTo("Allow");
      assertThat(statement.path("Action"))
          .isNotEmpty()
          .allSatisfy(
              action -> assertThat(action.asText()).matches("(s3tables|glue|lakeformation):\\w+"));
      for (JsonNode resource : statement.path("Resource")) {
        if (!resource.asText().equals("*")) {
          assertThat(resource.asText()).matches("arn:aws:(s3tables|glue):REGION:ACCOUNT:.+");
        }
      }
    }
  }

  private static List<Example> sinks() {
    return connectors().stream()
        .filter(example -> ConnectorChecks.SINK.equals(example.connector().get("connector.class")))
        .toList();
  }

  /** The connectors of config-examples, and the two connectors of docker/compose.yaml. */
  private static List<Example> connectors() {
    Path compose = Example.root().resolve("docker/connectors");
    return Stream.concat(
            Example.of(Example.Kind.CONNECTOR).stream(),
            Stream.of("shop.json", "lake.json")
                .map(name -> new Example("docker/" + name, compose.resolve(name)))
                .filter(example -> Files.exists(example.path())))
        .toList();
  }
}
