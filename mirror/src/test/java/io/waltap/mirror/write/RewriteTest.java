/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.AnotherWriter;
import io.waltap.mirror.Notes;
import io.waltap.mirror.TestCatalog;
import io.waltap.mirror.locate.FileRows;
import io.waltap.mirror.locate.LiveFile;
import io.waltap.mirror.locate.LiveFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RewriteTest {
  private final Catalog catalog = TestCatalog.inMemory();

  private Table table(int formatVersion) {
    return Notes.table(catalog, PartitionSpec.unpartitioned(), formatVersion);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theOtherRowsOfATouchedFileAreWrittenAgainWithTheNewOnes(int formatVersion) {
    Table table = table(formatVersion);
    DataFile touched = NoteRows.append(table, 1, 2, 3);
    DataFile other = NoteRows.append(table, 4, 5);
    Deletion deletion = Rewrite.ofTouched().delete(NoteRows.places(table, 2));

    assertThat(deletion.rows()).isEqualTo(1);
    assertThat(deletion.added()).isEmpty();
    assertThat(deletion.replaced()).isEmpty();
    assertThat(deletion.removed())
        .extracting(DataFile::location)
        .containsExactly(touched.location());
    commit(table, deletion, NoteRows.row(table, 6));
    assertThat(NoteRows.ids(catalog)).containsExactlyInAnyOrder(1L, 3L, 4L, 5L, 6L);
    assertThat(Notes.rows(catalog)).contains("1/n1/t1", "6/n6/t6");
    assertThat(paths(table)).hasSize(2).contains(other.location());
  }

  @Test
  void aFileWithoutALiveRowIsOnlyRemoved() {
    Table table = table(2);
    NoteRows.append(table, 1, 2);
    NoteRows.append(table, 3);
    Deletion deletion = Rewrite.ofTouched().delete(NoteRows.places(table, 1, 2));

    assertThat(deletion.removed()).hasSize(1);
    assertThat(deletion.kept()).isEmpty();
    commit(table, deletion);
    assertThat(NoteRows.ids(catalog)).containsExactly(3L);
    assertThat(paths(table)).hasSize(1);
  }

  // Guards against: thousands of small files.
  @Test
  void moreFilesBecomeOne() {
    Table table = table(2);
    NoteRows.append(table, 1, 2);
    NoteRows.append(table, 3);
    NoteRows.append(table, 4, 5);
    Deletion deletion = Rewrite.ofMore(LiveFiles.of(table)).delete(NoteRows.places(table, 3, 4));

    assertThat(deletion.removed()).hasSize(3);
    assertThat(deletion.rows()).isEqualTo(2);
    commit(table, deletion, NoteRows.row(table, 6));
    assertThat(NoteRows.ids(catalog)).containsExactlyInAnyOrder(1L, 2L, 5L, 6L);
    assertThat(paths(table)).hasSize(1);
  }

  // Guards against: rows that come back, since only the rows of this commit were left out.
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void rowsThatWereDeletedBeforeStayDeleted(int formatVersion) {
    Table table = table(formatVersion);
    NoteRows.append(table, 1, 2, 3, 4);
    AnotherWriter.delete(table, NoteRows.KEY, Notes.key(2));
    Deletion deletion = Rewrite.ofTouched().delete(NoteRows.places(table, 3));

    assertThat(deletion.replaced()).hasSize(1);
    commit(table, deletion);
    assertThat(NoteRows.ids(catalog)).containsExactlyInAnyOrder(1L, 4L);
    assertThat(table.currentSnapshot().summary()).containsEntry("total-delete-files", "0");
  }

  // Guards against: rows that come back in a data file that was not rewritten.
  @Test
  void aDeleteFileForSeveralDataFilesStaysAsLongAsOneOfThemDoes() {
    Table table = table(2);
    NoteRows.append(table, 1, 2, 3);
    NoteRows.append(table, 4, 5, 6);
    DeleteFile together =
        AnotherWriter.deleteTogether(table, NoteRows.KEY, Notes.key(1), Notes.key(4));
    Deletion one = Rewrite.ofTouched().delete(NoteRows.places(table, 2));
    assertThat(one.replaced()).isEmpty();
    commit(table, one);
    assertThat(NoteRows.ids(catalog)).containsExactlyInAnyOrder(3L, 5L, 6L);

    Deletion all = Rewrite.ofMore(LiveFiles.of(table)).delete(NoteRows.places(table, 5));
    assertThat(all.replaced())
        .extracting(DeleteFile::location)
        .containsOnly(together.location())
        .isNotEmpty();
    commit(table, all);
    assertThat(NoteRows.ids(catalog)).containsExactlyInAnyOrder(3L, 6L);
    assertThat(table.currentSnapshot().summary())
        .containsEntry("total-delete-files", "0")
        .containsEntry("total-data-files", "1");
  }

  @Test
  void rowsStayInTheirPartitionAndNewOnesJoinThem() {
    Table table = Notes.table(catalog, Notes.byName(), 2);
    AnotherWriter.append(
        table,
        Notes.row(table, 1, "a", "x"),
        Notes.row(table, 2, "a", "x"),
        Notes.row(table, 3, "b", "x"),
        Notes.row(table, 4, "c", "x"));
    Deletion deletion = Rewrite.ofTouched().delete(NoteRows.places(table, 2, 3));
    List<DataFile> added =
        commit(
            table,
            deletion,
            Notes.row(table, 5, "a", "y"),
            Notes.row(table, 6, "b", "y"),
            Notes.row(table, 7, null, "y"));

    assertThat(added)
        .extracting(file -> String.valueOf(file.partition().get(0, CharSequence.class)))
        .containsExactlyInAnyOrder("a", "b", "null");
    assertThat(Notes.rows(catalog))
        .containsExactlyInAnyOrder("1/a/x", "5/a/y", "6/b/y", "4/c/x", "7/null/y");
  }

  // Guards against: rows in a partition that they do not belong to.
  @Test
  void rowsOfAnOlderSpecStayInIt() {
    Table table = Notes.table(catalog, Notes.byName(), 2);
    AnotherWriter.append(table, Notes.row(table, 1, "a", "x"), Notes.row(table, 2, "a", "x"));
    table.updateSpec().removeField("name").commit();
    table.refresh();
    Deletion deletion = Rewrite.ofTouched().delete(NoteRows.places(table, 1));
    List<DataFile> added = commit(table, deletion, Notes.row(table, 3, "a", "y"));

    assertThat(added).extracting(DataFile::specId).containsExactlyInAnyOrder(0, 1);
    assertThat(Notes.rows(catalog)).containsExactlyInAnyOrder("2/a/x", "3/a/y");
  }

  // Guards against: a file without an end, if much is kept.
  @Test
  void aFileThatIsLargeEnoughIsFollowedByAnother() {
    Table table = table(2);
    NoteRows.append(table, 1, 2, 3);
    table.updateProperties().set("write.target-file-size-bytes", "1").commit();
    commit(table, Rewrite.ofTouched().delete(NoteRows.places(table, 2)), NoteRows.row(table, 4));

    assertThat(paths(table)).hasSize(3);
    assertThat(NoteRows.ids(catalog)).containsExactlyInAnyOrder(1L, 3L, 4L);
  }

  // Guards against: rows that all seem to be new to who reads the changes of the table.
  @Test
  void rowsThatStayKeepTheirLineage() {
    Table table = table(3);
    NoteRows.append(table, 1, 2, 3);
    NoteRows.append(table, 4);
    Map<Long, List<Object>> before = lineage(table);
    for (long id = 10; id < 13; id++) {
      Deletion deletion =
          Rewrite.ofMore(LiveFiles.of(table)).delete(NoteRows.places(table, 2, id - 1));
      commit(table, deletion, NoteRows.row(table, id));
    }
    Map<Long, List<Object>> after = lineage(table);

    assertThat(after).containsOnlyKeys(1L, 3L, 4L, 12L);
    for (long id : List.of(1L, 3L, 4L)) {
      assertThat(after.get(id)).as("row %s", id).isEqualTo(before.get(id)).doesNotContainNull();
    }
    assertThat(after.values()).extracting(row -> row.get(0)).doesNotHaveDuplicates();
    assertThat(after.get(12L)).doesNotContainNull();
  }

  // Guards against: NULL instead of the value that rows have which are older than their column.
  @Test
  void theInitialDefaultOfAColumnBecomesAValue() {
    Table table = table(3);
    NoteRows.append(table, 1, 2);
    table.updateSchema().addColumn("more", Types.StringType.get(), null, Literal.of("d")).commit();
    table.refresh();
    Record row = NoteRows.row(table, 3);
    row.setField("more", "new");
    commit(table, Rewrite.ofTouched().delete(NoteRows.places(table, 2)), row);

    assertThat(TestCatalog.rows(catalog, Notes.NAME))
        .extracting(each -> each.get("id") + "/" + each.get("more"))
        .containsExactlyInAnyOrder("1/d", "3/new");
  }

  // Guards against: an index with the places of other rows.
  @Test
  void whichRowsAFileHasIsSaidIfNoneIsWrittenAgain() {
    Table table = Notes.table(catalog, Notes.byName());
    AnotherWriter.append(table, Notes.row(table, 1, "a", "t"), Notes.row(table, 2, "a", "t"));
    List<Record> added =
        List.of(
            Notes.row(table, 5, "a", "t"),
            Notes.row(table, 6, "b", "t"),
            Notes.row(table, 7, "a", "t"),
            Notes.row(table, 8, "b", "t"));
    List<Record> ofA = List.of(added.get(0), added.get(2));
    List<Record> ofB = List.of(added.get(1), added.get(3));
    assertThat(files(table).writeRows(added, List.of()))
        .extracting(DataFiles.Written::rows)
        .containsExactlyInAnyOrder(Optional.of(ofA), Optional.of(ofB));

    Deletion deletion = Rewrite.ofTouched().delete(NoteRows.places(table, 2));
    assertThat(deletion.kept()).hasSize(1);
    assertThat(files(table).writeRows(added, deletion.kept()))
        .extracting(DataFiles.Written::rows)
        .containsExactlyInAnyOrder(Optional.empty(), Optional.of(ofB));
  }

  // Guards against: rows that are said to be in the file before theirs.
  @Test
  void theRowsOfEachOfSeveralFilesAreItsOwn() {
    Table table = table(3);
    table.updateProperties().set("write.target-file-size-bytes", "1").commit();
    List<Record> added = List.of(NoteRows.row(table, 1), NoteRows.row(table, 2));
    List<DataFiles.Written> written = files(table).writeRows(added, List.of());

    assertThat(written)
        .extracting(DataFiles.Written::rows)
        .containsExactly(Optional.of(List.of(added.get(0))), Optional.of(List.of(added.get(1))));
  }

  private static List<DataFile> commit(Table table, Deletion deletion, Record... added) {
    List<DataFile> files =
        files(table).writeRows(List.of(added), deletion.kept()).stream()
            .map(DataFiles.Written::data)
            .toList();
    AnotherWriter.commit(table, deletion, files);
    return files;
  }

  private static DataFiles files(Table table) {
    return new DataFiles(table, table.schema(), AnotherWriter.names(table, FileFormat.PARQUET));
  }

  private static Set<String> paths(Table table) {
    table.refresh();
    return LiveFiles.of(table).stream()
        .map(file -> file.data().location())
        .collect(Collectors.toSet());
  }

  /** The number of each row, and in which commit it was changed last. */
  private static Map<Long, List<Object>> lineage(Table table) {
    table.refresh();
    Schema columns = MetadataColumns.schemaWithRowLineage(table.schema().select("id"));
    FileRows rows = new FileRows(table);
    Map<Long, List<Object>> lineage = new HashMap<>();
    for (LiveFile file : LiveFiles.of(table)) {
      try (CloseableIterable<Record> records = rows.readToKeep(file.data(), columns)) {
        for (Record record : records) {
          if (!file.deleted().isDeleted((Long) record.get(3))) {
            lineage.put((Long) record.get(0), Arrays.asList(record.get(1), record.get(2)));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return lineage;
  }
}
