/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.convert.EarlyConversion;
import io.waltap.connect.json.WaltapJsonConverter;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.CapturedRecord;
import io.waltap.connect.record.SnapshotRecords;
import io.waltap.connect.record.TestTable;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final AckTracker acks = new AckTracker();
  private final Outbox outbox =
      new Outbox(
          new RecordQueue(10, 0, true),
          acks,
          null, // without an interval there are no heartbeats
          new EarlyConversion(true),
          new LanePosition(0, "", 0),
          Duration.ZERO);

  @Test
  void confirmsWhatIsStored() throws Exception {
    deliver(10);
    assertThat(outbox.confirmable()).isEqualTo(10);
  }

  @Test
  void confirmsNothingAfterTheLimit() throws Exception {
    outbox.limit(15);
    deliver(10);
    assertThat(outbox.confirmable()).isEqualTo(10);
    deliver(20);
    assertThat(outbox.confirmable()).isEqualTo(15);
    outbox.limit(30);
    assertThat(outbox.confirmable()).isEqualTo(20);
  }

  // Guards against: a table that waits, and whose hold counts as none until Connect has stored
  // something, so that it is neither kept nor ever ended.
  @Test
  void aHoldBeforeAnythingIsStoredIsWhereTheSlotIs() throws Exception {
    outbox.slotIsAt(5);

    assertThat(outbox.hold(TestTable.ID)).isEqualTo(5);
    deliver(10);
    assertThat(outbox.confirmable()).isEqualTo(5);
    outbox.release(TestTable.ID);
    deliver(11);
    assertThat(outbox.confirmable()).isEqualTo(11);
  }

  // Guards against: a crash just after a lane has gone back to the connector's publication, with
  // the slot confirmed past changes that the lane's own did not have.
  @Test
  void aLimitThatIsLiftedHoldsUntilTheStreamHasComeAgainToWhereItWas() throws Exception {
    outbox.limit(15);
    deliver(20);
    outbox.liftLimit();
    deliver(16);
    assertThat(outbox.confirmable()).isEqualTo(15);
    deliver(20);
    assertThat(outbox.confirmable()).isEqualTo(15);
    deliver(21);
    assertThat(outbox.confirmable()).isEqualTo(21);
    deliver(40);
    assertThat(outbox.confirmable()).isEqualTo(40);
  }

  @Test
  void aNewLimitTakesThePlaceOfOneThatIsBeingLifted() throws Exception {
    outbox.limit(15);
    deliver(20);
    outbox.liftLimit();
    outbox.limit(18);
    deliver(30);
    assertThat(outbox.confirmable()).isEqualTo(18);
  }

  @Test
  void whatIsHeldStaysWhereItWas() throws Exception {
    deliver(10);
    outbox.hold(TestTable.ID);
    deliver(20);
    assertThat(outbox.confirmable()).isEqualTo(10);
    outbox.release(TestTable.ID);
    assertThat(outbox.confirmable()).isEqualTo(10);
    deliver(21);
    assertThat(outbox.confirmable()).isEqualTo(21);
  }

  // Guards against: the task's thread alone converting all that waits for it; and the memory that
  // the bytes take.
  @Test
  void whatIsHandedOverWhileConnectIsBehindIsConverted() throws Exception {
    TestTable visits = new TestTable();
    RecordQueue queue = new RecordQueue(10, 0, true);
    Outbox rows =
        new Outbox(
            queue,
            acks,
            null,
            visits.context.earlyConversion(),
            new LanePosition(0, "", 0),
            Duration.ZERO);
    WaltapJsonConverter converter = new WaltapJsonConverter();
    converter.configure(Map.of("schemas.enable", false), false);
    Batch[] batches = new Batch[4];
    for (int i = 0; i < batches.length; i++) {
      batches[i] = new Batch();
      batches[i].add(visits.row(i, SnapshotRecords.WITHIN));
      batches[i].addBytes(i == 2 ? 3 << 20 : 100);
    }

    SourceRecord first = batches[0].last();
    byte[] json = converter.fromConnectData("t", first.valueSchema(), first.value());
    rows.handRows(batches[0]);
    assertThat(batches[0].bytes()).as("nothing waits").isEqualTo(100);
    rows.handRows(batches[1]);
    assertThat(batches[1].bytes()).isEqualTo(100 + json.length);
    rows.handRows(batches[2]);
    assertThat(batches[2].bytes()).as("a very large row").isEqualTo(3 << 20);
    for (int i = 0; i < 3; i++) {
      queue.poll(Duration.ZERO);
    }
    rows.handRows(batches[3]);
    assertThat(batches[3].bytes()).as("nothing waits any more").isEqualTo(100);
  }

  // Guards against: a Kafka transaction that waits for a record after its last batch was full.
  @Test
  void theEndOfATransactionIsHandedOverWithoutARecord() throws Exception {
    RecordQueue queue = new RecordQueue(10, 0, true);
    Outbox rows =
        new Outbox(
            queue,
            acks,
            null,
            new EarlyConversion(true),
            new LanePosition(0, "", 0),
            Duration.ZERO);
    Batch end = new Batch();
    end.continueTransaction();

    assertThat(rows.hand(end, false, () -> {})).isFalse();
    assertThat(rows.hand(end, true, () -> {})).isTrue();
    assertThat(queue.poll(Duration.ZERO)).isSameAs(end);
    assertThat(rows.hand(new Batch(), true, () -> {})).as("nothing to end").isFalse();
  }

  // Guards against: a snapshot without a stream, all of whose rows are dropped, that waits forever.
  @Test
  void withoutAHeartbeatOneGoesOutThatCarriesNoPosition() throws Exception {
    TestTable visits = new TestTable();
    RecordQueue queue = new RecordQueue(10, 1000, true);
    Outbox rows =
        new Outbox(
            queue,
            acks,
            visits.heartbeats,
            visits.context.earlyConversion(),
            new LanePosition(0, "sys", 1),
            Duration.ofHours(1));
    Batch dropped = new Batch();
    dropped.add(visits.row(1, SnapshotRecords.WITHIN));
    dropped.addBytes(2000);
    rows.handRows(dropped);
    assertThat(queue.poll(Duration.ZERO)).isSameAs(dropped);

    rows.awaitRoom(
        () -> {
          if (queue.isBehind()) {
            dropped.records().forEach(record -> ((CapturedRecord) record).acknowledged(false));
          }
        });
    SourceRecord sent = queue.poll(Duration.ZERO).last();
    assertThat(sent.sourcePartition().get(SourcePartition.TABLE))
        .isEqualTo(SourcePartition.NOTHING);
  }

  // Guards against: a queue that is full forever because Connect has dropped all that was in it.
  // With exactly-once support, Connect tells that with the next record that is not dropped.
  @Test
  void aHeartbeatIsRepeatedWhileThereIsNoRoomForMore() throws Exception {
    TestTable visits = new TestTable();
    RecordQueue queue = new RecordQueue(10, 1000, true);
    Outbox rows =
        new Outbox(
            queue,
            acks,
            visits.heartbeats,
            visits.context.earlyConversion(),
            new LanePosition(0, "sys", 1),
            Duration.ofHours(1));
    rows.delivered(7);
    rows.hand(new Batch(), true, () -> {});
    SourceRecord heartbeat = queue.poll(Duration.ZERO).last();
    Batch dropped = new Batch();
    dropped.add(visits.row(1, SnapshotRecords.WITHIN));
    dropped.addBytes(2000);
    rows.handRows(dropped);
    assertThat(queue.poll(Duration.ZERO)).isSameAs(dropped);

    rows.awaitRoom(
        () -> {
          if (queue.isBehind()) {
            dropped.records().forEach(record -> ((CapturedRecord) record).acknowledged(false));
          }
        });
    SourceRecord repeated = queue.poll(Duration.ZERO).last();
    assertThat(repeated.topic()).isEqualTo(heartbeat.topic());
    assertThat(repeated.sourceOffset()).isEqualTo(heartbeat.sourceOffset());
  }

  /** The stream comes to a position, and Connect stores that. */
  private void deliver(long lsn) throws Exception {
    outbox.delivered(lsn);
    outbox.hand(new Batch(), true, () -> {});
    for (int i = 0; i < 2; i++) {
      acks.polled();
      acks.polled();
      acks.committed();
    }
  }
}
