/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.AnotherWriter;
import io.waltap.mirror.Deleting;
import io.waltap.mirror.Indexes;
import io.waltap.mirror.Notes;
import io.waltap.mirror.WatchedCatalog;
import io.waltap.mirror.buffer.Batch;
import io.waltap.mirror.change.RowChange;
import io.waltap.mirror.locate.Locators;
import io.waltap.mirror.write.DataFiles;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commits are right in whichever way rows are deleted, also while other programs write. */
class DeletingTest {
  private static final List<String> KEY = List.of("id");

  private final WatchedCatalog catalog = new WatchedCatalog();
  private final Notes notes = new Notes();
  private final Locators locators = new Locators(Indexes.both());
  private TableCommitter committer;

  @AfterEach
  void close() {
    locators.close();
  }

  private void create(Deleting deleting) {
    create(deleting, PartitionSpec.unpartitioned());
    commit(notes.put(1, "a", "long"), notes.put(2, "b", "long"), notes.put(3, "c", "x"));
  }

  private void create(Deleting deleting, PartitionSpec spec) {
    Notes.table(catalog, spec, deleting.policy().formatVersion());
    Table table = catalog.loadTable(Notes.NAME);
    committer =
        new TableCommitter(
            table, MirrorState.of(table).orElseThrow(), "mirror", deleting.policy(), locators);
  }

  // Guards against: a delete file with the name of a data file, which it overwrites.
  @ParameterizedTest
  @EnumSource
  void allFilesOfACommitHaveNamesOfTheirOwn(Deleting deleting) {
    create(deleting);
    commit(notes.put(1, "a2", "long"), notes.put(4, "d", "long"));
    SnapshotChanges changes = SnapshotChanges.builderFor(table()).build();
    TreeSet<String> data = new TreeSet<>();
    TreeSet<String> deletes = new TreeSet<>();
    for (DataFile file : changes.addedDataFiles()) {
      data.add(file.location());
    }
    for (DeleteFile file : changes.addedDeleteFiles()) {
      assertThat(file.content()).isEqualTo(FileContent.POSITION_DELETES);
      deletes.add(file.location());
    }

    assertThat(data).hasSize(1);
    assertThat(deletes).hasSize(deleting.hasDeleteFiles() ? 1 : 0);
    assertThat(Collections.disjoint(data, deletes)).isTrue();
    String commit = "/data/00000-0-waltap-mirror-" + committer.state().commit();
    assertThat(data).allMatch(name -> name.contains(commit));
    assertThat(deletes).allMatch(name -> name.contains(commit));
    assertThat(rows()).containsExactlyInAnyOrder("1/a2/long", "2/b/long", "3/c/x", "4/d/long");
  }

  // Guards against: a row of another program that vanishes, because all files were written again.
  @ParameterizedTest
  @EnumSource
  void anAppendOfAnotherProgramDuringACommitIsKept(Deleting deleting) {
    create(deleting);
    Batch batch = Notes.batch(notes.put(1, "a2", "long"));
    Table other = table();
    catalog.onceBefore(
        "commit", () -> AnotherWriter.append(other, Notes.row(other, 4, "foreign", "x")));

    assertThat(committer.commit(batch)).isFalse();
    assertThat(committer.conflicts()).isEqualTo(1);
    assertThat(committer.commit(batch)).isTrue();
    assertThat(rows()).containsExactlyInAnyOrder("1/a2/long", "2/b/long", "3/c/x", "4/foreign/x");
  }

  // Guards against: rows that another program has deleted, and that come back.
  @ParameterizedTest
  @EnumSource
  void aDeleteOfAnotherProgramDuringACommitIsKept(Deleting deleting) {
    create(deleting);
    Batch batch = Notes.batch(notes.put(1, "a2", "long"));
    Table other = table();
    catalog.onceBefore("commit", () -> AnotherWriter.delete(other, KEY, Notes.key(2)));

    assertThat(committer.commit(batch)).isFalse();
    assertThat(committer.commit(batch)).isTrue();
    assertThat(rows()).containsExactlyInAnyOrder("1/a2/long", "3/c/x");
    assertThat(MirrorState.of(table())).contains(committer.state());
  }

  // Guards against: rows that are there twice, since the file that was written again was replaced.
  @ParameterizedTest
  @EnumSource
  void aFileThatAnotherProgramHasReplacedDuringACommitIsReadAgain(Deleting deleting) {
    create(deleting);
    Batch batch = Notes.batch(notes.put(1, "a2", "long"), notes.delete(3));
    Table other = table();
    DataFile old = SnapshotChanges.builderFor(other).build().addedDataFiles().iterator().next();
    List<Record> rows =
        List.of(
            Notes.row(other, 3, "c", "x"),
            Notes.row(other, 2, "b", "long"),
            Notes.row(other, 1, "a", "long"));
    DataFile compacted =
        new DataFiles(other, other.schema(), AnotherWriter.names(other, FileFormat.PARQUET))
            .write(rows)
            .get(0);
    catalog.onceBefore(
        "commit", () -> other.newRewrite().deleteFile(old).addFile(compacted).commit());

    assertThat(committer.commit(batch)).isFalse();
    assertThat(committer.commit(batch)).isTrue();
    assertThat(rows()).containsExactlyInAnyOrder("1/a2/long", "2/b/long");
  }

  @ParameterizedTest
  @EnumSource
  void aRowMayMoveToAnotherPartition(Deleting deleting) {
    create(deleting, Notes.byName());
    commit(notes.put(1, "a", "x"), notes.put(2, "a", "y"), notes.put(3, "b", "z"));
    commit(notes.rename(1, "b"), notes.delete(3), notes.put(4, "c", "new"));
    commit(notes.rename(2, "c"));

    assertThat(rows()).containsExactlyInAnyOrder("1/b/x", "2/c/y", "4/c/new");
    assertThat(table().currentSnapshot().summary()).containsEntry("total-equality-deletes", "0");
    if (!deleting.hasDeleteFiles()) {
      assertThat(table().currentSnapshot().summary()).containsEntry("total-delete-files", "0");
    }
  }

  private void commit(RowChange... changes) {
    assertThat(committer.commit(Notes.batch(changes))).isTrue();
  }

  private Table table() {
    return catalog.loadTable(Notes.NAME);
  }

  private List<String> rows() {
    return Notes.rows(catalog);
  }
}
