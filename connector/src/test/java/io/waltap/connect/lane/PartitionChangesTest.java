/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.TablePartition;
import io.waltap.connect.database.TablePartitions;
import io.waltap.connect.pgoutput.TableId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which partitions of the table with OID 1 came with rows. */
class PartitionChangesTest {
  private static final TablePartition CREATED = partition(2, 0);

  private final PartitionChanges changes = new PartitionChanges();

  @Test
  void aPartitionThatIsAttachedCameWithRows() {
    changes.readWhole(root(100, CREATED));

    assertThat(compare(110, CREATED, partition(3, 105))).containsExactly(3);
  }

  @Test
  void aPartitionThatIsCreatedAsOneHasAllItsRowsInTheStream() {
    changes.readWhole(root(100));

    assertThat(compare(110, CREATED)).isEmpty();
  }

  @Test
  void aPartitionComesOnce() {
    changes.readWhole(root(100));
    compare(110, partition(3, 105));

    assertThat(compare(120, partition(3, 105))).isEmpty();
  }

  // Guards against: a partition that is read at each check, as long as some transaction is open.
  @Test
  void aPartitionComesOnceWhileAnOlderTransactionIsOpen() {
    changes.readWhole(root(100));
    compare(100, partition(3, 105));

    assertThat(compare(100, partition(3, 105))).isEmpty();
    assertThat(compare(100, partition(3, 105), partition(4, 104))).containsExactly(4);
  }

  // Guards against: rows that were written while the partition was detached.
  @Test
  void aPartitionThatIsAttachedAgainComesAgain() {
    changes.readWhole(root(100, CREATED));

    assertThat(compare(110, partition(2, 105))).containsExactly(2);
    assertThat(compare(120, partition(2, 115))).containsExactly(2);
  }

  @Test
  void aForeignPartitionDoesNotCome() {
    changes.readWhole(root(100));

    assertThat(
            compare(
                110, new TablePartition(3, new TableId("public", "m3"), true, true, true, 105, 0)))
        .isEmpty();
  }

  // Guards against: rows of partitions that are attached while the connector is stopped.
  @Test
  void whatWasAttachedWhileTheConnectorWasStoppedComesWithTheFirstCheck() {
    long stored = changes.resume(root(200, partition(3, 50), partition(4, 150)), 100);

    assertThat(stored).isEqualTo(100);
    assertThat(compare(210, partition(3, 50), partition(4, 150))).containsExactly(4);
  }

  @Test
  void ifNothingIsStoredThePartitionsThatThereAreAreBelievedToBeDelivered() {
    long stored = changes.resume(root(200, partition(3, 250)), 0);

    assertThat(stored).isEqualTo(200);
    assertThat(compare(260, partition(3, 250), partition(4, 255))).containsExactly(4);
  }

  @Test
  void aStartInTheSameRunGoesOnFromTheLastCheck() {
    changes.resume(root(200), 100);
    compare(210, partition(3, 150));

    assertThat(changes.resume(root(220, partition(3, 150)), 100)).isEqualTo(210);
    assertThat(compare(230, partition(3, 150))).isEmpty();
  }

  @Test
  void partsAreReadUntilTheTableStreamsOrIsReadAsAWhole() {
    PublishedTable root = root(100, partition(3, 105));
    assertThat(changes.partsOf(1)).isEmpty();
    changes.readWhole(root);
    changes.readOnly(1, root.partitions().leaves());

    assertThat(changes.partsOf(1)).isEqualTo(Set.of(3));
    changes.forgetPartsOf(1);
    assertThat(changes.partsOf(1)).isEmpty();
    changes.readOnly(1, root.partitions().leaves());
    changes.readWhole(root);
    assertThat(changes.partsOf(1)).isEmpty();
    changes.readOnly(1, root.partitions().leaves());
    compare(120, partition(3, 105));
    assertThat(changes.partsOf(1)).isEmpty();
  }

  private List<Integer> compare(long seen, TablePartition... leaves) {
    return changes.compare(root(seen, leaves)).stream().map(TablePartition::oid).toList();
  }

  private static PublishedTable root(long seen, TablePartition... leaves) {
    return InMemoryServer.root(1, "m", 7, new TablePartitions(seen, List.of(leaves)));
  }

  private static TablePartition partition(int oid, long attached) {
    return InMemoryServer.partition(oid, attached);
  }
}
