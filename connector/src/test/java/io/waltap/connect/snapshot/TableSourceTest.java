/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.TablePartition;
import io.waltap.connect.database.TablePartitions;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.pgoutput.TableId;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class TableSourceTest {
  private static final PublishedTable ROOT = table(1, "m", true);
  private static final TablePartition FIRST = partition(2, "m1", false, true);
  private static final TablePartition SECOND = partition(3, "m2", false, true);
  private static final TablePartition FOREIGN = partition(9, "m9", true, true);

  @Test
  void aTableIsReadByItsName() {
    assertThat(TableSource.whole(table(5, "t", false)))
        .isEqualTo(new TableSource(5, "ONLY \"public\".\"t\"", null, true, 7));
    assertThat(sources(Set.of(), FIRST, SECOND))
        .containsExactly(new TableSource(1, "\"public\".\"m\"", null, false, 7));
  }

  // Guards against: all rows of a large table that come again, because one partition came.
  @Test
  void partitionsThatCameAreReadAlone() {
    assertThat(sources(Set.of(3), FIRST, SECOND))
        .containsExactly(new TableSource(3, "ONLY \"public\".\"m2\"", null, true, 0));
  }

  @Test
  void aPartitionThatIsGoneIsNotRead() {
    assertThat(sources(Set.of(4), FIRST, SECOND)).isEmpty();
  }

  @Test
  void withARightToTheTableAloneAPartitionIsReadThroughTheTable() {
    assertThat(sources(Set.of(3), FIRST, partition(3, "m2", false, false)))
        .containsExactly(
            new TableSource(1, "\"public\".\"m\"", "t.tableoid = '3'::pg_catalog.oid", false, 0));
  }

  // Guards against: rows that no stream has later changes of, and a snapshot that fails or hangs
  // because another server is gone.
  @Test
  void aForeignPartitionIsLeftOut() {
    assertThat(sources(Set.of(), FIRST, SECOND, FOREIGN))
        .extracting(TableSource::rows)
        .containsExactly("ONLY \"public\".\"m1\"", "ONLY \"public\".\"m2\"");
    assertThat(sources(Set.of(), FOREIGN)).isEmpty();
  }

  @Test
  void withAForeignPartitionTheOthersMustBeReadable() {
    TablePartition secret = partition(3, "m2", false, false);

    assertThatThrownBy(() -> sources(Set.of(), FIRST, secret, FOREIGN))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("GRANT SELECT ON \"public\".\"m2\" TO");
  }

  private static List<TableSource> sources(Set<Integer> only, TablePartition... leaves) {
    return TableSource.of(ROOT, new TablePartitions(100, List.of(leaves)), only);
  }

  private static PublishedTable table(int oid, String name, boolean partitioned) {
    Relation relation = new Relation(oid, "public", name, ReplicaIdentity.DEFAULT, List.of());
    return new PublishedTable(
        oid, relation.id(), Set.of(7), relation, partitioned, null, 7, true, false);
  }

  private static TablePartition partition(int oid, String name, boolean foreign, boolean readable) {
    return new TablePartition(
        oid, new TableId("public", name), foreign, readable, readable, 0, oid);
  }
}
