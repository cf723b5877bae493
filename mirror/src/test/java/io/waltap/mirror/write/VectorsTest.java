/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.AnotherWriter;
import io.waltap.mirror.Notes;
import io.waltap.mirror.TestCatalog;
import io.waltap.mirror.locate.Location;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.Test;

class VectorsTest {
  private static final List<String> KEY = List.of("id");

  private final Catalog catalog = TestCatalog.inMemory();

  // Guards against: a live vector that vanishes, because Iceberg deletes the whole file of a vector
  // that was replaced when its snapshot expires.
  @Test
  void eachDataFileHasAPuffinFileOfItsOwn() {
    Table table = Notes.table(catalog);
    DataFile one = append(table, 1, 2, 3);
    DataFile two = append(table, 4, 5);
    Vectors.Deletion deletion = delete(table, 1, 3, 4);

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
    assertThat(deletion.emptied()).isEmpty();

    AnotherWriter.commit(table, deletion);
    assertThat(Notes.rows(catalog)).containsExactlyInAnyOrder("2/n2/t2", "5/n5/t5");
  }

  // Guards against: deleted rows that come back, since a data file has one vector only.
  @Test
  void aLaterVectorHasTheRowsOfTheOneBefore() {
    Table table = Notes.table(catalog);
    append(table, 1, 2, 3, 4);
    Vectors.Deletion first = delete(table, 1, 2);
    AnotherWriter.commit(table, first);
    Vectors.Deletion second = delete(table, 4);

    assertThat(second.rows()).isEqualTo(1);
    assertThat(second.added()).hasSize(1);
    assertThat(second.added().get(0).recordCount()).isEqualTo(3);
    assertThat(second.replaced())
        .extracting(DeleteFile::location)
        .containsExactly(first.added().get(0).location());

    AnotherWriter.commit(table, second);
    assertThat(Notes.rows(catalog)).containsExactly("3/n3/t3");
  }

  @Test
  void aFileWithoutALiveRowIsRemovedWithItsVector() {
    Table table = Notes.table(catalog);
    DataFile file = append(table, 1, 2, 3);
    append(table, 4);
    Vectors.Deletion first = delete(table, 2);
    AnotherWriter.commit(table, first);
    Vectors.Deletion second = delete(table, 1, 3);

    assertThat(second.added()).isEmpty();
    assertThat(second.emptied()).extracting(DataFile::location).containsExactly(file.location());
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
    append(table, 1, 2);
    List<Location> places = new ArrayList<>(places(table, 1));
    places.addAll(places(table, 1));
    Vectors.Deletion deletion = vectors(table).delete(places);

    assertThat(deletion.rows()).isEqualTo(1);
    assertThat(deletion.emptied()).as("the other row is alive").isEmpty();
    assertThat(deletion.added().get(0).recordCount()).isEqualTo(1);
  }

  @Test
  void nothingToDeleteWritesNothing() {
    Table table = Notes.table(catalog);
    append(table, 1);
    Vectors.Deletion deletion = delete(table, 9);

    assertThat(deletion.rows()).isZero();
    assertThat(deletion.added()).isEmpty();
    assertThat(deletion.emptied()).isEmpty();
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
    Vectors.Deletion deletion = delete(table, 1, 4);

    assertThat(deletion.added())
        .extracting(file -> file.partition().get(0, CharSequence.class).toString())
        .containsExactlyInAnyOrder("a", "b");
    AnotherWriter.commit(table, deletion);
    assertThat(Notes.rows(catalog)).containsExactlyInAnyOrder("2/a/x", "3/b/x");
  }

  private static DataFile append(Table table, long... ids) {
    Record[] rows =
        Arrays.stream(ids)
            .mapToObj(id -> Notes.row(table, id, "n" + id, "t" + id))
            .toArray(Record[]::new);
    List<DataFile> files = AnotherWriter.append(table, rows);
    assertThat(files).hasSize(1);
    return files.get(0);
  }

  private static Vectors.Deletion delete(Table table, long... ids) {
    return vectors(table).delete(places(table, ids));
  }

  private static Vectors vectors(Table table) {
    return new Vectors(table, AnotherWriter.names(table, FileFormat.PUFFIN));
  }

  private static List<Location> places(Table table, long... ids) {
    table.refresh();
    return AnotherWriter.places(
        table, KEY, Arrays.stream(ids).mapToObj(Notes::key).collect(Collectors.toSet()));
  }
}
