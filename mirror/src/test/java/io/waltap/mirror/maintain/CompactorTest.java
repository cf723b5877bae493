/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.maintain;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.AnotherWriter;
import io.waltap.mirror.Deleting;
import io.waltap.mirror.Indexes;
import io.waltap.mirror.Notes;
import io.waltap.mirror.WatchedCatalog;
import io.waltap.mirror.change.RowChange;
import io.waltap.mirror.commit.MirrorState;
import io.waltap.mirror.commit.ReplacedFiles;
import io.waltap.mirror.commit.Replacement;
import io.waltap.mirror.commit.TableCommitter;
import io.waltap.mirror.locate.FileRows;
import io.waltap.mirror.locate.Locators;
import io.waltap.mirror.schema.RowShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompactorTest {
  private static final List<String> KEY = List.of("id");
  private static final MaintenanceOptions OPTIONS =
      new MaintenanceOptions(true, 1 << 20, 0.3, Duration.ZERO, Duration.ZERO, false);

  private final WatchedCatalog catalog = new WatchedCatalog();
  private final Notes notes = new Notes();
  private final Locators locators = new Locators(Indexes.both());
  private TableCommitter committer;

  @AfterEach
  void close() {
    locators.close();
  }

  private void create(PartitionSpec spec) {
    Notes.table(catalog, spec);
    committer =
        new TableCommitter(
            table(),
            MirrorState.of(table()).orElseThrow(),
            "mirror",
            Deleting.BY_VECTORS.policy(),
            locators);
  }

  private void create() {
    create(PartitionSpec.unpartitioned());
  }

  private Table table() {
    return catalog.loadTable(Notes.NAME);
  }

  private void commit(RowChange... changes) {
    assertThat(committer.commit(Notes.batch(changes))).isTrue();
  }

  private Compactor compactor() {
    return compactor(OPTIONS);
  }

  private Compactor compactor(MaintenanceOptions options) {
    return new Compactor(table(), KEY, "mirror", options);
  }

  private List<InputFile> files() {
    return InputFile.of(table());
  }

  private List<String> rows() {
    return Notes.rows(catalog);
  }

  /** Six files of one row each; their order is not that of the keys. */
  private void sixFiles() {
    for (long id : new long[] {6, 2, 5, 1, 4, 3}) {
      commit(notes.put(id, "n" + id, "long"));
    }
    assertThat(files()).hasSize(6);
  }

  private Rewritten rewritten() {
    Compactor compactor = compactor();
    return compactor.rewrite(compactor.plan().orElseThrow());
  }

  /** The rows of the only file, in their order, deleted ones too. */
  private List<Long> idsInFile() {
    assertThat(files()).hasSize(1);
    List<Long> ids = new ArrayList<>();
    Schema id = new Schema(table().schema().findField("id"));
    try (CloseableIterable<Record> records =
        new FileRows(table()).readToKeep(files().get(0).data(), id)) {
      records.forEach(row -> ids.add((Long) row.get(0)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ids;
  }

  @Test
  void smallFilesBecomeOneInTheOrderOfTheKeys() {
    create();
    sixFiles();
    List<String> before = rows();
    MirrorState state = committer.state();

    assertThat(committer.replace(rewritten())).isTrue();
    assertThat(idsInFile()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(rows()).containsExactlyInAnyOrderElementsOf(before);
    assertThat(table().currentSnapshot().operation()).isEqualTo("replace");
    assertThat(committer.state().next()).isEqualTo(state.next());
    assertThat(MirrorState.of(table())).contains(committer.state());
    commit(notes.rename(3, "renamed"), notes.delete(1), notes.put(7, "new", "x"));
    assertThat(rows())
        .containsExactlyInAnyOrder(
            "2/n2/long", "3/renamed/long", "4/n4/long", "5/n5/long", "6/n6/long", "7/new/x");
  }

  @Test
  void nothingIsRewrittenIfNothingIsWorthIt() {
    create();
    commit(notes.put(1, "a", "x"), notes.put(2, "b", "x"), notes.put(3, "c", "x"));
    commit(notes.put(4, "d", "x"));

    assertThat(compactor().compact()).isEmpty();
  }

  @Test
  void deadRowsGoWithTheirVector() {
    create();
    commit(notes.put(1, "a", "x"), notes.put(2, "b", "x"), notes.put(3, "c", "x"));
    commit(notes.delete(2));
    assertThat(files().get(0).deletes()).hasSize(1);

    assertThat(committer.replace(rewritten())).isTrue();
    assertThat(idsInFile()).containsExactly(1L, 3L);
    assertThat(files().get(0).deletes()).isEmpty();
    assertThat(table().currentSnapshot().summary())
        .containsEntry("total-delete-files", "0")
        .containsEntry("total-records", "2");
  }

  // Guards against: a compaction that makes all rows look new to those who ask what has changed.
  @Test
  void rowsKeepTheirIdsAndTheSequenceNumbersOfTheirLastChanges() {
    create();
    sixFiles();
    commit(notes.rename(5, "renamed"));
    Map<Long, String> before = lineage();
    assertThat(before.values()).doesNotHaveDuplicates().doesNotContain("null/null");

    assertThat(committer.replace(rewritten())).isTrue();
    assertThat(lineage()).isEqualTo(before);
    commit(notes.delete(1), notes.delete(2), notes.delete(3));
    before.keySet().removeAll(List.of(1L, 2L, 3L));
    assertThat(committer.replace(rewritten())).as("of a file that has them").isTrue();
    assertThat(lineage()).isEqualTo(before);
  }

  private Map<Long, String> lineage() {
    Map<Long, String> lineage = new TreeMap<>();
    Table table = table();
    FileRows fileRows = new FileRows(table);
    Schema columns =
        MetadataColumns.schemaWithRowLineage(new Schema(table.schema().findField("id")));
    for (InputFile file : files()) {
      try (RowMerge rows = new RowMerge(fileRows, columns, KEY)) {
        rows.add(file);
        while (rows.hasNext()) {
          Record row = rows.next().record();
          lineage.put((Long) row.get(0), row.get(1) + "/" + row.get(2));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return lineage;
  }

  // Guards against: deleted rows that come back.
  @Test
  void rowsThatWereDeletedMeanwhileAreDeletedInTheNewFile() {
    create();
    commit(notes.put(1, "a", "x"), notes.put(2, "b", "x"), notes.put(3, "c", "x"));
    commit(notes.delete(2), notes.put(4, "d", "x"));
    Rewritten rewritten = rewritten();
    commit(notes.delete(3), notes.put(5, "e", "x"));
    commit(notes.put(4, "d2", "x"));
    List<String> before = rows();

    assertThat(committer.replace(rewritten)).isTrue();
    assertThat(rows()).containsExactlyInAnyOrderElementsOf(before);
    assertThat(rows()).containsExactlyInAnyOrder("1/a/x", "4/d2/x", "5/e/x");
    assertThat(table().currentSnapshot().operation()).isEqualTo("replace");
    commit(notes.delete(1));
    assertThat(rows()).containsExactlyInAnyOrder("4/d2/x", "5/e/x");
  }

  // Guards against: a compaction that never succeeds, because the youngest files go all the time.
  @Test
  void aFileThatIsGoneMeanwhileDoesNotHoldUpTheOthers() {
    create();
    sixFiles();
    Rewritten rewritten = rewritten();
    commit(notes.put(3, "again", "x"), notes.delete(4));
    List<String> before = rows();

    assertThat(committer.replace(rewritten)).isTrue();
    assertThat(rows()).containsExactlyInAnyOrderElementsOf(before);
    assertThat(files()).hasSize(2);
    assertThat(table().currentSnapshot().operation()).isEqualTo("overwrite");
    commit(notes.delete(1));
    assertThat(rows())
        .containsExactlyInAnyOrder("2/n2/long", "3/again/x", "5/n5/long", "6/n6/long");
  }

  @Test
  void aFileAllOfWhoseRowsAreDeletedMeanwhileIsNotAdded() {
    create();
    commit(notes.put(1, "a", "x"), notes.put(2, "b", "x"), notes.put(3, "c", "x"));
    commit(notes.delete(2));
    Compactor compactor =
        compactor(new MaintenanceOptions(true, 1, 0.3, Duration.ZERO, Duration.ZERO, false));
    Rewritten rewritten = compactor.rewrite(compactor.plan().orElseThrow());
    commit(notes.delete(1));

    assertThat(committer.replace(rewritten)).isTrue();
    assertThat(idsInFile()).containsExactly(3L);
    assertThat(rows()).containsExactly("3/c/x");
  }

  @Test
  void afterATruncateNothingIsLeftToReplace() {
    create();
    sixFiles();
    Rewritten rewritten = rewritten();
    commit(notes.truncate(), notes.put(1, "new", "x"));
    long snapshot = table().currentSnapshot().snapshotId();

    assertThat(committer.replace(rewritten)).isTrue();
    assertThat(table().currentSnapshot().snapshotId()).isEqualTo(snapshot);
    assertThat(rows()).containsExactly("1/new/x");
  }

  @Test
  void aRowThatAnotherProgramDeletesDuringTheCommitStaysDeleted() {
    create();
    sixFiles();
    Rewritten rewritten = rewritten();
    Table other = table();
    catalog.onceBefore("commit", () -> AnotherWriter.delete(other, KEY, Notes.key(2)));

    boolean first = committer.replace(rewritten);
    assertThat(first || committer.replace(rewritten)).isTrue();
    assertThat(rows())
        .containsExactlyInAnyOrder("1/n1/long", "3/n3/long", "4/n4/long", "5/n5/long", "6/n6/long");
  }

  // Guards against: a row that comes back, because another program has deleted it between the check
  // of what has changed and the start of the commit.
  @Test
  void aRowThatAnotherProgramDeletesBeforeTheCommitBeginsStaysDeleted() {
    create();
    for (long id = 1; id <= 11; id += 2) {
      commit(notes.put(id, "n" + id, "x"), notes.put(id + 1, "n" + (id + 1), "x"));
    }
    Rewritten rewritten = rewritten();
    Table other = table();
    Replacement slow =
        (table, deletes) -> {
          ReplacedFiles files = rewritten.at(table, deletes);
          AnotherWriter.delete(other, KEY, Notes.key(3));
          return files;
        };

    assertThat(committer.replace(slow)).isFalse();
    assertThat(rows()).hasSize(11).doesNotContain("3/n3/x");
    assertThat(committer.replace(rewritten)).isTrue();
    assertThat(files()).hasSize(1);
    assertThat(rows()).hasSize(11).doesNotContain("3/n3/x");
  }

  @Test
  void twoRowsOfOneKeyAreBothKeptUntilTheKeyChanges() {
    create();
    sixFiles();
    AnotherWriter.append(table(), Notes.row(table(), 3, "foreign", "x"));

    assertThat(committer.replace(rewritten())).isTrue();
    assertThat(rows()).hasSize(7).contains("3/n3/long", "3/foreign/x");
    commit(notes.put(3, "ours", "x"));
    assertThat(rows()).hasSize(6).contains("3/ours/x");
  }

  @Test
  void aColumnThatIsAddedMeanwhileIsNullInTheOldRows() {
    create();
    sixFiles();
    Rewritten rewritten = rewritten();
    List<RowShape.Column> columns = new ArrayList<>(Notes.SHAPE.columns());
    columns.add(new RowShape.Column("more", Types.StringType.get()));
    RowShape wide = new RowShape(columns, new int[] {0});
    commit(notes.put(wide, Notes.key(7), 7L, "wide", "x", "more"));

    assertThat(committer.replace(rewritten)).isTrue();
    assertThat(rows()).hasSize(7).contains("1/n1/long", "7/wide/x");
    assertThat(table().schema().findField("more")).isNotNull();
  }

  @Test
  void rowsStayInTheirPartitions() {
    create(Notes.byName());
    for (long id = 1; id <= 12; id++) {
      commit(notes.put(id, id % 2 == 0 ? "even" : "odd", "x"));
    }
    List<String> before = rows();
    assertThat(files()).hasSize(12);

    assertThat(committer.replace(rewritten())).isTrue();
    assertThat(files()).hasSize(7);
    assertThat(committer.replace(rewritten())).isTrue();
    assertThat(files()).hasSize(2);
    assertThat(files())
        .extracting(file -> file.data().partition().get(0, CharSequence.class).toString())
        .containsExactlyInAnyOrder("even", "odd");
    assertThat(rows()).containsExactlyInAnyOrderElementsOf(before);
    commit(notes.put(1, "even", "moved"), notes.delete(2));
    assertThat(rows()).hasSize(11).contains("1/even/moved").doesNotContain("2/even/x");
  }

  // Guards against: rows that another program has deleted by value, and that come back.
  @Test
  void filesWithDeletesByValueAreLeftAlone() {
    create();
    sixFiles();
    Rewritten rewritten = rewritten();
    table()
        .newRowDelta()
        .addDeletes(
            FileMetadata.deleteFileBuilder(PartitionSpec.unpartitioned())
                .ofEqualityDeletes(1)
                .withPath("memory/by-value.parquet")
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(100)
                .withRecordCount(1)
                .build())
        .commit();
    long snapshot = table().currentSnapshot().snapshotId();

    assertThat(compactor().plan()).isEmpty();
    assertThat(committer.replace(rewritten)).isTrue();
    assertThat(table().currentSnapshot().snapshotId()).isEqualTo(snapshot);
  }
}
