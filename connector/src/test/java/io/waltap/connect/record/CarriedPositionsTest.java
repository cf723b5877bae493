/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import static io.waltap.connect.record.TestTable.delete;
import static io.waltap.connect.record.TestTable.insert;
import static io.waltap.connect.record.TestTable.oldKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.position.TablePosition;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** What Connect drops has its position carried by another record. */
class CarriedPositionsTest {
  private final TestTable table = new TestTable();
  private final TestStream stream = new TestStream(table, TestTable.RELATION);

  @Test
  void nothingIsAddedWhileNothingIsDropped() {
    stream.transaction(insert(1, "Ann", null));
    assertThat(positions()).isEmpty();
  }

  // Guards against: a table that is read again at each restart, because no position of it is
  // stored.
  @Test
  void theLatestPositionIsCarriedOnce() {
    SourceRecord dropped = stream.change(insert(1, "Ann", null));
    SourceRecord latest = stream.change(insert(2, "Bob", null));
    drop(dropped);

    List<SourceRecord> carriers = positions();
    assertThat(carriers).hasSize(1);
    assertThat(carriers.get(0).topic()).isEqualTo("hb.srv");
    assertThat(carriers.get(0).sourcePartition()).isEqualTo(latest.sourcePartition());
    assertThat(carriers.get(0).sourceOffset()).isEqualTo(latest.sourceOffset());
    assertThat(positions()).isEmpty();
  }

  @Test
  void aTableThatIsFilteredWholeHasACarrierAtEachHeartbeatOnly() {
    drop(stream.change(insert(1, "Ann", null)));
    assertThat(positions()).hasSize(1);
    drop(stream.change(insert(2, "Bob", null)));
    assertThat(positions()).as("the next heartbeat is not due").isEmpty();
  }

  // Guards against: a delete that is delivered twice, with exactly-once support too, because its
  // tombstone has the position, and a transformation drops tombstones.
  @Test
  void onceTombstonesAreDroppedADeleteComesWithACarrier() {
    drop(deleted(1).get(2));
    assertThat(positions()).hasSize(1);

    List<SourceRecord> records = deleted(2);
    List<SourceRecord> carriers = positions();
    assertThat(carriers).hasSize(1);
    assertThat(carriers.get(0).sourceOffset()).isEqualTo(records.get(2).sourceOffset());
    stream.change(insert(3, "Cid", null));
    assertThat(positions()).as("its own record carries the position").isEmpty();
  }

  @Test
  void aDroppedHeartbeatIsNotCarriedAgain() {
    stream.change(insert(1, "Ann", null));
    drop(table.heartbeats.table(TestTable.ID.text(), TablePosition.streamed(30, 20, 0)));
    assertThat(positions()).isEmpty();
  }

  /** A create, a delete and its tombstone. */
  private List<SourceRecord> deleted(int id) {
    List<SourceRecord> records =
        stream.transaction(insert(id, "Ann", null), delete(oldKey(id, null, null)));
    assertThat(records).hasSize(3);
    return records;
  }

  private void drop(SourceRecord record) {
    table.context.dropped().add((CapturedRecord) record);
  }

  /** What is added to a batch now. */
  private List<SourceRecord> positions() {
    Batch batch = new Batch();
    stream.builder.addPositions(batch);
    return batch.records();
  }
}
