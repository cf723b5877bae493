/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.config.TablesWithoutIdentity;
import io.waltap.connect.database.PublicationPlan.Listing;
import io.waltap.connect.pgoutput.TableId;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What a publication of the included tables has, leaves out, and must change. */
class PublicationPlanTest {
  private static final PublishableTable A = table(1, "a", 0, IdentityState.SUFFICIENT);
  private static final PublishableTable B = table(2, "b", 0, IdentityState.SUFFICIENT);
  private static final PublishableTable KEYLESS = table(3, "keyless", 0, IdentityState.NONE);
  private static final PublishableTable STORED = table(4, "stored", 0, IdentityState.STORED);
  private static final PublishableTable VIRTUAL = table(5, "virtual", 0, IdentityState.VIRTUAL);
  private static final PublishableTable ROOT = root(6, "root", IdentityState.NONE);
  private static final PublishableTable LEAF = table(7, "leaf", 6, IdentityState.SUFFICIENT);
  private static final PublishableTable BAD_LEAF = table(8, "bad", 6, IdentityState.NONE);

  @Test
  void tablesOnWhichChangesWouldFailAreLeftOut() {
    PublicationPlan plan = plan(table -> true, A, KEYLESS, VIRTUAL, B);

    assertThat(plan.tables()).containsExactly(A, B);
    assertThat(plan.leftOut()).containsExactly(KEYLESS, VIRTUAL);
    assertThat(plan.causes()).containsExactly(KEYLESS, VIRTUAL);
  }

  @Test
  void theyArePublishedIfThePropertySaysSo() {
    PublicationPlan plan =
        PublicationPlan.of(List.of(A, KEYLESS), table -> true, TablesWithoutIdentity.PUBLISH);

    assertThat(plan.tables()).containsExactly(A, KEYLESS);
    assertThat(plan.leftOut()).isEmpty();
    assertThat(plan.refusing()).containsExactly(KEYLESS);
  }

  @Test
  void aTableThatIsNotIncludedDoesNotCount() {
    PublicationPlan plan = plan(table -> table.name().equals("a"), A, B, KEYLESS);

    assertThat(plan.tables()).containsExactly(A);
    assertThat(plan.leftOut()).isEmpty();
  }

  @Test
  void aStoredGeneratedColumnInAnIdentityNeedsAnOption() {
    assertThat(plan(table -> true, A, STORED).storedColumns()).isTrue();
    assertThat(plan(table -> true, A).storedColumns()).isFalse();
    assertThat(plan(table -> table.name().equals("a"), A, STORED).storedColumns()).isFalse();
  }

  @Test
  void ofAPartitionedTableTheIdentitiesOfItsPartitionsCount() {
    assertThat(plan(table -> true, ROOT, LEAF).tables()).containsExactly(ROOT);

    PublicationPlan plan = plan(table -> true, ROOT, LEAF, BAD_LEAF);
    assertThat(plan.tables()).isEmpty();
    assertThat(plan.leftOut()).containsExactly(ROOT);
    assertThat(plan.causes()).containsExactly(BAD_LEAF);

    assertThat(plan(table -> true, ROOT).leftOut())
        .as("its own, without partitions")
        .containsExactly(ROOT);
  }

  @Test
  void theChangeLeavesTablesOfListedSchemasAlone() {
    PublicationPlan plan = plan(table -> true, A, B);

    assertThat(plan.change(new Listing(List.of(A), Set.of())).added()).containsExactly(B);
    assertThat(plan.change(new Listing(List.of(), Set.of("public"))).isEmpty()).isTrue();
  }

  @Test
  void aTableThatIsNotIncludedAnyMoreIsDropped() {
    PublicationPlan plan = plan(table -> table.name().equals("a"), A, B);

    assertThat(plan.change(new Listing(List.of(A, B), Set.of())).dropped()).containsExactly(B);
    assertThat(plan.empties(new Listing(List.of(B), Set.of()))).isFalse();
    assertThat(plan(table -> false, A, B).empties(new Listing(List.of(B), Set.of()))).isTrue();
  }

  @Test
  void aListedTableThatHasLostItsIdentityStays() {
    PublicationPlan plan = plan(table -> true, A, KEYLESS);
    Listing listing = new Listing(List.of(A, KEYLESS), Set.of());

    assertThat(plan.change(listing).isEmpty()).isTrue();
    assertThat(plan.beyond(listing).leftOut()).isEmpty();
  }

  // Guards against: changes of a partition that are lost, because another partition of the table
  // has no identity.
  @Test
  void aListedPartitionOfATableThatIsLeftOutStays() {
    PublicationPlan plan = plan(table -> true, A, ROOT, LEAF, BAD_LEAF);

    assertThat(plan.leftOut()).containsExactly(ROOT);
    assertThat(plan.change(new Listing(List.of(A, LEAF), Set.of())).isEmpty()).isTrue();
    assertThat(plan.change(new Listing(List.of(A, B, LEAF), Set.of())).dropped())
        .containsExactly(B);
  }

  @Test
  void aTableWhosePartitionsArePublishedIsNotLacking() {
    PublicationPlan plan = plan(table -> true, A, B, ROOT, LEAF);

    assertThat(plan.lacking(Set.of(A.oid(), LEAF.oid()))).containsExactly(B);
  }

  // Guards against: an included table that is not captured without a word, because it has no
  // identity.
  @Test
  void whatIsNeitherListedNorSentIsUnpublishedAlsoWithoutAnIdentity() {
    PublicationPlan plan = plan(table -> true, A, B, KEYLESS, ROOT, LEAF);

    assertThat(plan.unpublished(new Listing(List.of(ROOT), Set.of()), Set.of(A.oid())))
        .containsExactly(B, KEYLESS);
    assertThat(plan.unpublished(new Listing(List.of(), Set.of()), Set.of(A.oid(), LEAF.oid())))
        .containsExactly(B, KEYLESS);
    assertThat(plan.unpublished(new Listing(List.of(), Set.of("public")), Set.of())).isEmpty();
  }

  @Test
  void theRemedyIsAnIdentityThatHelps() {
    PublishableTable mixed =
        new PublishableTable(
            9, new TableId("public", "m"), true, false, 0, IdentityState.NONE, false);

    assertThat(PublishableTable.remedies(List.of(KEYLESS, VIRTUAL, mixed)))
        .isEqualTo(
            "ALTER TABLE \"public\".\"keyless\" REPLICA IDENTITY FULL;"
                + " ALTER TABLE \"public\".\"virtual\" REPLICA IDENTITY DEFAULT;");
  }

  private static PublicationPlan plan(Predicate<TableId> included, PublishableTable... all) {
    return PublicationPlan.of(List.of(all), included, TablesWithoutIdentity.LEAVE_OUT);
  }

  private static PublishableTable table(int oid, String name, int parent, IdentityState identity) {
    return new PublishableTable(
        oid,
        new TableId("public", name),
        true,
        false,
        parent,
        identity,
        identity != IdentityState.VIRTUAL);
  }

  private static PublishableTable root(int oid, String name, IdentityState identity) {
    return new PublishableTable(oid, new TableId("public", name), true, true, 0, identity, true);
  }
}
