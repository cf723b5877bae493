/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import static io.waltap.connect.record.TestTable.UNCHANGED;
import static io.waltap.connect.record.TestTable.relation;
import static io.waltap.connect.record.TestTable.tuple;
import static io.waltap.connect.snapshot.incremental.TestChunks.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.pgoutput.TupleData;
import io.waltap.connect.record.TestTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeReaderTest {
  private static final int XID = 100;

  @Test
  void aRowIsNamedByItsPrimaryKey() {
    ChangeReader reader = reader(TestTable.RELATION);

    assertThat(read(reader, null, tuple(1, "a", "b")))
        .containsExactly(RowEffect.replaced(XID, key(1)));
    assertThat(read(reader, tuple(1, null, null), null))
        .containsExactly(RowEffect.replaced(XID, key(1)));
    assertThat(read(reader, tuple(1, null, null), tuple(2, "a", "b")))
        .containsExactly(RowEffect.replaced(XID, key(1)), RowEffect.replaced(XID, key(2)));
  }

  @Test
  void ofWholeOldRowsTheKeyIsTaken() {
    ChangeReader reader = reader(relation(ReplicaIdentity.FULL, "id", "name", "note"));

    assertThat(read(reader, tuple(1, "a", "b"), tuple(1, "c", UNCHANGED)))
        .as("the old row has the value that was not sent")
        .containsExactly(RowEffect.replaced(XID, key(1)));
    assertThat(read(reader, tuple(1, "a", "b"), tuple(2, "a", "b")))
        .containsExactly(RowEffect.replaced(XID, key(1)), RowEffect.replaced(XID, key(2)));
  }

  @Test
  void anIdentityByAnotherIndexNamesTheRow() {
    ChangeReader reader = reader(relation(ReplicaIdentity.INDEX, "name"));
    RowKey name = new RowKeys(1).of(tuple(0, "a", null));

    assertThat(read(reader, null, tuple(2, "a", "b")))
        .as("the primary key may have changed, and nothing of the old row was sent")
        .containsExactly(RowEffect.replaced(XID, name));
    assertThat(read(reader, tuple(null, "a", null), null))
        .containsExactly(RowEffect.replaced(XID, name));
  }

  @Test
  void aLargeValueThatWasNotSentLeavesTheRowToBeDelivered() {
    List<RowEffect> touches = read(reader(TestTable.RELATION), null, tuple(1, "a", UNCHANGED));

    assertThat(touches).hasSize(1);
    assertThat(touches.get(0).kind()).isEqualTo(RowEffect.Kind.COMPLETED);
    assertThat(touches.get(0).key()).isEqualTo(key(1));
    assertThat(touches.get(0).values().isUnchanged(2)).isTrue();
  }

  @Test
  void aLargeValueThatNobodyCapturesDoesNotMatter() {
    ChangeReader reader =
        reader(TestTable.RELATION, TestTable.RELATION, "column.exclude.list", "public.visits.note");

    assertThat(read(reader, null, tuple(1, "a", UNCHANGED)))
        .containsExactly(RowEffect.replaced(XID, key(1)));
  }

  @Test
  void anUpdateThatBecomesNoEventReplacesNothing() {
    ChangeReader reader = reader(TestTable.RELATION, TestTable.RELATION, "skipped.operations", "u");

    assertThat(read(reader, null, tuple(1, "a", "b"))).isEmpty();
    assertThat(read(reader, tuple(1, null, null), tuple(2, "a", "b")))
        .as("a delete and a create")
        .containsExactly(RowEffect.replaced(XID, key(1)), RowEffect.replaced(XID, key(2)));
    assertThat(read(reader, tuple(1, null, null), null))
        .containsExactly(RowEffect.replaced(XID, key(1)));
  }

  @Test
  void anUpdateWithoutAChangeReplacesNothingWhereSuchAreSkipped() {
    Relation full = relation(ReplicaIdentity.FULL, "id", "name", "note");
    ChangeReader reader = reader(full, full, "skip.messages.without.change", "true");

    assertThat(read(reader, tuple(1, "a", "b"), tuple(1, "a", UNCHANGED))).isEmpty();
    assertThat(read(reader, tuple(1, "a", "b"), tuple(1, "c", "b")))
        .containsExactly(RowEffect.replaced(XID, key(1)));
  }

  @Test
  void tuplesOfAnotherDefinitionAreNotRead() {
    Relation wider =
        new Relation(
            16_400,
            "public",
            "visits",
            ReplicaIdentity.DEFAULT,
            List.of(
                new RelationColumn(true, "id", 20, -1),
                new RelationColumn(false, "name", 25, -1),
                new RelationColumn(false, "note", 25, -1)));

    ChangeReader reader = reader(TestTable.RELATION, wider);

    assertThat(reader.isReadable()).isFalse();
    assertThat(read(reader, null, tuple(1, "a", "b"))).containsExactly(RowEffect.unreadable(XID));
  }

  @Test
  void norAreRowsThatAreNamedByOtherColumns() {
    Relation byName = relation(ReplicaIdentity.INDEX, "name");

    assertThat(reader(TestTable.RELATION, byName).isReadable()).isFalse();
    assertThat(reader(byName, TestTable.RELATION).isReadable()).isFalse();
    assertThat(
            reader(TestTable.RELATION, relation(ReplicaIdentity.FULL, "id", "name", "note"))
                .isReadable())
        .as("whole rows have the columns of any key")
        .isTrue();
    assertThat(reader(byName, relation(ReplicaIdentity.NOTHING)).isReadable())
        .as("inserts only")
        .isTrue();
  }

  private static ChangeReader reader(Relation relation) {
    return reader(relation, relation);
  }

  private static ChangeReader reader(Relation table, Relation streamed, String... properties) {
    TestTable visits = new TestTable(properties);
    return new ChangeReader(TestChunks.table(visits, table), streamed, visits.config);
  }

  private static List<RowEffect> read(ChangeReader reader, TupleData before, TupleData after) {
    List<RowEffect> touches = new ArrayList<>();
    reader.read(XID, before, after, touches::add);
    return touches;
  }
}
