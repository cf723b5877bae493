/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.position.TableIdentity;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.CapturedRecord;
import io.waltap.connect.record.EventTime;
import io.waltap.connect.record.SnapshotRecords;
import io.waltap.connect.record.TestTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** What comes before and behind the rows of a table that is read as of one moment, 600. */
class SnapshotProgressTest {
  private static final String OPEN =
      "w1-open-0000000000000000-00000000-0000000000000000-00004010 started";
  private static final String BEGIN = "w1-snapshot-begin-0000000000000258 started";
  private static final String END = "w1-snapshot-end-0000000000000258 completed";

  private final List<String> handed = new ArrayList<>();
  private final List<String> outcomes = new ArrayList<>();
  private TestTable visits = new TestTable("mirror.signals.enabled", "true");

  @Test
  void unlessTheyAreAskedForThereAreNoMarkers() throws Exception {
    visits = new TestTable();
    read(true, 1, 2);

    assertThat(handed).containsExactly("row 1 started", "row 2 completed");
  }

  @Test
  void markersAreAroundTheRows() throws Exception {
    read(true, 1, 2);

    assertThat(handed).containsExactly(OPEN, BEGIN, "row 1 started", "row 2 started", END);
    assertThat(outcomes).containsExactly("completed");
  }

  // Guards against: a marker that is lost, because the table counts as read without it.
  @Test
  void theMarkerCompletesAnEmptyTable() throws Exception {
    SnapshotProgress progress = progress();
    progress.empty(task(), records(), true);

    assertThat(handed).containsExactly(OPEN, BEGIN, END, "heartbeat completed");
    assertThat(outcomes).containsExactly("completed");
  }

  // Guards against: rows that a mirror removes, because a snapshot of some partitions lacks them.
  @Test
  void aSnapshotOfAPartOfATableHasNoMarkers() throws Exception {
    read(false, 1, 2);

    assertThat(handed).containsExactly(OPEN, "row 1 started", "row 2 completed");
  }

  @Test
  void severalRangesBeginOnceAndEndTogether() throws Exception {
    SnapshotProgress progress = progress();
    SnapshotRecords records = records();
    SnapshotProgress.Table table = progress.table(task(), records, true, 2);
    table.begin();
    table.rangeRead(row(records, table, 1));
    table.begin();
    table.rangeRead(row(records, table, 2));

    assertThat(handed).containsExactly(OPEN, BEGIN, "row 1 started", "row 2 started", END);
  }

  // Guards against: rows that a mirror removes, because the rest of the table was not read.
  @Test
  void aTableThatCannotBeReadHasNoEnd() throws Exception {
    SnapshotProgress progress = progress();
    SnapshotRecords records = records();
    SnapshotProgress.Table table = progress.table(task(), records, true, 2);
    table.begin();
    table.rangeRead(row(records, table, 1));
    table.fail(new SQLException("permission denied", "42501"));

    assertThat(handed).containsExactly(OPEN, BEGIN);
    assertThat(outcomes).containsExactly("failed");
  }

  @Test
  void aTableIsOpenedOnceInARun() throws Exception {
    read(true, 1);
    handed.clear();
    read(true, 2);

    assertThat(handed).containsExactly(BEGIN, "row 2 started", END);
  }

  private void read(boolean whole, int... ids) throws SQLException, InterruptedException {
    SnapshotProgress progress = progress();
    SnapshotRecords records = records();
    SnapshotProgress.Table table = progress.table(task(), records, whole, ids.length);
    for (int id : ids) {
      table.begin();
      table.rangeRead(row(records, table, id));
    }
    assertThat(progress.isThrough()).isTrue();
  }

  private SnapshotProgress progress() {
    TableOutcomes told =
        new TableOutcomes() {
          @Override
          public void completed(TableTask task) {
            outcomes.add("completed");
          }

          @Override
          public void failed(TableTask task, Exception cause, boolean anyRow) {
            outcomes.add("failed");
          }
        };
    return new SnapshotProgress(
        1, batch -> batch.records().forEach(this::note), visits.heartbeats, told);
  }

  private void note(SourceRecord record) {
    Header marker = record.headers().lastWithName("__waltap.marker");
    String what =
        record.topic().startsWith("hb")
            ? "heartbeat"
            : marker == null
                ? "row " + ((Struct) record.key()).getInt32("id")
                : marker.value().toString();
    handed.add(what + " " + record.sourceOffset().get("snapshot"));
  }

  private TableTask task() {
    PublishedTable table =
        new PublishedTable(
            TestTable.OID,
            TestTable.ID,
            Set.of(1),
            TestTable.RELATION,
            false,
            null,
            1,
            true,
            false);
    return new TableTask(table, visits.schemas.compileForSnapshot(TestTable.RELATION));
  }

  private SnapshotRecords records() {
    return new SnapshotRecords(
        visits.context,
        visits.schemas,
        visits.schemas.compileForSnapshot(TestTable.RELATION),
        0,
        0,
        600,
        TablePosition.snapshot(true, 600),
        TableIdentity.UNKNOWN);
  }

  private static CapturedRecord row(SnapshotRecords records, SnapshotProgress.Table table, int id) {
    return records.row(TestTable.tuple(id, "name", null), table.marker(), EventTime.now());
  }
}
