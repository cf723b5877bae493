/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import static io.waltap.connect.record.TestRecords.after;
import static io.waltap.connect.record.TestRecords.header;
import static io.waltap.connect.record.TestRecords.keyOf;
import static io.waltap.connect.record.TestRecords.op;
import static io.waltap.connect.record.TestTable.FULL;
import static io.waltap.connect.record.TestTable.RELATION;
import static io.waltap.connect.record.TestTable.UNCHANGED;
import static io.waltap.connect.record.TestTable.delete;
import static io.waltap.connect.record.TestTable.oldKey;
import static io.waltap.connect.record.TestTable.oldRow;
import static io.waltap.connect.record.TestTable.relation;
import static io.waltap.connect.record.TestTable.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waltap.connect.pgoutput.OldTuple;
import io.waltap.connect.pgoutput.PgOutputMessage;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.schema.UndeliverableTableException;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** Keys whose value the server did not send with the new row, because it is TOASTed. */
class UnsentKeyTest {
  /** The name is the replica identity, and so the key. */
  private static final Relation BY_NAME = relation(ReplicaIdentity.INDEX, "name");

  /** An update that leaves a TOASTed name as it was: the server sends the old key with it. */
  private static final PgOutputMessage UPDATE =
      update(oldKey(null, "Ann", null), 1, UNCHANGED, "new");

  // Guards against: all rows with a TOASTed key sharing the placeholder as their key.
  @Test
  void anUnchangedKeyIsTakenFromTheOldKey() {
    SourceRecord record = TestStream.of(BY_NAME).change(UPDATE);

    assertThat(op(record)).isEqualTo("u");
    assertThat(keyOf(record)).containsExactly("Ann");
    assertThat(after(record)).containsExactly(1, "Ann", "new");
    assertThat(header(record, ContextHeaders.UNAVAILABLE)).isNull();
  }

  @Test
  void soIsAKeyThatIsExcludedFromTheRow() {
    SourceRecord record =
        TestStream.of(BY_NAME, "column.exclude.list", "public.visits.name").change(UPDATE);

    assertThat(keyOf(record)).containsExactly("Ann");
    assertThat(after(record)).containsExactly(1, "new");
  }

  @Test
  void soIsAKeyThatIsMaskedInTheRow() {
    SourceRecord record =
        TestStream.of(BY_NAME, "column.mask.with.3.chars", "public.visits.name").change(UPDATE);

    assertThat(keyOf(record)).containsExactly("Ann");
    assertThat(after(record)).containsExactly(1, "***", "new");
  }

  @Test
  void underIdentityFullAnyColumnOfTheKeyIsTakenFromTheOldRow() {
    SourceRecord record =
        TestStream.of(
                FULL,
                "message.key.columns",
                "public.visits:note",
                "column.exclude.list",
                "public.visits.note")
            .change(update(oldRow(1, "Ann", "old"), 1, "Bob", UNCHANGED));

    assertThat(keyOf(record)).containsExactly("old");
  }

  // Guards against: an invented key; what is known of the failure is what an operator must do.
  @Test
  void anUnchangedKeyThatIsNotSentAtAllFailsTheTable() {
    TestStream stream = TestStream.of(RELATION, "message.key.columns", "public.visits:note");

    UndeliverableTableException failure =
        catchThrowableOfType(
            UndeliverableTableException.class,
            () -> stream.transaction(update(OldTuple.NONE, 1, "Bob", UNCHANGED)));

    assertThat(failure.relationOid()).isEqualTo(TestTable.OID);
    assertThat(failure.table()).isEqualTo(TestTable.ID);
    assertThat(failure.column()).isEqualTo("note");
    assertThat(failure.remedy()).contains("REPLICA IDENTITY FULL");
    assertThat(failure).hasMessageContaining("public.visits").hasMessageNotContaining("Bob");
  }

  // Guards against: a DataException for a required field, without table and reason.
  @Test
  void aRequiredKeyThatADeleteDoesNotHaveFailsTheTable() {
    TestTable table =
        new TestTable(
            "message.key.columns", "public.visits:note",
            "column.exclude.list", "public.visits.note");
    table.catalog.is(RELATION, List.of("id", "note"), List.of("id"));
    TestStream stream = new TestStream(table, RELATION);

    assertThatExceptionOfType(UndeliverableTableException.class)
        .isThrownBy(() -> stream.transaction(delete(oldKey(1, null, null))))
        .withMessageContaining("\"note\"");
  }
}
