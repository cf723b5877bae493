/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.mirror.Deleting;
import io.waltap.mirror.Indexes;
import io.waltap.mirror.Notes;
import io.waltap.mirror.WatchedCatalog;
import io.waltap.mirror.buffer.Batch;
import io.waltap.mirror.buffer.RowBuffer;
import io.waltap.mirror.change.Key;
import io.waltap.mirror.change.KeyCodec;
import io.waltap.mirror.change.RowChange;
import io.waltap.mirror.locate.Locators;
import io.waltap.mirror.schema.IncompatibleColumnException;
import io.waltap.mirror.schema.NewKeyColumnException;
import io.waltap.mirror.schema.RowShape;
import io.waltap.mirror.write.DeletePolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableCommitterTest {
  private static final RowShape WIDE =
      new RowShape(
          List.of(
              new RowShape.Column("id", Types.LongType.get()),
              new RowShape.Column("name", Types.StringType.get()),
              new RowShape.Column("text", Types.StringType.get()),
              new RowShape.Column("more", Types.StringType.get())),
          new int[] {0});

  private final WatchedCatalog catalog = new WatchedCatalog();
  private final Notes notes = new Notes();

  @TempDir Path index;
  private Locators locators;
  private TableCommitter committer;

  @BeforeEach
  void create() {
    Notes.table(catalog);
    locators = new Locators(Indexes.both(index));
    committer = committer(Deleting.BY_VECTORS.policy());
  }

  private TableCommitter committer(DeletePolicy policy) {
    Table table = catalog.loadTable(Notes.NAME);
    return new TableCommitter(
        table, MirrorState.of(table).orElseThrow(), "mirror", policy, locators);
  }

  @AfterEach
  void close() {
    locators.close();
  }

  // Guards against: a task that goes on at another offset than the rows of the table are of.
  @Test
  void aCommitHasItsStateInTheSummaryAndInTheProperty() {
    commit(notes.put(1, "a", "long"), notes.put(2, "b", "long"));
    Table table = catalog.loadTable(Notes.NAME);
    MirrorState state = committer.state();

    assertThat(MirrorState.of(table)).contains(state);
    assertThat(state.commit()).isNotEmpty();
    assertThat(state.writer()).isEqualTo("mirror");
    assertThat(state.topic()).isEqualTo(Notes.TOPIC);
    assertThat(state.next()).isEqualTo(2);
    assertThat(state.anchor()).isEqualTo(new MirrorState.Anchor(1, 7001, 1002));
    assertThat(state.lsn()).isEqualTo(1002);
    assertThat(state.key()).containsExactly("id");
    state
        .entries()
        .forEach(
            (name, value) ->
                assertThat(table.currentSnapshot().summary())
                    .containsEntry("waltap.mirror." + name, value));
    assertThat(rows()).containsExactlyInAnyOrder("1/a/long", "2/b/long");
  }

  // Guards against: files that nobody can tell from those of others, when orphans are removed.
  @Test
  void filesHaveTheNamesOfConnectorAndCommit() {
    commit(notes.put(1, "a", "long"));
    Table table = catalog.loadTable(Notes.NAME);
    List<String> files = new ArrayList<>();
    for (DataFile file : SnapshotChanges.builderFor(table).build().addedDataFiles()) {
      files.add(file.location());
    }

    assertThat(files)
        .singleElement()
        .asString()
        .contains("waltap-mirror-" + committer.state().commit());
  }

  @Test
  void rowsAreReplacedDeletedAndFilledFromTheTable() {
    commit(notes.put(1, "a", "long"), notes.put(2, "b", "longer"), notes.put(3, "c", "other"));
    commit(notes.rename(1, "a2"), notes.delete(2), notes.put(4, "d", "new"));
    assertThat(rows()).containsExactlyInAnyOrder("1/a2/long", "3/c/other", "4/d/new");

    commit(notes.delete(4), notes.moved(5, "was d"), notes.rename(5, "d3"));
    assertThat(rows()).containsExactlyInAnyOrder("1/a2/long", "3/c/other", "5/d3/new");
    assertThat(committer.report().unfilled()).isZero();
  }

  // Guards against: two rows that swap their keys over several commits, and so their values.
  @Test
  void aSwapOfKeysOverSeveralCommitsKeepsTheValuesApart() {
    commit(notes.put(1, "a", "of a"), notes.put(2, "b", "of b"));
    commit(notes.delete(1), notes.moved(9, "a"));
    commit(notes.delete(2), notes.moved(1, "b"), notes.delete(9), notes.moved(2, "a"));

    assertThat(rows()).containsExactlyInAnyOrder("1/b/of b", "2/a/of a");
  }

  // Guards against: a move that is sent again, and takes the value of a row that got the old key.
  @Test
  void aMoveThatIsSentAgainKeepsTheValuesOfItsRow() {
    commit(notes.put(1, "a", "of a"), notes.put(2, "b", "of b"));
    commit(notes.delete(1), notes.moved(2, "b2"));

    assertThat(rows()).containsExactly("2/b2/of b");
  }

  @Test
  void aRowWhoseValuesNobodyHasIsLeftOutAndCounted() {
    commit(notes.put(1, "a", "long"));
    commit(notes.rename(7, "nobody"));

    assertThat(rows()).containsExactly("1/a/long");
    assertThat(committer.report().unfilled()).isEqualTo(1);
  }

  @Test
  void aTruncateRemovesAllRowsAndVectors() {
    commit(notes.put(1, "a", "long"), notes.put(2, "b", "long"));
    commit(notes.delete(1));
    commit(notes.put(3, "c", "long"), notes.truncate(), notes.put(2, "again", "new"));

    assertThat(rows()).containsExactly("2/again/new");
    assertThat(snapshots()).hasSize(3);
    commit(notes.truncate());
    assertThat(rows()).isEmpty();
    assertThat(current().summary())
        .containsEntry("total-delete-files", "0")
        .containsEntry("total-data-files", "0");
    assertThat(committer.state().next()).isEqualTo(7);
    commit(notes.truncate());
    assertThat(rows()).as("an empty table can be truncated").isEmpty();
  }

  // Guards against: a table of a few rows that has thousands of small files and delete files.
  @Test
  void aSmallTableHasOneFileAndNoDeleteFiles() {
    committer = committer(Deleting.OF_SMALL_TABLES.policy());
    commit(notes.put(1, "a", "long"), notes.put(2, "b", "long"), notes.put(3, "c", "long"));
    for (int i = 0; i < 5; i++) {
      commit(notes.put(1, "a" + i, "long"), notes.put(10 + i, "new", "long"));
      assertThat(current().summary())
          .containsEntry("total-data-files", "1")
          .containsEntry("total-delete-files", "0");
    }
    commit(notes.delete(2), notes.rename(3, "renamed"));
    assertThat(rows())
        .containsExactlyInAnyOrder(
            "1/a4/long",
            "3/renamed/long",
            "10/new/long",
            "11/new/long",
            "12/new/long",
            "13/new/long",
            "14/new/long");
    commit(notes.truncate());
    assertThat(rows()).isEmpty();
  }

  // Guards against: delete files that stay forever, because a table was small only later.
  @Test
  void aTableThatHasBecomeSmallLosesItsDeleteFiles() {
    commit(notes.put(1, "a", "long"), notes.put(2, "b", "long"), notes.put(3, "c", "long"));
    commit(notes.put(4, "d", "long"));
    commit(notes.delete(1));
    assertThat(current().summary()).containsEntry("total-delete-files", "1");

    committer = committer(Deleting.OF_SMALL_TABLES.policy());
    commit(notes.put(5, "e", "long"));
    assertThat(current().summary())
        .containsEntry("total-data-files", "1")
        .containsEntry("total-delete-files", "0");
    assertThat(rows()).containsExactlyInAnyOrder("2/b/long", "3/c/long", "4/d/long", "5/e/long");
  }

  @Test
  void theSchemaChangesInTheSameStepAsTheRows() {
    commit(notes.put(1, "a", "long"));
    RowChange wider = notes.put(WIDE, Notes.key(2), 2L, "b", "long", "more");
    catalog.onceBefore(
        "commit",
        () -> {
          throw new IllegalStateException("the catalog is down");
        });
    assertThatThrownBy(() -> committer.commit(Notes.batch(wider)))
        .hasMessageContaining("the catalog is down");
    assertThat(catalog.loadTable(Notes.NAME).schema().findField("more")).isNull();

    commit(wider);
    assertThat(catalog.loadTable(Notes.NAME).schema().findField("more")).isNotNull();
    assertThat(rows()).containsExactlyInAnyOrder("1/a/long", "2/b/long");
    assertThat(snapshots()).hasSize(2);
  }

  // Guards against: a column that is dropped with its values, since an old row was sent again.
  @Test
  void anOlderSchemaThatIsSentAgainDropsNoColumn() {
    RowChange old = notes.put(1, "a", "long");
    commit(old, notes.put(WIDE, Notes.key(2), 2L, "b", "long", "more"));
    commit(old);

    assertThat(catalog.loadTable(Notes.NAME).schema().findField("more")).isNotNull();
    assertThat(committer.state().lsn()).isEqualTo(1002);
    assertThat(rows()).containsExactlyInAnyOrder("1/a/long", "2/b/long");
  }

  @Test
  void anIncompatibleColumnIsRefusedAndNothingIsWritten() {
    commit(notes.put(1, "a", "long"));
    RowShape other =
        new RowShape(
            List.of(
                new RowShape.Column("id", Types.LongType.get()),
                new RowShape.Column("name", Types.IntegerType.get()),
                new RowShape.Column("text", Types.StringType.get())),
            new int[] {0});
    Batch batch = Notes.batch(notes.put(other, Notes.key(1), 1L, 2, "long"));

    assertThatThrownBy(() -> committer.commit(batch))
        .isInstanceOf(IncompatibleColumnException.class);
    assertThat(snapshots()).hasSize(1);
  }

  @Test
  void theKeyMayBeOtherColumns() {
    commit(notes.put(1, "a", "long"), notes.put(2, "b", "long"));
    RowShape byName = Notes.shape("name");
    RowChange change = notes.put(byName, keyOf(byName, 1L, "b", "new"), 1L, "b", "new");
    commit(change);

    assertThat(rows()).containsExactlyInAnyOrder("1/a/long", "1/b/new");
    assertThat(committer.state().key()).containsExactly("name");
  }

  @Test
  void aKeyColumnThatTheRowsOfTheTableLackIsRefused() {
    commit(notes.put(1, "a", "long"));
    RowShape byMore = new RowShape(WIDE.columns(), new int[] {3});
    RowChange change = notes.put(byMore, keyOf(byMore, 1L, "a", "long", "x"), 1L, "a", "long", "x");

    assertThatThrownBy(() -> committer.commit(Notes.batch(change)))
        .isInstanceOf(NewKeyColumnException.class)
        .hasMessageContaining("more");
  }

  @Test
  void thePositionStaysUntilAnotherOneOrANewLog() {
    commit(at("p1-1", notes.put(1, "a", "long")));
    assertThat(committer.state().position()).isEqualTo("p1-1");
    commit(notes.put(2, "b", "long"));
    assertThat(committer.state().position()).isEqualTo("p1-1");
    commit(at("p1-2", notes.put(3, "c", "long")), notes.put(4, "d", "long"));
    assertThat(committer.state().position()).isEqualTo("p1-2");

    RowBuffer buffer = new RowBuffer();
    buffer.startLog();
    buffer.add(notes.put(5, "e", "long"));
    buffer.complete();
    assertThat(committer.commit(buffer.take())).isTrue();
    assertThat(committer.state().position()).isNull();
    assertThat(MirrorState.of(catalog.loadTable(Notes.NAME))).contains(committer.state());
  }

  private static RowChange at(String position, RowChange change) {
    return new RowChange(
        change.kind(),
        change.key(),
        change.row(),
        change.shape(),
        position,
        change.transaction(),
        change.lsn(),
        change.time(),
        change.offset(),
        change.timestamp(),
        change.source());
  }

  private static Key keyOf(RowShape shape, Object... row) {
    return new KeyCodec(shape.keyTypes()).encode(shape.key(row));
  }

  private void commit(RowChange... changes) {
    assertThat(committer.commit(Notes.batch(changes))).isTrue();
  }

  private List<String> rows() {
    return Notes.rows(catalog);
  }

  private List<Snapshot> snapshots() {
    List<Snapshot> snapshots = new ArrayList<>();
    catalog.loadTable(Notes.NAME).snapshots().forEach(snapshots::add);
    return snapshots;
  }

  private Snapshot current() {
    return catalog.loadTable(Notes.NAME).currentSnapshot();
  }
}
