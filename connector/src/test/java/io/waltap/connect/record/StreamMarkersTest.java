/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import static io.waltap.connect.record.TestRecords.changes;
import static io.waltap.connect.record.TestRecords.header;
import static io.waltap.connect.record.TestRecords.offset;
import static io.waltap.connect.record.TestRecords.told;
import static io.waltap.connect.record.TestTable.MOVE;
import static io.waltap.connect.record.TestTable.RELATION;
import static io.waltap.connect.record.TestTable.insert;
import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.PgOutputMessage.Begin;
import io.waltap.connect.pgoutput.PgOutputMessage.Commit;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.table.Membership;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife;
import io.waltap.connect.table.TableLife.CatchingUp;
import io.waltap.connect.table.TableLife.Gone;
import io.waltap.connect.table.TableLife.New;
import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.TableLife.Streaming;
import io.waltap.connect.table.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** Where a stream has markers for a mirror: {@link StreamMarkers}. */
class StreamMarkersTest {
  private static final String ENABLED = "mirror.signals.enabled";
  private static final String INTERVAL = "mirror.signals.interval.ms";
  private static final String OPEN = "w1-open";
  private static final String WATERMARK = "w1-watermark";
  private static final String LONG = "3600000";

  @Test
  void unlessTheyAreAskedForThereAreNone() {
    TestStream stream = new TestStream(INTERVAL, "0");

    assertThat(told(stream.transaction(insert(1, "Ann", null)))).containsExactly("c");
    stream.passed(90);
    stream.builder.ended(Lsn.NONE, new Batch());
    assertThat(stream.records()).isEmpty();
  }

  @Test
  void openComesBeforeTheFirstRecordOfARunAndAWatermarkAfterTheTransaction() {
    TestStream stream = marked("0");

    assertThat(told(stream.transaction(insert(1, "Ann", null), insert(2, "Bob", null))))
        .containsExactly(OPEN, "c", "c", WATERMARK);
    assertThat(told(stream.transaction(MOVE))).containsExactly("d", "tombstone", "c", WATERMARK);
  }

  @Test
  void aWatermarkHasTheEndOfTheCommitAndItsTime() {
    List<SourceRecord> records = marked("0").transaction(insert(1, "Ann", null));

    assertThat(text(records.get(2)))
        .isEqualTo("w1-watermark-0000000000000023-%016x".formatted(TestStream.COMMIT_MICROS));
  }

  // Guards against: a stored position that goes back, or that covers a change which is not there.
  @Test
  void aMarkerHasThePositionThatTheTableHasThere() {
    List<SourceRecord> records = marked("0").transaction(insert(1, "Ann", null));

    assertThat(TestRecords.offsets(records))
        .containsExactly(offset(30, 20, -1), offset(30, 20, 0), offset(30, 20, 0));
    assertThat(records.get(0).sourcePartition()).isEqualTo(records.get(1).sourcePartition());
  }

  // Guards against: a table whose rows are missing and that looks as if they were read.
  @Test
  void whileRowsAreMissingThePositionSaysSo() {
    TestStream stream = new TestStream(table("0"), Snapshotting.atStart(), Map.of());
    stream.describe(RELATION);

    assertThat(stream.transaction(insert(1, "Ann", null)))
        .hasSize(3)
        .allSatisfy(
            record ->
                assertThat(TablePosition.fromMap(record.sourceOffset()).snapshotPending())
                    .isTrue());
  }

  @Test
  void aTableThatChangesIsMarkedOnceInAnInterval() {
    TestStream stream = marked(LONG);

    assertThat(told(stream.transaction(insert(1, "Ann", null))))
        .as("at once")
        .containsExactly(OPEN, "c", WATERMARK);
    assertThat(told(stream.transaction(insert(2, "Bob", null)))).containsExactly("c");
    stream.passed(90);
    assertThat(stream.records()).isEmpty();
  }

  @Test
  void whereNothingMoreIsThereATableIsMarkedUpToThere() {
    TestStream stream = marked("0");
    stream.begin(30, TestStream.XID);
    stream.add(insert(1, "Ann", null), 20);
    stream.passed(25);
    assertThat(told(stream.records())).as("within the transaction").containsExactly(OPEN, "c");

    stream.commit(30);
    assertThat(told(stream.records())).containsExactly(WATERMARK);
    stream.passed(90);
    assertThat(stream.records()).as("without a record since").isEmpty();
  }

  @Test
  void aWatermarkOfAnIdleStreamHasItsPlace() {
    TestTable table = table("1000");
    Lane lane = new Lane(table, Streaming.INSTANCE, Map.of());
    lane.change();
    lane.later(1);
    lane.markers.idle(90, lane.out);

    assertThat(told(lane.records())).containsExactly(OPEN, WATERMARK);
    assertThat(lane.lastLsn).isEqualTo(90);
  }

  // Guards against: a transaction that counts as complete although the link broke within it.
  @Test
  void anInterruptedTransactionIsNotComplete() {
    TestStream stream = marked("0");
    stream.begin(60, TestStream.XID);
    stream.add(insert(1, "Ann", null), 50);
    stream.builder.streamStarted();
    stream.describe(RELATION);
    assertThat(told(stream.records())).containsExactly(OPEN, "c");

    stream.begin(30, TestStream.XID);
    stream.commit(30);
    stream.passed(40);
    assertThat(stream.records()).isEmpty();

    stream.begin(60, TestStream.XID);
    stream.add(insert(1, "Ann", null), 50);
    stream.add(insert(2, "Bob", null), 51);
    stream.commit(60);
    assertThat(told(stream.records())).containsExactly("c", WATERMARK);
  }

  // Guards against: watermarks that go back while a stream replays what was delivered before.
  @Test
  void aReplayIsNotMarked() {
    AtomicLong now = new AtomicLong();
    Lane lane = new Lane(table("1000"), Streaming.INSTANCE, Map.of(), now);
    lane.change();
    lane.markers.committed(35, 0, lane.out);
    assertThat(told(lane.records())).containsExactly(OPEN, WATERMARK);

    lane.entry.cursor().advance(60, 50);
    lane.change();
    lane.markers.streamStarted();
    now.addAndGet(TimeUnit.HOURS.toNanos(1));
    lane.markers.idle(40, lane.out);
    assertThat(lane.records()).isEmpty();

    lane.later(1);
    lane.markers.idle(65, lane.out);
    assertThat(told(lane.records())).containsExactly(WATERMARK);
  }

  // Guards against: a table that counts as complete in the lane's stream, while another stream
  // still has changes of it.
  @Test
  void aTableThatCatchesUpIsNotMarkedByTheLanesStream() {
    Lane lane = new Lane(table("1000"), Streaming.INSTANCE, Map.of());
    lane.change();
    lane.tables.become(lane.entry, new New(1));
    lane.tables.become(lane.entry, Snapshotting.whileStreaming(1));
    lane.markers.idle(90, lane.out);
    assertThat(told(lane.records())).containsExactly(OPEN);

    lane.tables.become(lane.entry, new CatchingUp(1));
    lane.tables.completed(lane.entry, 100);
    lane.later(1);
    lane.markers.idle(110, lane.out);
    assertThat(lane.records()).as("the other stream has told of it").isEmpty();
  }

  // Guards against: a table without a watermark after it has caught up, until it changes again.
  @Test
  void aStreamByWhichTablesCatchUpMarksAllOfThemAtItsEnd() {
    TestTable table = table(LONG);
    Tables tables =
        new Tables(
            "srv",
            Map.of(TestTable.ID.text(), TablePosition.snapshot(false, 20)),
            (lane, relation) -> null);
    tables.add(TestTable.OID, TestTable.ID, Membership.UNKNOWN, Snapshotting.atStart());
    RecordBuilder catchUp = RecordBuilder.forCatchUp(table.context, table.schemas, tables);
    Batch out = new Batch();
    catchUp.streamStarted();
    catchUp.passed(80, out);
    assertThat(out.isEmpty()).isTrue();

    catchUp.ended(Lsn.NONE, out);
    assertThat(told(out.records())).containsExactly(OPEN, WATERMARK);
    assertThat(text(out.last())).startsWith("w1-watermark-0000000000000050-");
  }

  @Test
  void aStreamThatEndsAtAPositionIsCompleteUpToThere() {
    TestTable table = table(LONG);
    TestStream lane = new TestStream(table, RELATION);
    RecordBuilder catchUp = RecordBuilder.forCatchUp(table.context, table.schemas, lane.tables);
    Batch out = new Batch();
    catchUp.add(RELATION, 0, out);
    catchUp.add(new Begin(30, TestStream.COMMIT_MICROS, TestStream.XID), 10, out);
    catchUp.add(insert(1, "Ann", null), 20, out);
    catchUp.add(new Commit(30, 35, TestStream.COMMIT_MICROS), 35, out);
    catchUp.ended(600, out);

    assertThat(told(out.records())).containsExactly(OPEN, "c", WATERMARK, WATERMARK);
    assertThat(text(out.last())).startsWith("w1-watermark-0000000000000258-");
  }

  @Test
  void atTheEndOfTheLanesStreamTheTablesThatHaveChangedAreMarked() {
    TestStream stream = marked(LONG);
    stream.transaction(insert(1, "Ann", null));
    stream.transaction(insert(2, "Bob", null));
    Batch out = new Batch();
    stream.builder.ended(Lsn.NONE, out);
    stream.builder.ended(Lsn.NONE, out);

    assertThat(told(out.records())).containsExactly(WATERMARK);
    assertThat(text(out.last())).startsWith("w1-watermark-0000000000000041-");
  }

  @Test
  void aRunAndALogAreOpenedOnce() {
    TestTable table = table(LONG);
    TestStream stream = new TestStream(table, RELATION);
    stream.transaction(insert(1, "Ann", null));
    stream.builder.streamStarted();
    stream.describe(RELATION);
    assertThat(told(stream.transaction(insert(2, "Bob", null))))
        .as("the link was lost")
        .containsExactly("c");

    stream.builder.identify("7", 2, 40);
    assertThat(told(stream.transaction(insert(3, "Cas", null))))
        .as("another timeline")
        .containsExactly(OPEN, "c");

    TestStream next = new TestStream(table, RELATION);
    assertThat(told(next.transaction(insert(4, "Dee", null))))
        .as("the lane begins again")
        .startsWith(OPEN, "c");
  }

  // Guards against: a topic that retention empties, because its table does not change.
  @Test
  void aTableThatDoesNotChangeIsMarkedAtTheLatestAfterSixHours() {
    Map<String, TablePosition> stored =
        Map.of(TestTable.ID.text(), TablePosition.streamed(30, 20, 0));
    Lane lane = new Lane(table("1000"), Streaming.INSTANCE, stored);
    List<Integer> hours = new ArrayList<>();
    for (int hour = 1; hour <= 24; hour++) {
      lane.later(1);
      lane.markers.idle(100 + hour, lane.out);
      if (!lane.records().isEmpty()) {
        hours.add(hour);
      }
    }

    assertThat(hours).containsExactly(3, 9, 15, 21);
  }

  @Test
  void aTableOfWhichNothingWasEverDeliveredHasNoTopicToKeep() {
    Lane lane = new Lane(table("1000"), Streaming.INSTANCE, Map.of());
    lane.later(12);
    lane.markers.idle(100, lane.out);

    assertThat(lane.records()).isEmpty();
  }

  // Guards against: a topic that was deleted with its table, and is made again every six hours.
  @Test
  void aTableThatHasLeftIsNotMarked() {
    Lane lane = new Lane(table("1000"), Streaming.INSTANCE, Map.of());
    lane.change();
    lane.markers.idle(90, lane.out);
    assertThat(told(lane.records())).containsExactly(OPEN, WATERMARK);

    lane.tables.become(lane.entry, new Gone(95, true));
    lane.later(12);
    lane.markers.idle(100, lane.out);
    assertThat(lane.records()).isEmpty();
  }

  // Guards against: so many topics that Connect creates at once that Kafka aborts the transaction.
  @Test
  void onlySomeTablesThatDoNotChangeAreMarkedAtOnce() {
    AtomicLong now = new AtomicLong();
    Tables tables = new Tables("srv", Map.of(), (lane, relation) -> null);
    for (int oid = 1; oid <= 70; oid++) {
      TableEntry entry =
          tables.add(oid, new TableId("public", "t" + oid), Membership.UNKNOWN, Streaming.INSTANCE);
      tables.delivered(entry, TablePosition.snapshot(true, 5));
    }
    StreamMarkers markers =
        new StreamMarkers(table("1000").context.markers(), tables, true, 1, now::get);
    now.addAndGet(TimeUnit.HOURS.toNanos(7));
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Batch out = new Batch();
      markers.idle(100, out);
      sizes.add(out.size() / 2); // each is opened, too
    }

    assertThat(sizes).containsExactly(50, 20, 0);
  }

  private static TestStream marked(String interval) {
    return new TestStream(table(interval), RELATION);
  }

  private static TestTable table(String interval) {
    return new TestTable(ENABLED, "true", INTERVAL, interval);
  }

  private static String text(SourceRecord marker) {
    assertThat(changes(List.of(marker))).as("a marker").isEmpty();
    return String.valueOf(header(marker, MarkerRecords.HEADER));
  }

  /** One table and its markers, at a time that the test sets. */
  private static final class Lane {
    private final AtomicLong now;
    private final Tables tables;
    private final TableEntry entry;
    private final StreamMarkers markers;
    private Batch out = new Batch();
    private long lastLsn;

    Lane(TestTable table, TableLife life, Map<String, TablePosition> stored) {
      this(table, life, stored, new AtomicLong());
    }

    Lane(TestTable table, TableLife life, Map<String, TablePosition> stored, AtomicLong now) {
      this.now = now;
      tables = new Tables("srv", stored, (lane, relation) -> null);
      entry = tables.add(TestTable.OID, TestTable.ID, Membership.UNKNOWN, life);
      markers =
          new StreamMarkers(
              table.context.markers(), tables, true, TimeUnit.SECONDS.toNanos(1), now::get);
    }

    /** The table has a record of the change that the stream has come to. */
    void change() {
      if (entry.cursor().position() == null) {
        entry.cursor().advance(30, 20);
      }
      markers.change(markers.of(entry), out);
      entry.cursor().delivered();
    }

    void later(int hours) {
      now.addAndGet(TimeUnit.HOURS.toNanos(hours));
    }

    List<SourceRecord> records() {
      List<SourceRecord> made = out.records();
      for (SourceRecord record : made) {
        String text = text(record);
        if (text.startsWith(WATERMARK)) {
          lastLsn = Long.parseUnsignedLong(text.substring(13, 29), 16);
        }
      }
      out = new Batch();
      return made;
    }
  }
}
