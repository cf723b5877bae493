/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.mirror.AnotherWriter;
import io.waltap.mirror.Deleting;
import io.waltap.mirror.Indexes;
import io.waltap.mirror.Notes;
import io.waltap.mirror.WatchedCatalog;
import io.waltap.mirror.buffer.Batch;
import io.waltap.mirror.change.RowChange;
import io.waltap.mirror.locate.Locators;
import io.waltap.mirror.write.DataFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several programs write to one table: tasks of mirrors, and others. */
class FenceTest {
  private static final List<String> KEY = List.of("id");

  private final WatchedCatalog catalog = new WatchedCatalog();
  private final Notes notes = new Notes();
  private final List<Locators> locators = new ArrayList<>();

  @TempDir Path indexes;
  private TableCommitter committer;

  @AfterEach
  void close() {
    locators.forEach(Locators::close);
  }

  @BeforeEach
  void create() {
    Notes.table(catalog);
    committer = committer("mirror");
    commit(committer, notes.put(1, "a", "long"), notes.put(2, "b", "long"), notes.put(3, "c", "x"));
  }

  // Guards against: two tasks that both apply the same records, or rows that go back in time.
  @Test
  void aSecondTaskOnTheSameBaseIsFencedByTheNameOfTheFirst() {
    TableCommitter newer = committer("the newer");
    commit(newer, notes.put(4, "d", "long"));
    Batch batch = Notes.batch(notes.put(5, "e", "long"));

    assertFenced(committer, batch, "the newer");
    assertFenced(committer, batch, "the newer");
    assertThat(rows()).containsExactlyInAnyOrder("1/a/long", "2/b/long", "3/c/x", "4/d/long");
    assertThat(property()).isEqualTo(newer.state());
    commit(newer, notes.put(6, "f", "long"));
  }

  @Test
  void aTaskIsFencedAlsoWhileItsCommitIsUnderWay() {
    TableCommitter newer = committer("the newer");
    catalog.onceBefore("commit", () -> commit(newer, notes.put(1, "newer", "long")));
    Batch batch = Notes.batch(notes.put(1, "older", "long"));

    assertThatThrownBy(
            () -> {
              // it is a conflict of rows, too, and may be taken for that first
              assertThat(committer.commit(batch)).isFalse();
              committer.commit(batch);
            })
        .isInstanceOf(FencedException.class);
    assertThat(rows()).containsExactlyInAnyOrder("1/newer/long", "2/b/long", "3/c/x");
    assertThat(property()).isEqualTo(newer.state());
  }

  @Test
  void aTruncateIsFencedAsWell() {
    TableCommitter newer = committer("the newer");
    commit(newer, notes.put(4, "d", "long"));

    assertFenced(committer, Notes.batch(notes.truncate()), "the newer");
    assertThat(rows()).hasSize(4);
  }

  // Guards against: another task that is not seen, because the snapshots of mirrors have expired.
  @Test
  void thePropertyDecidesWhenTheSnapshotsHaveExpired() {
    TableCommitter older = committer("mirror");
    commit(committer, notes.put(4, "d", "long"));
    Table table = catalog.loadTable(Notes.NAME);
    AnotherWriter.append(table, Notes.row(table, 5, "foreign", "x"));
    for (HistoryEntry entry : table.history()) {
      if (entry.snapshotId() != table.currentSnapshot().snapshotId()) {
        table.expireSnapshots().expireSnapshotId(entry.snapshotId()).commit();
      }
    }
    assertThat(table.snapshots()).hasSize(1);

    assertFenced(older, Notes.batch(notes.put(6, "older", "long")), "mirror");
    commit(committer, notes.put(4, "d2", "long"));
    assertThat(rows())
        .containsExactlyInAnyOrder("1/a/long", "2/b/long", "3/c/x", "4/d2/long", "5/foreign/x");
  }

  @Test
  void rowsOfAnotherProgramAreKeptAndReplacedByTheNextChangeOfTheirKey() {
    Table table = catalog.loadTable(Notes.NAME);
    AnotherWriter.append(
        table, Notes.row(table, 1, "foreign", "x"), Notes.row(table, 4, "foreign", "x"));
    commit(committer, notes.put(2, "b2", "long"));
    assertThat(rows())
        .containsExactlyInAnyOrder("1/a/long", "1/foreign/x", "2/b2/long", "3/c/x", "4/foreign/x");

    commit(committer, notes.put(1, "a2", "long"), notes.delete(4));
    assertThat(rows()).containsExactlyInAnyOrder("1/a2/long", "2/b2/long", "3/c/x");
  }

  // Guards against: a row of another program that is not seen, and stays as a second row of its
  // key.
  @Test
  void anAppendDuringACommitIsSeenByTheNextTry() {
    Batch batch = Notes.batch(notes.put(4, "ours", "long"));
    Table table = catalog.loadTable(Notes.NAME);
    catalog.onceBefore(
        "commit", () -> AnotherWriter.append(table, Notes.row(table, 4, "foreign", "x")));

    assertThat(committer.commit(batch)).isFalse();
    assertThat(committer.conflicts()).isEqualTo(1);
    assertThat(rows()).contains("4/foreign/x").doesNotContain("4/ours/long");
    assertThat(committer.commit(batch)).isTrue();
    assertThat(rows()).containsExactlyInAnyOrder("1/a/long", "2/b/long", "3/c/x", "4/ours/long");
  }

  // Guards against: rows that another program has deleted, and that come back.
  @Test
  void aVectorOfAnotherProgramDuringACommitIsKept() {
    Batch batch = Notes.batch(notes.put(1, "a2", "long"));
    Table table = catalog.loadTable(Notes.NAME);
    catalog.onceBefore("commit", () -> AnotherWriter.delete(table, KEY, Notes.key(2)));

    assertThat(committer.commit(batch)).isFalse();
    assertThat(committer.commit(batch)).isTrue();
    assertThat(rows()).containsExactlyInAnyOrder("1/a2/long", "3/c/x");
    assertThat(property()).isEqualTo(committer.state());
  }

  // Guards against: a row that is deleted in a file which is not there any more.
  @Test
  void aFileThatAnotherProgramHasReplacedDuringACommitIsReadAgain() {
    Batch batch = Notes.batch(notes.put(1, "a2", "long"), notes.delete(3));
    Table table = catalog.loadTable(Notes.NAME);
    DataFile old = SnapshotChanges.builderFor(table).build().addedDataFiles().iterator().next();
    List<Record> rows =
        List.of(
            Notes.row(table, 3, "c", "x"),
            Notes.row(table, 2, "b", "long"),
            Notes.row(table, 1, "a", "long"));
    DataFile compacted =
        new DataFiles(table, table.schema(), AnotherWriter.names(table, FileFormat.PARQUET))
            .write(rows)
            .get(0);
    catalog.onceBefore(
        "commit", () -> table.newRewrite().deleteFile(old).addFile(compacted).commit());

    assertThat(committer.commit(batch)).isFalse();
    assertThat(committer.commit(batch)).isTrue();
    assertThat(rows()).containsExactlyInAnyOrder("1/a2/long", "2/b/long");
  }

  // Guards against: records that are applied twice, because the answer of the catalog was lost.
  @Test
  void aCommitWhoseAnswerWasLostIsFoundAndNotDoneAgain() {
    Batch batch = Notes.batch(notes.put(4, "d", "long"), notes.delete(1));
    catalog.onceAfter("commit", FenceTest::unknown);

    assertThatThrownBy(() -> committer.commit(batch))
        .isInstanceOf(CommitStateUnknownException.class);
    assertThat(committer.commit(batch)).isTrue();
    assertThat(catalog.loadTable(Notes.NAME).snapshots()).hasSize(2);
    assertThat(property()).isEqualTo(committer.state());
    assertThat(committer.state().next()).isEqualTo(batch.last().offset() + 1);
    assertThat(rows()).containsExactlyInAnyOrder("2/b/long", "3/c/x", "4/d/long");

    commit(committer, notes.put(4, "d2", "long"));
    assertThat(rows()).containsExactlyInAnyOrder("2/b/long", "3/c/x", "4/d2/long");
  }

  @Test
  void aCommitOfUnknownOutcomeThatHasFailedIsDone() {
    Batch batch = Notes.batch(notes.put(4, "d", "long"), notes.delete(1));
    catalog.onceBefore("commit", FenceTest::unknown);

    assertThatThrownBy(() -> committer.commit(batch))
        .isInstanceOf(CommitStateUnknownException.class);
    assertThat(rows()).containsExactlyInAnyOrder("1/a/long", "2/b/long", "3/c/x");
    assertThat(committer.commit(batch)).isTrue();
    assertThat(catalog.loadTable(Notes.NAME).snapshots()).hasSize(2);
    assertThat(rows()).containsExactlyInAnyOrder("2/b/long", "3/c/x", "4/d/long");
  }

  @Test
  void aCommitWhoseAnswerWasLostIsFoundBelowThatOfAnotherTask() {
    Batch batch = Notes.batch(notes.put(4, "d", "long"));
    catalog.onceAfter("commit", FenceTest::unknown);
    assertThatThrownBy(() -> committer.commit(batch))
        .isInstanceOf(CommitStateUnknownException.class);
    TableCommitter newer = committer("the newer");
    commit(newer, notes.put(4, "newer", "long"));

    assertThat(committer.commit(batch)).isTrue();
    assertThat(rows()).contains("4/newer/long").hasSize(4);
    assertFenced(committer, Notes.batch(notes.put(4, "older", "long")), "the newer");
  }

  @Test
  void aCommitOfUnknownOutcomeIsNotDoneAgainBehindAnotherTask() {
    Batch batch = Notes.batch(notes.put(4, "d", "long"));
    catalog.onceBefore("commit", FenceTest::unknown);
    assertThatThrownBy(() -> committer.commit(batch))
        .isInstanceOf(CommitStateUnknownException.class);
    TableCommitter newer = committer("the newer");
    commit(newer, notes.put(4, "newer", "long"));

    assertFenced(committer, batch, "the newer");
    assertThat(rows()).contains("4/newer/long").hasSize(4);
  }

  // Guards against: a stream that goes on over a compaction of another task without noticing it.
  @Test
  void aReplacementOfFilesFencesTheOtherTasks() {
    TableCommitter newer = committer("the newer");
    MirrorState before = newer.state();
    assertThat(newer.replace(copyOfAllFiles())).isTrue();

    assertThat(property()).isEqualTo(newer.state());
    assertThat(newer.state().commit()).isNotEqualTo(before.commit());
    assertThat(newer.state().next()).isEqualTo(before.next());
    assertThat(newer.state().anchor()).isEqualTo(before.anchor());
    assertThat(newer.state().writer()).isEqualTo("the newer");
    assertFenced(committer, Notes.batch(notes.put(5, "e", "long")), "the newer");
    commit(newer, notes.put(6, "f", "long"));
    assertThat(rows()).containsExactlyInAnyOrder("1/a/long", "2/b/long", "3/c/x", "6/f/long");
  }

  @Test
  void aReplacementOfFilesIsFencedByTheStreamOfAnotherTask() {
    TableCommitter newer = committer("the newer");
    Replacement replacement = copyOfAllFiles();
    commit(newer, notes.put(1, "newer", "long"));

    assertThatThrownBy(() -> committer.replace(replacement)).isInstanceOf(FencedException.class);
    assertThat(rows()).containsExactlyInAnyOrder("1/newer/long", "2/b/long", "3/c/x");
    assertThat(property()).isEqualTo(newer.state());
  }

  @Test
  void aReplacementOfFilesIsFencedAlsoWhileItsCommitIsUnderWay() {
    TableCommitter newer = committer("the newer");
    Replacement replacement = copyOfAllFiles();
    catalog.onceBefore("commit", () -> commit(newer, notes.put(4, "newer", "long")));

    assertThatThrownBy(
            () -> {
              // it is a conflict, too, and may be taken for that first
              assertThat(committer.replace(replacement)).isFalse();
              committer.replace(replacement);
            })
        .isInstanceOf(FencedException.class);
    assertThat(rows()).containsExactlyInAnyOrder("1/a/long", "2/b/long", "3/c/x", "4/newer/long");
  }

  // Guards against: a batch that counts as committed, because a replacement was.
  @Test
  void aReplacementWhoseAnswerWasLostIsFoundByTheNextBatchWhichIsThenDone() {
    Replacement replacement = copyOfAllFiles();
    catalog.onceAfter("commit", FenceTest::unknown);
    assertThatThrownBy(() -> committer.replace(replacement))
        .isInstanceOf(CommitStateUnknownException.class);

    commit(committer, notes.put(4, "d", "long"));
    assertThat(rows()).containsExactlyInAnyOrder("1/a/long", "2/b/long", "3/c/x", "4/d/long");
    assertThat(committer.replace(replacement)).as("nothing is left to replace").isTrue();
    assertThat(catalog.loadTable(Notes.NAME).snapshots()).hasSize(3);
  }

  @Test
  void aReplacementWhoseAnswerWasLostIsNotDoneAgain() {
    Replacement replacement = copyOfAllFiles();
    catalog.onceAfter("commit", FenceTest::unknown);
    assertThatThrownBy(() -> committer.replace(replacement))
        .isInstanceOf(CommitStateUnknownException.class);

    assertThat(committer.replace(replacement)).isTrue();
    assertThat(property()).isEqualTo(committer.state());
    assertThat(catalog.loadTable(Notes.NAME).snapshots()).hasSize(2);
  }

  // Guards against: a batch that is applied twice, because its outcome was asked for by another.
  @Test
  void aReplacementWaitsUntilTheOutcomeOfABatchIsKnown() {
    Batch batch = Notes.batch(notes.put(4, "d", "long"));
    catalog.onceAfter("commit", FenceTest::unknown);
    assertThatThrownBy(() -> committer.commit(batch))
        .isInstanceOf(CommitStateUnknownException.class);

    Replacement replacement = copyOfAllFiles();
    assertThat(committer.replace(replacement)).isFalse();
    assertThat(committer.commit(batch)).isTrue();
    assertThat(catalog.loadTable(Notes.NAME).snapshots()).hasSize(2);
    assertThat(committer.replace(replacement)).isTrue();
    assertThat(rows()).containsExactlyInAnyOrder("1/a/long", "2/b/long", "3/c/x", "4/d/long");
  }

  /** The rows of all files of now in one new file; of files without deleted rows. */
  private Replacement copyOfAllFiles() {
    Table table = catalog.loadTable(Notes.NAME);
    List<Record> rows = new ArrayList<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      records.forEach(rows::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<DataFile> copies =
        new DataFiles(table, table.schema(), AnotherWriter.names(table, FileFormat.PARQUET))
            .write(rows);
    List<DataFile> old = files(table);
    return (now, vectors) -> {
      List<String> left = files(now).stream().map(DataFile::location).toList();
      return old.stream().allMatch(file -> left.contains(file.location()))
          ? new ReplacedFiles(old, List.of(), copies, List.of(), true)
          : ReplacedFiles.NONE;
    };
  }

  private static List<DataFile> files(Table table) {
    List<DataFile> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      tasks.forEach(task -> files.add(task.file().copy()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private static void unknown() {
    throw new CommitStateUnknownException(new IllegalStateException("the answer was lost"));
  }

  private static void assertFenced(TableCommitter committer, Batch batch, String writer) {
    assertThatThrownBy(() -> committer.commit(batch))
        .isInstanceOfSatisfying(
            FencedException.class, fenced -> assertThat(fenced.writer()).isEqualTo(writer));
  }

  private static void commit(TableCommitter committer, RowChange... changes) {
    assertThat(committer.commit(Notes.batch(changes))).isTrue();
  }

  private TableCommitter committer(String writer) {
    Table table = catalog.loadTable(Notes.NAME);
    // each task is on a machine of its own
    Locators own = new Locators(Indexes.both(indexes.resolve("task-" + locators.size())));
    locators.add(own);
    return new TableCommitter(
        table, MirrorState.of(table).orElseThrow(), writer, Deleting.BY_VECTORS.policy(), own);
  }

  private MirrorState property() {
    return MirrorState.of(catalog.loadTable(Notes.NAME)).orElseThrow();
  }

  private List<String> rows() {
    return Notes.rows(catalog);
  }
}
