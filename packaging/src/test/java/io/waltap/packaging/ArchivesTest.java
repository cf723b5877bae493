/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchivesTest {
  private static final String CONNECTOR = "waltap-connector-postgresql-" + Build.version() + ".jar";
  private static final String DRIVER =
      "postgresql-" + Build.property("waltap.pgjdbc.version") + ".jar";
  private static final String TRANSFORMS = "waltap-transforms-" + Build.version() + ".jar";

  private static final String SERVICES = "META-INF/services/";
  private static final String SOURCES = "org.apache.kafka.connect.source.SourceConnector";
  private static final String CONVERTERS = "org.apache.kafka.connect.storage.Converter";
  private static final String HEADER_CONVERTERS =
      "org.apache.kafka.connect.storage.HeaderConverter";
  private static final String TRANSFORMATIONS =
      "org.apache.kafka.connect.transforms.Transformation";

  private static final Pattern INCLUDE = Pattern.compile("<include>([^<]+)</include>");

  /** A file of the source tree, in a command or a link. */
  private static final Pattern NAMED =
      Pattern.compile("(config-examples|docker|docs)/[\\w/.-]*\\w");

  @ParameterizedTest
  @ValueSource(strings = {".tar.gz", ".zip"})
  void thePluginsAreTwoDirectoriesForThePluginPath(String extension) {
    Archive archive = Archive.built("waltap-connect-plugins-" + Build.version() + extension);

    assertThat(archive.names())
        .containsExactlyInAnyOrder(
            "waltap-connector-postgresql/" + CONNECTOR,
            "waltap-connector-postgresql/" + DRIVER,
            "waltap-connector-postgresql/LICENSE",
            "waltap-connector-postgresql/NOTICE",
            "waltap-connector-postgresql/THIRD-PARTY.txt",
            "waltap-connector-postgresql/waltap-connector-postgresql.cdx.json",
            "waltap-transforms/" + TRANSFORMS,
            "waltap-transforms/LICENSE",
            "waltap-transforms/NOTICE",
            "waltap-transforms/waltap-transforms.cdx.json");
    pluginsAreListed(archive, "waltap-connector-postgresql/", "waltap-transforms/");
  }

  @Test
  void theHubComponentIsLaidOutByItsSpecification() {
    Archive archive = hub();

    String root = root();
    assertThat(archive.names()).allSatisfy(name -> assertThat(name).startsWith(root));
    Set<String> top = new TreeSet<>();
    archive.names().forEach(name -> top.add(name.substring(root.length()).replaceFirst("/.*", "")));
    assertThat(top).containsExactly("assets", "doc", "etc", "lib", "manifest.json");
    assertThat(archive.names().stream().filter(name -> name.startsWith(root + "lib/")))
        .containsExactlyInAnyOrder(
            root + "lib/" + CONNECTOR, root + "lib/" + DRIVER, root + "lib/" + TRANSFORMS);
    assertThat(archive.names())
        .contains(
            root + "doc/LICENSE",
            root + "doc/NOTICE",
            root + "doc/THIRD-PARTY.txt",
            root + "doc/waltap-connector-postgresql.cdx.json",
            root + "doc/waltap-transforms.cdx.json",
            root + "doc/README.md",
            root + "doc/docs/configuration.md",
            root + "etc/first-connector.json");
    pluginsAreListed(archive, root + "lib/", root + "lib/");
  }

  @Test
  void theHubManifestSaysWhatTheBuildSays() throws IOException {
    Archive archive = hub();
    String text = archive.text(root() + "manifest.json");
    JsonNode manifest = new ObjectMapper().readTree(text);

    assertThat(text).doesNotContain("${");
    assertThat(manifest.path("version").asText()).isEqualTo(Build.version());
    assertThat(manifest.path("name").asText()).isEqualTo("connector-postgresql");
    assertThat(manifest.path("owner").path("username").asText()).isEqualTo("waltap");
    assertThat(manifest.path("owner").path("type").asText()).isIn("organization", "user");
    assertThat(manifest.path("release_date").asText())
        .matches("\\d{4}-\\d{2}-\\d{2}")
        .isEqualTo(Build.property("waltap.timestamp").substring(0, 10));
    for (String field : List.of("title", "description", "documentation_url")) {
      assertThat(manifest.path(field).asText()).as(field).isNotBlank();
    }
    assertThat(manifest.path("support").path("summary").asText()).isNotBlank();
    assertThat(manifest.path("tags")).isNotEmpty();
    assertThat(manifest.path("license").path(0).path("url").asText()).startsWith("https://");
    assertThat(texts(manifest.path("component_types")))
        .containsExactly("source", "transform", "converter");

    JsonNode features = manifest.path("features");
    assertThat(texts(features.path("supported_encodings"))).containsExactly("any");
    assertThat(texts(features.path("delivery_guarantee")))
        .containsExactly("at_least_once", "exactly_once");
    for (String flag :
        List.of(
            "single_message_transforms",
            "confluent_control_center_integration",
            "kafka_connect_api")) {
      assertThat(features.path(flag).isBoolean()).as(flag).isTrue();
    }
    assertThat(archive.names()).contains(root() + manifest.path("logo").asText());
  }

  // Guards against: an image that cannot be built in the unpacked archive of -Pdist; commands and
  // links on its page that name files which the archive does not have.
  @Test
  void theStandaloneArchiveHasWhatItsImageAndItsPageName() throws IOException {
    List<PathMatcher> included = new ArrayList<>();
    INCLUDE
        .matcher(text("standalone/src/main/assembly/dist.xml"))
        .results()
        .map(found -> FileSystems.getDefault().getPathMatcher("glob:" + found.group(1)))
        .forEach(included::add);
    Set<String> named = new TreeSet<>();
    text("docker/Dockerfile.standalone")
        .lines()
        .filter(line -> line.startsWith("COPY ") && !line.contains("${DIST}"))
        .map(line -> line.substring("COPY ".length(), line.lastIndexOf(' ')).split(" "))
        .forEach(files -> named.addAll(List.of(files)));
    String page = text("docker/README.md");
    int section = page.indexOf("\n## One container");
    NAMED
        .matcher(page.substring(section, page.indexOf("\n## ", section + 1)))
        .results()
        .forEach(found -> named.add(found.group()));

    assertThat(named)
        .contains("waltap", "docker/entrypoint.sh", "config-examples/standalone/s3-tables.env")
        .allSatisfy(
            name -> {
              assertThat(Example.root().resolve(name)).exists();
              assertThat(included.stream().anyMatch(each -> each.matches(Path.of(name))))
                  .as(name)
                  .isTrue();
            });
    assertThat(included.stream().anyMatch(each -> each.matches(Path.of("docker/README.md"))))
        .as("the page itself")
        .isTrue();
  }

  private static String text(String file) throws IOException {
    return Files.readString(Example.root().resolve(file));
  }

  /**
   * Checks that plugin.discovery=service_load finds these plugins, and that their classes are
   * there.
   */
  private static void pluginsAreListed(Archive archive, String connectors, String transforms) {
    listed(
        archive.jar(connectors + CONNECTOR),
        SOURCES,
        List.of("io.waltap.connect.PostgresSourceConnector"));
    String json = "io.waltap.connect.json.WaltapJsonConverter";
    listed(
        archive.jar(connectors + CONNECTOR),
        CONVERTERS,
        List.of("io.waltap.connect.convert.ParallelConverter", json));
    listed(archive.jar(connectors + CONNECTOR), HEADER_CONVERTERS, List.of(json));
    listed(
        archive.jar(transforms + TRANSFORMS),
        TRANSFORMATIONS,
        List.of(
            "io.waltap.transforms.FlattenChange",
            "io.waltap.transforms.IcebergTypes",
            "io.waltap.transforms.RouteTable"));
  }

  private static void listed(Archive jar, String service, List<String> classes) {
    assertThat(jar.text(SERVICES + service).lines().filter(line -> !line.isBlank()))
        .containsExactlyInAnyOrderElementsOf(classes);
    for (String name : classes) {
      assertThat(jar.names()).contains(name.replace('.', '/') + ".class");
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  private static Archive hub() {
    return Archive.built("waltap-connector-postgresql-" + Build.version() + ".zip");
  }

  private static String root() {
    return "waltap-connector-postgresql-" + Build.version() + "/";
  }
}
