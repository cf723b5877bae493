/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.packaging;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of config-examples.
 *
 * @param name its path relative to that directory, with slashes
 */
record Example(String name, Path path) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final YAMLMapper YAML = new YAMLMapper();

  /** The program that reads such a file. The first kind whose pattern matches the name applies. */
  enum Kind {
    POLICY("s3-tables/iam-[a-z-]+[.]json"),
    CONNECTOR("(first-connector|(rest|iceberg|mirror|s3-tables)/[a-z-]+)[.]json"),
    RESOURCES("strimzi/[a-z-]+[.]yaml"),
    METRICS("prometheus/waltap[.]yaml"),
    ALERTS("prometheus/alerts[.]yaml"),
    DASHBOARD("grafana/[a-z-]+[.]json"),
    VARIABLES("standalone/[a-z0-9-]+[.]env"),
    PROPERTIES("standalone/[a-z-]+[.]properties"),
    PAGE("README[.]md");

    private final Pattern names;

    Kind(String names) {
      this.names = Pattern.compile(names);
    }

    /** Empty for a file that no test would read. */
    static Optional<Kind> of(String name) {
      return Arrays.stream(values()).filter(kind -> kind.names.matcher(name).matches()).findFirst();
    }
  }

  /** The root of the source tree. */
  static Path root() {
    return Path.of(Build.property("waltap.root"));
  }

  static List<Example> all() {
    Path directory = root().resolve("config-examples");
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> new Example(directory.relativize(file).toString().replace('\\', '/'), file))
          .sorted((one, other) -> one.name.compareTo(other.name))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Example> of(Kind kind) {
    return all().stream()
        .filter(example -> Kind.of(example.name).filter(kind::equals).isPresent())
        .toList();
  }

  String text() {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode json() {
    try {
      return JSON.readTree(path.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /**
   * Returns a connector's properties, from a file for PUT /connectors/NAME/config or for POST
   * /connectors.
   */
  Map<String, String> connector() {
    JsonNode tree = json();
    return properties(tree.has("config") ? tree.get("config") : tree);
  }

  List<JsonNode> yaml() {
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(path.toFile())) {
      return documents.readAll();
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /** Converts numbers and booleans to text, as in the configuration that a worker gets. */
  static Map<String, String> properties(JsonNode object) {
    return JSON.convertValue(object, new TypeReference<Map<String, String>>() {});
  }

  @Override
  public String toString() {
    return name;
  }
}
