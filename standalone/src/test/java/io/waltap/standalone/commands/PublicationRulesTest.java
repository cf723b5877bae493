/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PublicationRulesTest {
  private static final String LIST = "TABLE_INCLUDE_LIST";
  private static final String CREATE = "CREATE PUBLICATION \"p\" FOR TABLE \"public\".\"a\";";
  private static final RunPlan.Lacking NOTHING = new RunPlan.Lacking(List.of(), List.of(), "");
  private static final RunPlan.Lacking B =
      new RunPlan.Lacking(
          List.of("public.b"), List.of(), "ALTER PUBLICATION \"p\" ADD TABLE \"public\".\"b\";");

  // Guards against: a table that the user named, and that is missing without a word; a publication
  // of someone else that is changed.
  @Test
  void anIncludedTableThatAPublicationLacksIsAnErrorWithBothWaysOut() {
    List<Finding> findings = PublicationRules.findings(existing(B), LIST);

    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).error()).isTrue();
    assertThat(findings.get(0).message())
        .contains("public.b", "the publication's owner", "out of TABLE_INCLUDE_LIST")
        .doesNotContain("replica identity");
    assertThat(findings.get(0).remedy()).isEqualTo(B.addition());
  }

  // Guards against: an application whose UPDATE and DELETE fail after the advice was followed.
  @Test
  void aTableWithoutAnIdentityNeedsOneFirst() {
    RunPlan.Lacking lacking =
        new RunPlan.Lacking(List.of("public.b", "public.c"), List.of("public.c"), B.addition());

    assertThat(PublicationRules.findings(existing(lacking), LIST).get(0).message())
        .endsWith("on a published table without one: public.c.");
  }

  @Test
  void withoutAListTheTablesOfThePublicationAreCaptured() {
    assertThat(PublicationRules.findings(existing(B), "")).isEmpty();
    assertThat(PublicationRules.findings(existing(NOTHING), LIST)).isEmpty();
  }

  // Guards against: a publication of all tables that nobody has asked for.
  @Test
  void allTablesTakeAnExplicitWord() {
    List<Finding> findings = PublicationRules.findings(missing(true, CREATE), "");

    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).error()).isTrue();
    assertThat(findings.get(0).message())
        .contains(
            "yourself by the statement",
            "TABLE_INCLUDE_LIST",
            "PUBLICATION_AUTOCREATE_MODE=all_tables");
    assertThat(findings.get(0).remedy()).isEqualTo(CREATE);
    assertThat(PublicationRules.findings(missing(true), "").get(0).remedy())
        .isEqualTo("CREATE PUBLICATION \"p\" FOR TABLE schema.table;");
    assertThat(PublicationRules.findings(missing(true, CREATE), LIST)).isEmpty();
    assertThat(PublicationRules.findings(missing(false, CREATE), "")).as("all_tables").isEmpty();
  }

  // Guards against: a publication that grows to all tables because the list was taken away.
  @Test
  void anOwnPublicationIsNotAlteredToHaveAllTables() {
    RunPlan.Publication grown = own("ALTER PUBLICATION \"p\" ADD TABLE \"public\".\"b\";");

    List<Finding> findings = PublicationRules.findings(grown, "");
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).error()).isTrue();
    assertThat(findings.get(0).message()).contains(LIST, "PUBLICATION_AUTOCREATE_MODE=disabled");
    assertThat(PublicationRules.findings(grown, LIST)).isEmpty();
    assertThat(PublicationRules.findings(own(), "")).as("it stays as it is").isEmpty();
  }

  @Test
  void aPartitionedTableOfWhichNothingIsCapturedIsAWarning() {
    RunPlan.Publication publication =
        new RunPlan.Publication(
            "p", true, false, true, List.of(), NOTHING, List.of("public.m"), List.of());

    assertThat(PublicationRules.findings(publication, ""))
        .as("nobody has named the table")
        .isEmpty();
    List<Finding> findings = PublicationRules.findings(publication, LIST);
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).error()).isFalse();
    assertThat(findings.get(0).message()).contains("public.m", "publish_via_partition_root");
  }

  // Guards against: a partition that the user named, and that is missing without a word.
  @Test
  void aPartitionWhoseChangesComeUnderItsRootIsAWarning() {
    List<RunPlan.UnderRoot> partitions =
        List.of(
            new RunPlan.UnderRoot("public.m1", "public.m"),
            new RunPlan.UnderRoot("public.n1", "public.n"));
    RunPlan.Publication publication =
        new RunPlan.Publication("p", true, false, true, List.of(), NOTHING, List.of(), partitions);

    assertThat(PublicationRules.findings(publication, ""))
        .as("nobody has named the partitions")
        .isEmpty();
    List<Finding> findings = PublicationRules.findings(publication, LIST);
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).error()).isFalse();
    assertThat(findings.get(0).message())
        .contains(
            "public.m1 (under public.m), public.n1 (under public.n). Their changes come under the"
                + " root table, since the publication has publish_via_partition_root")
        .endsWith("take the partitions out of TABLE_INCLUDE_LIST.");
  }

  @Test
  void aMessageNamesTwentyTables() {
    List<String> many = IntStream.range(0, 25).mapToObj(i -> "public.t" + i).toList();
    RunPlan.Lacking lacking = new RunPlan.Lacking(many, List.of(), "ALTER …;");

    assertThat(PublicationRules.findings(existing(lacking), LIST).get(0).message())
        .contains("public.t19 and 5 more.")
        .doesNotContain("public.t20");
  }

  // Guards against: a preflight that shows the creation of what a start refuses to create.
  @Test
  void theResultShowsNoCreationThatIsRefused() {
    RunPlan plan = new RunPlan(List.of(), missing(true, CREATE), new RunPlan.Slot("s", true, ""));
    Finding warning = new Finding(false, "slot.name", "A warning.", "");
    CheckReport report = new CheckReport(List.of(warning), false, plan);

    Checks.Result refused = Checks.result(report, "");
    assertThat(refused.errors()).hasSize(1);
    assertThat(refused.warnings()).containsExactly(warning);
    assertThat(refused.plan())
        .contains("Publication \"p\" does not exist, and would not be created.");
    Checks.Result named = Checks.result(report, LIST);
    assertThat(named.errors()).isEmpty();
    assertThat(named.plan()).contains("    -> " + CREATE);
  }

  @Test
  void withoutAPlanThereAreTheFindingsAlone() {
    Finding error = new Finding(true, "database.port", "Nothing accepts connections.", "");
    Checks.Result result = Checks.result(new CheckReport(List.of(error), true, null), "");

    assertThat(result.unreachable()).isTrue();
    assertThat(result.errors()).containsExactly(error);
    assertThat(result.plan()).isEmpty();
  }

  private static RunPlan.Publication existing(RunPlan.Lacking lacking) {
    return new RunPlan.Publication(
        "p", true, false, true, List.of(), lacking, List.of(), List.of());
  }

  private static RunPlan.Publication own(String... statements) {
    return new RunPlan.Publication(
        "p", true, true, true, List.of(statements), NOTHING, List.of(), List.of());
  }

  private static RunPlan.Publication missing(boolean filtered, String... statements) {
    return new RunPlan.Publication(
        "p", false, false, filtered, List.of(statements), NOTHING, List.of(), List.of());
  }
}
