/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.database.IdentityState;
import io.waltap.connect.database.PublicationPlan;
import io.waltap.connect.database.PublishableTable;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.record.TestTable;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Under which names a publication that does not exist yet would send changes. */
class PlanReaderTest {
  private static final PublishableTable A = table(1, "a", 0, false);
  private static final PublishableTable ROOT = table(2, "m", 0, true);
  private static final PublishableTable LEAF = table(3, "m1", 2, false);
  private static final List<PublishableTable> ALL = List.of(A, ROOT, LEAF);

  // Guards against: a plan with a partitioned table under a name that its records do not have.
  @Test
  void changesHaveTheNamesOfPartitionsUnlessTheOptionSaysOtherwise() {
    PublicationPlan plan = plan("public[.](a|m)");

    assertThat(PlanReader.sent(ALL, plan, false)).containsExactlyInAnyOrder(1, 3);
    assertThat(PlanReader.sent(ALL, plan, true)).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void aTableThatIsNotIncludedIsNotSent() {
    PublicationPlan plan = plan("public[.]m1");

    assertThat(PlanReader.sent(ALL, plan, false)).containsExactly(3);
    assertThat(PlanReader.sent(ALL, plan, true)).containsExactly(3);
  }

  // Guards against: a partitioned table that is named and not captured, without a word.
  @Test
  void aPartitionedTableIsHiddenIfNoneOfItsPartitionsIsIncluded() {
    PublicationPlan plan = plan("public[.](a|m)");

    assertThat(PlanReader.hidden(plan, Set.of(1, 3), Set.of(1))).containsExactly(ROOT.id());
    assertThat(PlanReader.hidden(plan, Set.of(1, 3), Set.of(1, 3))).isEmpty();
    assertThat(PlanReader.hidden(plan, Set.of(1, 2), Set.of(1, 2))).isEmpty();
    assertThat(PlanReader.hidden(plan, Set.of(), Set.of())).as("nothing is published").isEmpty();
  }

  // Guards against: a partition that is named and not captured, without a word; advice to add it to
  // a publication that would go on sending its changes under another name.
  @Test
  void aPartitionIsUnderItsRootIfThatIsSentAndNotIncluded() {
    PublishableTable part = table(4, "m2", 2, true);
    PublishableTable below = table(5, "m21", 4, false);
    List<PublishableTable> all = List.of(A, ROOT, LEAF, part, below);
    PublicationPlan plan = plan(all, "public[.](a|m1|m2)");

    assertThat(PlanReader.underRoots(all, plan, Set.of(1, 2)))
        .containsExactly(
            new CapturePlan.UnderRoot(LEAF.id(), ROOT.id()),
            new CapturePlan.UnderRoot(part.id(), ROOT.id()));
    assertThat(PlanReader.underRoots(all, plan(all, "public[.]m21"), Set.of(4)))
        .as("the root is a partition itself")
        .containsExactly(new CapturePlan.UnderRoot(below.id(), part.id()));
    assertThat(PlanReader.underRoots(all, plan, Set.of(1, 3, 5))).as("by partitions").isEmpty();
    assertThat(PlanReader.underRoots(all, plan(all, "public[.].*"), Set.of(1, 2)))
        .as("the root is included")
        .isEmpty();
    assertThat(PlanReader.underRoots(all, plan, Set.of())).as("nothing is published").isEmpty();
  }

  private static PublicationPlan plan(String tables) {
    return plan(ALL, tables);
  }

  private static PublicationPlan plan(List<PublishableTable> all, String tables) {
    return PublicationPlan.ofIncluded(all, TestTable.config("table.include.list", tables));
  }

  private static PublishableTable table(int oid, String name, int parent, boolean partitioned) {
    return new PublishableTable(
        oid,
        new TableId("public", name),
        true,
        partitioned,
        parent,
        IdentityState.SUFFICIENT,
        true);
  }
}
