/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.AnotherWriter;
import io.waltap.mirror.Notes;
import io.waltap.mirror.TestCatalog;
import io.waltap.mirror.locate.Location;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.util.ContentFileUtil;
import org.junit.jupiter.api.Test;

class PositionsTest {
  private final Catalog catalog = TestCatalog.inMemory();

  private Table table() {
    return Notes.table(catalog, PartitionSpec.unpartitioned(), 2);
  }

  // Guards against: delete files for several data files, which cannot go when one of these is
  // rewritten.
  @Test
  void eachDataFileHasADeleteFileOfItsOwn() {
    Table table = table();
    DataFile one = NoteRows.append(table, 1, 2, 3);
    DataFile two = NoteRows.append(table, 4, 5);
    Deletion deletion = delete(table, 1, 3, 4);

    assertThat(deletion.rows()).isEqualTo(3);
    assertThat(deletion.added()).hasSize(2);
    assertThat(deletion.added()).extracting(DeleteFile::location).doesNotHaveDuplicates();
    assertThat(deletion.added())
        .extracting(DeleteFile::content)
        .containsOnly(FileContent.POSITION_DELETES);
    assertThat(deletion.added()).extracting(DeleteFile::format).containsOnly(FileFormat.PARQUET);
    assertThat(deletion.added()).allMatch(ContentFileUtil::isFileScoped);
    assertThat(deletion.dataFiles())
        .extracting(CharSequence::toString)
        .containsExactlyInAnyOrder(one.location(), two.location());
    assertThat(deletion.replaced()).isEmpty();
    assertThat(deletion.removed()).isEmpty();
    assertThat(deletion.kept()).isEmpty();

    AnotherWriter.commit(table, deletion);
    assertThat(NoteRows.ids(catalog)).containsExactlyInAnyOrder(2L, 5L);
  }

  // Guards against: a data file with hundreds of delete files, one for each commit.
  @Test
  void aLaterDeleteFileReplacesTheOneBefore() {
    Table table = table();
    NoteRows.append(table, 1, 2, 3, 4);
    Deletion first = delete(table, 1, 2);
    AnotherWriter.commit(table, first);
    Deletion second = delete(table, 4);

    assertThat(second.rows()).isEqualTo(1);
    assertThat(second.added()).singleElement().extracting(DeleteFile::recordCount).isEqualTo(3L);
    assertThat(second.replaced())
        .extracting(DeleteFile::location)
        .containsExactly(first.added().get(0).location());

    AnotherWriter.commit(table, second);
    assertThat(NoteRows.ids(catalog)).containsExactly(3L);
    assertThat(table.currentSnapshot().summary()).containsEntry("total-delete-files", "1");
  }

  @Test
  void aFileWithoutALiveRowIsRemovedWithItsDeleteFile() {
    Table table = table();
    DataFile file = NoteRows.append(table, 1, 2, 3);
    NoteRows.append(table, 4);
    AnotherWriter.commit(table, delete(table, 2));
    Deletion second = delete(table, 1, 3);

    assertThat(second.added()).isEmpty();
    assertThat(second.removed()).extracting(DataFile::location).containsExactly(file.location());
    assertThat(second.replaced()).hasSize(1);
    AnotherWriter.commit(table, second);
    assertThat(NoteRows.ids(catalog)).containsExactly(4L);
    assertThat(table.currentSnapshot().summary())
        .containsEntry("total-delete-files", "0")
        .containsEntry("total-data-files", "1");
  }

  // Guards against: rows that come back, because a delete file that another program has written for
  // several data files was taken for that of one.
  @Test
  void aDeleteFileForSeveralDataFilesStays() {
    Table table = table();
    DataFile one = NoteRows.append(table, 1, 2, 3);
    NoteRows.append(table, 4, 5, 6);
    DeleteFile together =
        AnotherWriter.deleteTogether(table, NoteRows.KEY, Notes.key(1), Notes.key(4));
    assertThat(ContentFileUtil.isFileScoped(together)).isFalse();

    Deletion first = delete(table, 2);
    assertThat(first.added()).singleElement().extracting(DeleteFile::recordCount).isEqualTo(1L);
    assertThat(first.replaced()).isEmpty();
    AnotherWriter.commit(table, first);
    assertThat(NoteRows.ids(catalog)).containsExactlyInAnyOrder(3L, 5L, 6L);

    Deletion second = delete(table, 3, 5);
    assertThat(second.removed()).extracting(DataFile::location).containsExactly(one.location());
    assertThat(second.replaced())
        .extracting(DeleteFile::location)
        .containsExactly(first.added().get(0).location());
    AnotherWriter.commit(table, second);
    assertThat(NoteRows.ids(catalog)).containsExactly(6L);
  }

  @Test
  void aRowThatIsNamedTwiceIsDeletedOnce() {
    Table table = table();
    NoteRows.append(table, 1, 2);
    List<Location> places = new ArrayList<>(NoteRows.places(table, 1));
    places.addAll(NoteRows.places(table, 1));
    Deletion deletion = positions(table).delete(places);

    assertThat(deletion.rows()).isEqualTo(1);
    assertThat(deletion.removed()).as("the other row is alive").isEmpty();
    assertThat(deletion.added().get(0).recordCount()).isEqualTo(1);
  }

  @Test
  void nothingToDeleteWritesNothing() {
    Table table = table();
    NoteRows.append(table, 1);
    Deletion deletion = delete(table, 9);

    assertThat(deletion.rows()).isZero();
    assertThat(deletion.added()).isEmpty();
    assertThat(deletion.removed()).isEmpty();
  }

  // Guards against: a delete file in the partition of the new row, which the old row is not in.
  @Test
  void aDeleteFileHasThePartitionOfItsDataFile() {
    Table table = Notes.table(catalog, Notes.byName(), 2);
    AnotherWriter.append(
        table,
        Notes.row(table, 1, "a", "x"),
        Notes.row(table, 2, "a", "x"),
        Notes.row(table, 3, "b", "x"),
        Notes.row(table, 4, "b", "x"));
    Deletion deletion = delete(table, 1, 4);

    assertThat(deletion.added())
        .extracting(file -> file.partition().get(0, CharSequence.class).toString())
        .containsExactlyInAnyOrder("a", "b");
    AnotherWriter.commit(table, deletion);
    assertThat(Notes.rows(catalog)).containsExactlyInAnyOrder("2/a/x", "3/b/x");
  }

  private static Deletion delete(Table table, long... ids) {
    return positions(table).delete(NoteRows.places(table, ids));
  }

  private static Positions positions(Table table) {
    return new Positions(table, AnotherWriter.names(table, FileFormat.PARQUET));
  }
}
