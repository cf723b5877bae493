/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waltap.connect.config.ConnectorConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;

class ConfigExamplesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CLASS = "connector.class";

  @Test
  void everySourceConnectorExampleIsValid() throws IOException {
    List<Path> examples;
    try (Stream<Path> files = Files.walk(Path.of("../config-examples"))) {
      examples = files.filter(file -> file.toString().endsWith(".json")).toList();
    }
    List<Path> sources =
        examples.stream()
            .filter(
                file -> PostgresSourceConnector.class.getName().equals(properties(file).get(CLASS)))
            .toList();

    assertThat(sources).isNotEmpty();
    for (Path source : sources) {
      Map<String, String> properties = properties(source);
      assertThat(ConnectorConfig.problems(properties)).as(source.toString()).isEmpty();
      assertThat(ConnectorConfig.definition().validate(properties))
          .as(source.toString())
          .allSatisfy(value -> assertThat(errors(value)).isEmpty());
    }
  }

  private static List<String> errors(ConfigValue value) {
    return value.errorMessages();
  }

  /**
   * A connector's properties, bare or as POST /connectors takes them; empty for a file that is
   * something else.
   */
  private static Map<String, String> properties(Path file) {
    try {
      JsonNode tree = JSON.readTree(file.toFile());
      JsonNode config = tree.path("config").has(CLASS) ? tree.get("config") : tree;
      return config.has(CLASS)
          ? JSON.convertValue(config, new TypeReference<Map<String, String>>() {})
          : Map.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
