/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.waltap.connect.convert.ParallelConverter;
import io.waltap.connect.json.WaltapJsonConverter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  @ArchTest
  static final ArchRule ARROWS_GO_DOWN =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("task")
          .definedBy("io.waltap.connect")
          .layer("metrics")
          .definedBy("..connect.metrics")
          .layer("snapshot")
          .definedBy("..connect.snapshot")
          .layer("replication")
          .definedBy("..connect.replication")
          .layer("lane")
          .definedBy("..connect.lane")
          .layer("database")
          .definedBy("..connect.database")
          .layer("record")
          .definedBy("..connect.record")
          .layer("event")
          .definedBy("..connect.event")
          .layer("config")
          .definedBy("..connect.config")
          .layer("types")
          .definedBy("..connect.types")
          .layer("pgoutput")
          .definedBy("..connect.pgoutput")
          .layer("json")
          .definedBy("..connect.json")
          .layer("convert")
          .definedBy("..connect.convert")
          .whereLayer("task")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("metrics")
          .mayOnlyBeAccessedByLayers("task")
          .whereLayer("snapshot")
          .mayOnlyBeAccessedByLayers("task")
          .whereLayer("replication")
          .mayOnlyBeAccessedByLayers("task", "metrics")
          .whereLayer("lane")
          .mayOnlyBeAccessedByLayers("task")
          .whereLayer("database")
          .mayOnlyBeAccessedByLayers("task", "snapshot", "replication", "lane")
          .whereLayer("record")
          .mayOnlyBeAccessedByLayers("task", "snapshot", "replication", "lane")
          .whereLayer("event")
          .mayOnlyBeAccessedByLayers("task", "snapshot", "record", "database")
          .whereLayer("convert")
          .mayOnlyBeAccessedByLayers("task", "record", "json")
          .whereLayer("json")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("json")
          .mayOnlyAccessLayers("convert")
          .whereLayer("convert")
          .mayOnlyAccessLayers("types")
          .ignoreDependency(WaltapJsonConverter.class, Version.class)
          .ignoreDependency(ParallelConverter.class, Version.class)
          .because(
              "a row goes pgoutput → event → record → task in one direction; hand a value down, or an"
                  + " interface of the lower package, instead of reaching up; the converters are beside"
                  + " all this, and know none of it: users may take them for any connector");

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
