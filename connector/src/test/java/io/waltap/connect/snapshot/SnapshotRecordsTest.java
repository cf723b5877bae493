/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.record.CapturedRecord;
import io.waltap.connect.record.EventTime;
import io.waltap.connect.record.SnapshotRecords;
import io.waltap.connect.record.TestTable;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class SnapshotRecordsTest {
  private static final EventTime NOW = EventTime.now();

  @Test
  void theLastRowIsMarkedAndTheOthersStayAsTheyAre() {
    SnapshotRecords records = records(new TestTable());
    CapturedRecord first = row(records, 1, SnapshotRecords.FIRST);
    CapturedRecord second = row(records, 2, SnapshotRecords.WITHIN);
    CapturedRecord third = row(records, 3, SnapshotRecords.WITHIN);

    CapturedRecord last = records.completing(third, SnapshotRecords.LAST);

    assertThat(source(first).getString("snapshot")).isEqualTo("first");
    assertThat(source(second).getString("snapshot")).isEqualTo("true");
    assertThat(source(last).getString("snapshot")).isEqualTo("last");
    assertThat(((Struct) last.value()).getStruct("after").getInt32("id")).isEqualTo(3);
  }

  // Guards against: a transformation that changes one row's source and so that of all rows; a value
  // that is converted before a transformation changed it.
  @Test
  void aTransformationHasEachRowForItself() {
    SnapshotRecords records = records(new TestTable("transforms", "mask"));
    CapturedRecord first = row(records, 1, SnapshotRecords.WITHIN);
    CapturedRecord second = row(records, 2, SnapshotRecords.WITHIN);

    source(first).put("db", "elsewhere");

    assertThat(source(second).getString("db")).isEqualTo("test");
    assertThat(first.value().getClass()).isEqualTo(Struct.class);
  }

  @Test
  void withoutTransformationsRowsShareTheirSource() {
    SnapshotRecords records = records(new TestTable());

    assertThat(source(row(records, 1, SnapshotRecords.WITHIN)))
        .isSameAs(source(row(records, 2, SnapshotRecords.WITHIN)));
  }

  private static SnapshotRecords records(TestTable visits) {
    return visits.records();
  }

  private static CapturedRecord row(SnapshotRecords records, int id, String marker) {
    return records.row(TestTable.tuple(id, "name", null), marker, NOW);
  }

  private static Struct source(CapturedRecord row) {
    return ((Struct) row.value()).getStruct("source");
  }
}
