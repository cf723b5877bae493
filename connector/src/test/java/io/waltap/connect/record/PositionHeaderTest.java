/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import static io.waltap.connect.record.TestRecords.changes;
import static io.waltap.connect.record.TestRecords.header;
import static io.waltap.connect.record.TestTable.MOVE;
import static io.waltap.connect.record.TestTable.delete;
import static io.waltap.connect.record.TestTable.insert;
import static io.waltap.connect.record.TestTable.oldKey;
import static io.waltap.connect.record.TestTable.truncate;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** The header {@code __waltap.position}: {@link PositionHeader}. */
class PositionHeaderTest {
  private static final String[] ON = {
    "mirror.signals.enabled", "true", "skipped.operations", "none"
  };

  @Test
  void unlessItIsAskedForNoRecordHasIt() {
    assertThat(header(new TestStream().change(insert(1, "Ann", null)), PositionHeader.NAME))
        .isNull();
  }

  @Test
  void aChangeSaysWhereItIsInTheStream() {
    List<SourceRecord> records = changes(new TestStream(ON).transaction(insert(1, "Ann", null)));

    assertThat(records).hasSize(1);
    assertThat(header(records.get(0), PositionHeader.NAME))
        .asString()
        .matches("p1-[0-9a-f]{16}-0{14}14-0{8}-0");
  }

  @Test
  void everyKindOfChangeHasItAndATombstoneHasNot() {
    List<SourceRecord> records =
        changes(new TestStream(ON).transaction(delete(oldKey(1, null, null)), truncate()));

    assertThat(records).hasSize(3);
    assertThat(header(records.get(0), PositionHeader.NAME)).isNotNull();
    assertThat(header(records.get(1), PositionHeader.NAME)).isNull();
    assertThat(header(records.get(2), PositionHeader.NAME)).isNotNull();
  }

  @Test
  void theCreateOfARowThatMovedIsBehindItsDelete() {
    List<SourceRecord> records = changes(new TestStream(ON).transaction(MOVE));

    String deleted = String.valueOf(header(records.get(0), PositionHeader.NAME));
    String created = String.valueOf(header(records.get(2), PositionHeader.NAME));
    assertThat(deleted).endsWith("-0");
    assertThat(created).endsWith("-1").isGreaterThan(deleted);
  }

  @Test
  void laterChangesHaveLargerTexts() {
    String first = PositionHeader.text(0xFF, 0x10, 0, 0);

    assertThat(PositionHeader.text(0xFF, 0x10, 0, 1)).isGreaterThan(first);
    assertThat(PositionHeader.text(0xFF, 0x10, 10, 0)).isGreaterThan(first);
    assertThat(PositionHeader.text(0xFF, 0x9, 900, 0)).isLessThan(first);
    assertThat(PositionHeader.text(0x100, 0x9, 0, 0)).isGreaterThan(first);
    assertThat(PositionHeader.text(-1, 0, 0, 0)).as("an LSN is unsigned").isGreaterThan(first);
  }
}
