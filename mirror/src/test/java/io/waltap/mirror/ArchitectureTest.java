/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

/** The packages are the stages of a change on its way, and imports go down it only. */
@AnalyzeClasses(packages = "io.waltap.mirror", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "io.waltap.mirror";
  private static final Path MAIN = Path.of("src/main/java/io/waltap/mirror");

  /** From the top down. */
  private static final List<String> PACKAGES =
      List.of(
          "root",
          "metrics",
          "table",
          "maintain",
          "commit",
          "write",
          "locate",
          "buffer",
          "change",
          "schema");

  @ArchTest
  static void importsGoDown(JavaClasses classes) {
    LayeredArchitecture layers =
        layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
            .ensureAllClassesAreContainedInArchitecture();
    for (String name : PACKAGES) {
      layers = layers.layer(name).definedBy(name.equals("root") ? ROOT : ROOT + "." + name);
    }
    for (int i = 0; i < PACKAGES.size(); i++) {
      List<String> below = PACKAGES.subList(i + 1, PACKAGES.size());
      layers =
          below.isEmpty()
              ? layers.whereLayer(PACKAGES.get(i)).mayNotAccessAnyLayer()
              : layers
                  .whereLayer(PACKAGES.get(i))
                  .mayOnlyAccessLayers(below.toArray(String[]::new));
    }
    layers
        .because(
            "a change goes from a record to a snapshot in one direction; hand a value down, or an"
                + " interface of the lower package, instead of reaching up")
        .check(classes);
  }

  @ArchTest
  static final ArchRule NO_CYCLES_BETWEEN_PACKAGES =
      slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NO_CYCLES_BETWEEN_FILES =
      slices()
          .assignedFrom(
              new SliceAssignment() {
                @Override
                public String getDescription() {
                  return "the files of a package";
                }

                @Override
                public SliceIdentifier getIdentifierOf(JavaClass type) {
                  String name = type.getName().replaceAll("\\$.*", "");
                  return SliceIdentifier.of(type.getPackageName(), name);
                }
              })
          .should()
          .beFreeOfCycles();

  @ArchTest
  static final ArchRule NO_KAFKA_CLIENT =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.apache.kafka.clients..")
                  .and(equivalentTo(OffsetAndMetadata.class).negate()))
          .because("the worker reads the topics, and the table says how far they were applied");

  @ArchTest
  static final ArchRule ONLY_THE_ROOT_KNOWS_THE_TASK =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT)
          .should()
          .dependOnClassesThat()
          .haveNameMatching("org[.]apache[.]kafka[.]connect[.]sink[.]Sink(Task|Connector).*")
          .because("tables are steered by the interface Flow, so that a test can do it too");

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    try (Stream<Path> files = Files.walk(MAIN)) {
      for (Path directory : files.filter(Files::isDirectory).toList()) {
        assertThat(directory.resolve("package-info.java")).exists();
      }
    }
  }
}
