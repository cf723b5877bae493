/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class StrimziExamplesTest {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String STRIMZI = "io.strimzi.api.";
  private static final Pattern SECRET =
      Pattern.compile("\\$\\{secrets:([a-z-]+)/([a-z0-9-]+):([a-z-]+)}");

  /**
   * Strimzi's classes by kind. They are found by name: they are compiled for Java 21, and this test
   * must compile on JDK 17.
   */
  private static final Map<String, String> MODELS =
      Map.of(
          "KafkaConnect", "io.strimzi.api.kafka.model.connect.KafkaConnect",
          "KafkaConnector", "io.strimzi.api.kafka.model.connector.KafkaConnector");

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void strimziKnowsEveryFieldOfItsResources() throws ReflectiveOperationException, IOException {
    for (JsonNode resource : resources()) {
      String model = MODELS.get(kind(resource));
      if (model != null) {
        Object read = YAML.treeToValue(resource, Class.forName(model));
        List<String> unknown = new ArrayList<>();
        collectUnknown(read, name(resource), unknown);
        assertThat(unknown).isEmpty();
      }
    }
  }

  @Test
  void connectorsAndTransformsAcceptTheirConfigurations() {
    List<JsonNode> connectors = resources("KafkaConnector");

    assertThat(connectors).hasSize(2);
    for (JsonNode connector : connectors) {
      JsonNode spec = connector.path("spec");
      Map<String, String> config = new HashMap<>(Example.properties(spec.path("config")));
      assertThat(config).doesNotContainKeys("name", "connector.class", "tasks.max");
      config.put("name", name(connector));
      config.put("connector.class", spec.path("class").asText());
      config.put("tasks.max", spec.path("tasksMax").asText());
      assertThat(ConnectorChecks.problems(config)).as(name(connector)).isEmpty();
    }
  }

  @Test
  void theSinkIsTheOneForARestCatalog() {
    Map<String, String> resource =
        resources("KafkaConnector").stream()
            .filter(connector -> name(connector).equals("lake"))
            .map(connector -> Example.properties(connector.path("spec").path("config")))
            .findFirst()
            .orElseThrow();
    Map<String, String> json =
        Example.all().stream()
            .filter(example -> example.name().equals("iceberg/rest-catalog.json"))
            .map(Example::connector)
            .findFirst()
            .orElseThrow();

    json.forEach(
        (key, value) -> {
          if (!key.matches("name|connector.class|tasks.max|.*bootstrap.servers|.*access-key.*")) {
            assertThat(resource).containsEntry(key, value);
          }
        });
  }

  @Test
  void connectorsBelongToTheCluster() {
    String cluster = name(resources("KafkaConnect").get(0));

    assertThat(resources("KafkaConnector"))
        .allSatisfy(
            connector ->
                assertThat(
                        connector
                            .path("metadata")
                            .path("labels")
                            .path("strimzi.io/cluster")
                            .asText())
                    .isEqualTo(cluster));
  }

  @Test
  void everySecretThatIsReadIsThereAndMayBeRead() {
    Map<String, JsonNode> secrets = new HashMap<>();
    resources("Secret").forEach(secret -> secrets.put(name(secret), secret));
    String role = resources("Role").get(0).toString();
    int references = 0;
    for (JsonNode connector : resources("KafkaConnector")) {
      Matcher reference = SECRET.matcher(connector.toString());
      while (reference.find()) {
        references++;
        JsonNode secret = secrets.get(reference.group(2));
        assertThat(secret).as(reference.group()).isNotNull();
        assertThat(secret.path("metadata").path("namespace").asText())
            .isEqualTo(reference.group(1));
        assertThat(secret.path("stringData").has(reference.group(3)))
            .as(reference.group())
            .isTrue();
        assertThat(role).contains('"' + reference.group(2) + '"');
      }
    }
    assertThat(references).isEqualTo(4);
  }

  @Test
  void theMetricsAreThoseOfTheirOwnFile() {
    JsonNode map = resources("ConfigMap").get(0);

    assertThat(map.path("data").path("waltap.yaml").asText())
        .isEqualTo(Example.of(Example.Kind.METRICS).get(0).text());
  }

  /** Strimzi's classes keep properties that they do not know; the operator would ignore them. */
  private static void collectUnknown(Object bean, String path, List<String> unknown)
      throws ReflectiveOperationException {
    for (Method method : bean.getClass().getMethods()) {
      if (method.getParameterCount() > 0 || !method.getName().startsWith("get")) {
        continue;
      }
      Class<?> type = method.getReturnType();
      String name = path + "." + method.getName().substring(3);
      if (method.getName().equals("getAdditionalProperties")) {
        ((Map<?, ?>) method.invoke(bean)).keySet().forEach(key -> unknown.add(path + "." + key));
      } else if (type.getName().startsWith(STRIMZI)) {
        descend(method.invoke(bean), name, unknown);
      } else if (List.class.isAssignableFrom(type) && method.invoke(bean) instanceof List<?> list) {
        for (Object item : list) {
          descend(item, name, unknown);
        }
      }
    }
  }

  private static void descend(Object value, String path, List<String> unknown)
      throws ReflectiveOperationException {
    if (value != null
        && !(value instanceof Enum<?>)
        && value.getClass().getName().startsWith(STRIMZI)) {
      collectUnknown(value, path, unknown);
    }
  }

  private static List<JsonNode> resources(String kind) {
    return resources().stream().filter(resource -> kind(resource).equals(kind)).toList();
  }

  private static List<JsonNode> resources() {
    return Example.of(Example.Kind.RESOURCES).stream()
        .flatMap(example -> example.yaml().stream())
        .toList();
  }

  private static String kind(JsonNode resource) {
    return resource.path("kind").asText();
  }

  private static String name(JsonNode resource) {
    return resource.path("metadata").path("name").asText();
  }
}
