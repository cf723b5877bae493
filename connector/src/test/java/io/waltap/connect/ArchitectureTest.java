/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The packages are the stages of one sentence, and dependencies go down it only. */
@AnalyzeClasses(
    packages = "io.waltap.connect",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "io.waltap.connect";

  /** For each package, from the top down: the packages that it may use. "" is the root. */
  private static final Map<String, List<String>> USES = new LinkedHashMap<>();

  static {
    uses(
        "",
        "lane",
        "layout",
        "preflight",
        "metrics",
        "stream",
        "record",
        "schema",
        "config",
        "convert");
    uses(
        "lane",
        "layout",
        "preflight",
        "metrics",
        "snapshot.incremental",
        "snapshot",
        "stream",
        "database",
        "record",
        "schema",
        "table",
        "position",
        "config",
        "pgoutput");
    uses("layout", "database", "position", "config", "pgoutput");
    uses("preflight", "database", "config", "pgoutput");
    uses("metrics", "stream", "table");
    uses(
        "snapshot.incremental",
        "snapshot",
        "database",
        "record",
        "schema",
        "table",
        "position",
        "types",
        "config",
        "pgoutput");
    uses("snapshot", "database", "record", "schema", "position", "config", "pgoutput");
    uses("stream", "record", "position", "convert", "config", "pgoutput");
    uses("database", "schema", "types", "config", "pgoutput");
    uses(
        "record",
        "schema",
        "table",
        "position",
        "convert",
        "struct",
        "types",
        "config",
        "pgoutput");
    uses("schema", "struct", "types", "config", "pgoutput");
    uses("table", "position", "config", "pgoutput");
    uses("position", "pgoutput");
    uses("config", "types", "pgoutput");
    uses("types", "struct");
    uses("json", "convert");
    uses("convert", "struct");
    uses("pgoutput");
    uses("struct");
  }

  private static void uses(String name, String... others) {
    USES.put(name, List.of(others));
  }

  @ArchTest static final ArchRule ARROWS_GO_DOWN = arrows();

  private static ArchRule arrows() {
    LayeredArchitecture layers =
        layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
            .ensureAllClassesAreContainedInArchitecture();
    for (String name : USES.keySet()) {
      layers = layers.layer(layer(name)).definedBy(name.isEmpty() ? ROOT : ROOT + "." + name);
    }
    for (Map.Entry<String, List<String>> each : USES.entrySet()) {
      String[] allowed =
          each.getValue().stream().map(ArchitectureTest::layer).toArray(String[]::new);
      layers =
          allowed.length == 0
              ? layers.whereLayer(layer(each.getKey())).mayNotAccessAnyLayer()
              : layers.whereLayer(layer(each.getKey())).mayOnlyAccessLayers(allowed);
    }
    return layers.because(
        "a row goes from WAL bytes to a Connect task in one direction; hand a value down, or an"
            + " interface of the lower package, instead of reaching up");
  }

  private static String layer(String name) {
    return name.isEmpty() ? "root" : name;
  }

  @ArchTest
  static final ArchRule NO_CYCLES = slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NO_IO_IN_PURE_PACKAGES =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..connect.pgoutput", "..connect.types", "..connect.event", "..connect.record")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "org.postgresql..", "java.net..", "java.io..")
          .because(
              "they are functions of bytes; what needs the database asks through TableCatalog");

  @Test
  void everyClassNamedOnTheArchitecturePageExists() throws IOException {
    Path root = Path.of("..").toRealPath();
    Set<String> classes;
    try (Stream<Path> files = Files.walk(root)) {
      classes =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".java"))
              .map(name -> name.substring(0, name.length() - ".java".length()))
              .collect(Collectors.toSet());
    }
    Matcher named =
        Pattern.compile("`([A-Z][a-z]+[A-Za-z]*[a-z])`")
            .matcher(Files.readString(root.resolve("ARCHITECTURE.md")));
    List<String> missing =
        named
            .results()
            .map(match -> match.group(1))
            .filter(name -> !classes.contains(name))
            .toList();

    assertThat(missing).as("classes named in ARCHITECTURE.md that do not exist").isEmpty();
  }
}
