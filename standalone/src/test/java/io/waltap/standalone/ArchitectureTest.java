/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The packages of the one process, and which of them each may use. */
@AnalyzeClasses(
    packages = {"io.waltap.standalone", "io.waltap.embedded"},
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule ARROWS_GO_DOWN =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("root")
          .definedBy("io.waltap.standalone")
          .layer("commands")
          .definedBy("io.waltap.standalone.commands")
          .layer("demo")
          .definedBy("io.waltap.standalone.demo")
          .layer("landing")
          .definedBy("io.waltap.standalone.landing")
          .layer("lake")
          .definedBy("io.waltap.standalone.lake")
          .layer("embedded")
          .definedBy("io.waltap.embedded")
          .whereLayer("root")
          .mayOnlyAccessLayers("commands", "demo", "landing")
          .whereLayer("commands")
          .mayOnlyAccessLayers("landing", "lake", "embedded")
          .whereLayer("demo")
          .mayOnlyAccessLayers("landing", "lake", "embedded")
          .whereLayer("landing")
          .mayOnlyAccessLayers("lake")
          .whereLayer("lake")
          .mayNotAccessAnyLayer()
          .whereLayer("embedded")
          .mayNotAccessAnyLayer()
          .ensureAllClassesAreContainedInArchitecture()
          .because(
              "a command uses the landing and the servers, and never another command; hand a value"
                  + " down instead of reaching up");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("io.waltap.standalone.(*)..").should().beFreeOfCycles();
}
