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
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.junit.jupiter.api.Test;

class VectorsTest {
  private final Catalog catalog = TestCatalog.inMemory();

  // Guards against: a live vector that vanishes, because Iceberg deletes the whole file of a vector
  // that was replaced when its snapshot expires.
  @Test
  void eachDataFileHasAPuffinFileOfItsOwn() {
    Table table = Notes.table(catalog);
    DataFile one = NoteRows.append(table, 1, 2, 3);
    DataFile two = NoteRows.append(table, 4, 5);
    Deletion deletion = delete(table, 1, 3, 4);

    assertThat(deletion.rows()).isEqualTo(3);
    assertThat(deletion.added()).hasSize(2);
    assertThat(deletion.added()).extracting(DeleteFile::location).doesNotHaveDuplicates();
    assertThat(deletion.added())
        .extracting(DeleteFile::referencedDataFile)
        .containsExactlyInAnyOrder(one.location(), two.location());
    assertThat(deletion.added()).extracting(DeleteFile::format).containsOnly(FileFormat.PUFFIN);
    assertThat(deletion.dataFiles())
        .extracting(CharSequence::toString)
        .containsExactlyInAnyOrder(one.location(), two.location());
    assertThat(deletion.replaced()).isEmpty();
    assertThat(deletion.removed()).isEmpty();

    AnotherWriter.commit(table, deletion);
    assertThat(Notes.rows(catalog)).containsExactlyInAnyOrder("2/n2/t2", "5/n5/t5");
  }

  // Guards against: deleted rows that come back, since a data file has one vector only.
  @Test
  void aLaterVectorHasTheRowsOfTheOneBefore() {
    Table table = Notes.table(catalog);
    NoteRows.append(table, 1, 2, 3, 4);
    Deletion first = delete(table, 1, 2);
    AnotherWriter.commit(table, first);
    Deletion second = delete(table, 4);

    assertThat(second.rows()).isEqualTo(1);
    assertThat(second.added()).hasSize(1);
    assertThat(second.added().get(0).recordCount()).isEqualTo(3);
    assertThat(second.replaced())
        .extracting(DeleteFile::location)
        .containsExactly(first.added().get(0).location());

    AnotherWriter.commit(table, second);
    assertThat(Notes.rows(catalog)).containsExactly("3/n3/t3");
  }

  // Guards against: a vector that is lost, because another one in its file was replaced.
  @Test
  void allVectorsOfACommitMayBeInOneFile() {
    Table table = Notes.table(catalog);
    DataFile one = NoteRows.append(table, 1, 2, 3);
    DataFile two = NoteRows.append(table, 4, 5, 6);
    NoteRows.append(table, 7);
    Deletion first = shared(table).delete(NoteRows.places(table, 1, 4, 7));

    assertThat(first.added())
        .extracting(DeleteFile::referencedDataFile)
        .containsExactlyInAnyOrder(one.location(), two.location());
    assertThat(first.added().stream().map(DeleteFile::location).distinct()).hasSize(1);
    assertThat(first.removed()).as("a file without a live row").hasSize(1);
    AnotherWriter.commit(table, first);
    assertThat(NoteRows.ids(catalog)).containsExactlyInAnyOrder(2L, 3L, 5L, 6L);

    Deletion second = shared(table).delete(NoteRows.places(table, 5));
    assertThat(second.replaced())
        .extracting(DeleteFile::referencedDataFile)
        .containsExactly(two.location());
    AnotherWriter.commit(table, second);
    assertThat(NoteRows.ids(catalog)).containsExactlyInAnyOrder(2L, 3L, 6L);
  }

  @Test
  void noFileIsWrittenWhereNoVectorIsNeeded() {
    Table table = Notes.table(catalog);
    NoteRows.append(table, 1);
    Deletion deletion = shared(table).delete(NoteRows.places(table, 1));

    assertThat(deletion.added()).isEmpty();
    assertThat(deletion.removed()).hasSize(1);
  }

  private static Vectors shared(Table table) {
    return new Vectors(table, AnotherWriter.names(table, FileFormat.PUFFIN), true);
  }

  // Guards against: rows that come back when a table gets format version 3, since readers do not
  // read position delete files for a data file that has a vector.
  @Test
  void aVectorIncludesThePositionDeleteFilesOfFormatVersion2() {
    Table table = Notes.table(catalog, PartitionSpec.unpartitioned(), 2);
    DataFile one = NoteRows.append(table, 1, 2, 3);
    NoteRows.append(table, 4, 5, 6);
    DeleteFile together =
        AnotherWriter.deleteTogether(table, NoteRows.KEY, Notes.key(1), Notes.key(4));
    AnotherWriter.delete(table, NoteRows.KEY, Notes.key(2));
    table.updateProperties().set("format-version", "3").commit();
    assertThat(NoteRows.ids(catalog)).containsExactlyInAnyOrder(3L, 5L, 6L);

    Deletion deletion = delete(table, 5);
    assertThat(deletion.added()).singleElement().extracting(DeleteFile::recordCount).isEqualTo(2L);
    assertThat(deletion.replaced()).as("it is for the other data file, too").isEmpty();
    AnotherWriter.commit(table, deletion);
    assertThat(NoteRows.ids(catalog)).containsExactlyInAnyOrder(3L, 6L);

    Deletion last = delete(table, 3);
    assertThat(last.removed()).extracting(DataFile::location).containsExactly(one.location());
    assertThat(last.replaced())
        .as("only the delete file that is for this data file alone")
        .hasSize(1)
        .extracting(DeleteFile::location)
        .doesNotContain(together.location());
    AnotherWriter.commit(table, last);
    assertThat(NoteRows.ids(catalog)).containsExactly(6L);
  }

  @Test
  void aFileWithoutALiveRowIsRemovedWithItsVector() {
    Table table = Notes.table(catalog);
    DataFile file = NoteRows.append(table, 1, 2, 3);
    NoteRows.append(table, 4);
    Deletion first = delete(table, 2);
    AnotherWriter.commit(table, first);
    Deletion second = delete(table, 1, 3);

    assertThat(second.added()).isEmpty();
    assertThat(second.removed()).extracting(DataFile::location).containsExactly(file.location());
    assertThat(second.replaced())
        .extracting(DeleteFile::location)
        .containsExactly(first.added().get(0).location());
    assertThat(second.rows()).isEqualTo(2);

    AnotherWriter.commit(table, second);
    assertThat(Notes.rows(catalog)).containsExactly("4/n4/t4");
    assertThat(table.currentSnapshot().summary())
        .containsEntry("total-delete-files", "0")
        .containsEntry("total-data-files", "1");
  }

  @Test
  void aRowThatIsNamedTwiceIsDeletedOnce() {
    Table table = Notes.table(catalog);
    NoteRows.append(table, 1, 2);
    List<Location> places = new ArrayList<>(NoteRows.places(table, 1));
    places.addAll(NoteRows.places(table, 1));
    Deletion deletion = vectors(table).delete(places);

    assertThat(deletion.rows()).isEqualTo(1);
    assertThat(deletion.removed()).as("the other row is alive").isEmpty();
    assertThat(deletion.added().get(0).recordCount()).isEqualTo(1);
  }

  @Test
  void nothingToDeleteWritesNothing() {
    Table table = Notes.table(catalog);
    NoteRows.append(table, 1);
    Deletion deletion = delete(table, 9);

    assertThat(deletion.rows()).isZero();
    assertThat(deletion.added()).isEmpty();
    assertThat(deletion.removed()).isEmpty();
  }

  // Guards against: a vector in the partition of the new row, which the old row is not in.
  @Test
  void aVectorHasThePartitionOfItsDataFile() {
    Table table = Notes.table(catalog, Notes.byName());
    List<DataFile> files =
        AnotherWriter.append(
            table,
            Notes.row(table, 1, "a", "x"),
            Notes.row(table, 2, "a", "x"),
            Notes.row(table, 3, "b", "x"),
            Notes.row(table, 4, "b", "x"));
    assertThat(files).hasSize(2);
    Deletion deletion = delete(table, 1, 4);

    assertThat(deletion.added())
        .extracting(file -> file.partition().get(0, CharSequence.class).toString())
        .containsExactlyInAnyOrder("a", "b");
    AnotherWriter.commit(table, deletion);
    assertThat(Notes.rows(catalog)).containsExactlyInAnyOrder("2/a/x", "3/b/x");
  }

  private static Deletion delete(Table table, long... ids) {
    return vectors(table).delete(NoteRows.places(table, ids));
  }

  private static Vectors vectors(Table table) {
    return new Vectors(table, AnotherWriter.names(table, FileFormat.PUFFIN), false);
  }
}
