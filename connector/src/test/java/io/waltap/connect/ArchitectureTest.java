/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The packages are the stages of one sentence, and dependencies go down it only. The table of
 * ARCHITECTURE.md says what each package may use, and this holds both to it.
 */
@AnalyzeClasses(
    packages = "io.waltap.connect",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "io.waltap.connect";
  private static final Path REPOSITORY = Path.of("..");
  private static final Path MAIN = Path.of("src/main/java/io/waltap/connect");

  /** A line of the page's table: a package, its job, and the packages that it may use. */
  private static final Pattern LINE =
      Pattern.compile("(?m)^\\| (?!package )([a-z.]+) \\| [^|]+ \\| ([a-z. ]+) \\| [^|]+ \\|$");

  private static final Pattern SQLSTATE = Pattern.compile("\"[0-9][0-9A-Z]{4}\"|\"3F000\"");

  @ArchTest
  static void arrowsGoDownAsThePageSays(JavaClasses classes) throws IOException {
    Map<String, List<String>> uses = uses();
    LayeredArchitecture layers =
        layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
            .ensureAllClassesAreContainedInArchitecture();
    for (String name : uses.keySet()) {
      layers = layers.layer(name).definedBy(name.equals("root") ? ROOT : ROOT + "." + name);
    }
    for (Map.Entry<String, List<String>> each : uses.entrySet()) {
      layers =
          each.getValue().isEmpty()
              ? layers.whereLayer(each.getKey()).mayNotAccessAnyLayer()
              : layers
                  .whereLayer(each.getKey())
                  .mayOnlyAccessLayers(each.getValue().toArray(String[]::new));
    }
    layers
        .because(
            "a row goes from WAL bytes to a Connect task in one direction; hand a value down, or an"
                + " interface of the lower package, instead of reaching up")
        .check(classes);
  }

  @Test
  void thePageNamesOnlyArrowsThatAreUsedAndGoDown() throws IOException {
    Map<String, List<String>> uses = uses();
    List<String> order = List.copyOf(uses.keySet());
    for (Map.Entry<String, List<String>> each : uses.entrySet()) {
      assertThat(order.subList(order.indexOf(each.getKey()) + 1, order.size()))
          .as("packages below %s", each.getKey())
          .containsAll(each.getValue());
      String source = source(each.getKey());
      for (String other : each.getValue()) {
        assertThat(source)
            .as("%s uses %s, as the page says", each.getKey(), other)
            .containsPattern("import (static )?" + ROOT + "\\." + other + "\\.[A-Z]");
      }
    }
  }

  /** For each package, from the top down: the packages that it may use. */
  private static Map<String, List<String>> uses() throws IOException {
    Map<String, List<String>> uses = new LinkedHashMap<>();
    for (MatchResult line : LINE.matcher(section("## The packages")).results().toList()) {
      String others = line.group(2);
      uses.put(line.group(1), others.equals("nothing") ? List.of() : List.of(others.split(" ")));
    }
    return uses;
  }

  private static String section(String heading) throws IOException {
    String page = Files.readString(REPOSITORY.resolve("ARCHITECTURE.md"));
    String section = page.substring(page.indexOf(heading));
    return section.substring(0, section.indexOf("\n## ", 1));
  }

  private static String source(String name) throws IOException {
    Path directory = name.equals("root") ? MAIN : MAIN.resolve(name.replace('.', '/'));
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
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
  static final ArchRule NO_IO_IN_PURE_PACKAGES =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..connect.pgoutput",
              "..connect.types",
              "..connect.schema",
              "..connect.record",
              "..connect.table",
              "..connect.position")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "org.postgresql..", "java.net..", "java.io..")
          .because(
              "they are functions of bytes; what needs the database asks through TableCatalog");

  @ArchTest
  static void theRootHasWhatConnectSees(JavaClasses classes) {
    assertThat(
            classes.stream()
                .filter(type -> type.getPackageName().equals(ROOT) && type.isTopLevelClass())
                .map(JavaClass::getSimpleName))
        .containsExactlyInAnyOrder("PostgresSourceConnector", "PostgresSourceTask");
  }

  @ArchTest
  static void whatIsMutableIsNamedOnThePage(JavaClasses classes) throws IOException {
    Set<String> named =
        Pattern.compile("`([A-Z]\\w+)`")
            .matcher(section("## What is mutable"))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toSet());
    Set<String> mutable = new TreeSet<>();
    for (JavaClass type : classes) {
      if (!type.isEnum() && type.getFields().stream().anyMatch(ArchitectureTest::isMutable)) {
        mutable.add(type.getName().replaceAll(".*\\.", "").replaceAll("\\$.*", ""));
      }
    }
    mutable.removeAll(Set.of("PostgresSourceConnector", "PostgresSourceTask"));

    assertThat(named).as("classes under \"What is mutable\"").containsAll(mutable);
  }

  private static boolean isMutable(JavaField field) {
    return !field.getModifiers().contains(JavaModifier.FINAL)
        && !field.getModifiers().contains(JavaModifier.STATIC)
        && !field.getModifiers().contains(JavaModifier.SYNTHETIC);
  }

  @Test
  void onlySqlStatesHasSqlStates() throws IOException {
    List<String> others = new ArrayList<>();
    try (Stream<Path> files = Files.walk(MAIN)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        if (!file.endsWith("SqlStates.java") && SQLSTATE.matcher(Files.readString(file)).find()) {
          others.add(file.getFileName().toString());
        }
      }
    }
    assertThat(others).as("files with an SQLSTATE of their own").isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    for (String name : uses().keySet()) {
      if (!name.equals("root")) {
        assertThat(MAIN.resolve(name.replace('.', '/')).resolve("package-info.java")).exists();
      }
    }
  }

  @Test
  void everyClassNamedOnTheArchitecturePageExists() throws IOException {
    Set<String> classes;
    try (Stream<Path> files = Files.walk(REPOSITORY.toRealPath())) {
      classes =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".java"))
              .map(name -> name.substring(0, name.length() - ".java".length()))
              .collect(Collectors.toSet());
    }
    List<String> missing =
        Pattern.compile("`([A-Z][a-z]+[A-Za-z]*[a-z])`")
            .matcher(Files.readString(REPOSITORY.resolve("ARCHITECTURE.md")))
            .results()
            .map(match -> match.group(1))
            .filter(name -> !classes.contains(name))
            .toList();

    assertThat(missing).as("classes named in ARCHITECTURE.md that do not exist").isEmpty();
  }
}
