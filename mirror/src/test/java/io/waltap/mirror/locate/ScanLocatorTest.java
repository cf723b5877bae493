/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.mirror.AnotherWriter;
import io.waltap.mirror.Notes;
import io.waltap.mirror.TestCatalog;
import io.waltap.mirror.change.Key;
import io.waltap.mirror.change.KeyCodec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class ScanLocatorTest {
  private static final List<String> KEY = List.of("id");

  private final Catalog catalog = TestCatalog.inMemory();

  @Test
  void keysAreFoundInSeveralFiles() {
    Table table = Notes.table(catalog);
    String one = append(table, 1, 2, 3);
    String two = append(table, 4, 5);
    Map<Key, List<Location>> found = locate(table, 2, 4, 5, 9);

    assertThat(found).containsOnlyKeys(Notes.key(2), Notes.key(4), Notes.key(5));
    assertPlaces(found, 2, one + ":1");
    assertPlaces(found, 4, two + ":0");
    assertPlaces(found, 5, two + ":1");
  }

  // Guards against: a row that is deleted twice, so that a live row is counted as dead.
  @Test
  void deletedRowsAreNotFound() {
    Table table = Notes.table(catalog);
    String file = append(table, 1, 2, 3);
    AnotherWriter.delete(table, KEY, Notes.key(1), Notes.key(2));
    Map<Key, List<Location>> found = locate(table, 1, 2, 3);

    assertThat(found).containsOnlyKeys(Notes.key(3));
    assertPlaces(found, 3, file + ":2");
    LiveFile live = found.get(Notes.key(3)).get(0).file();
    assertThat(live.liveRows()).isEqualTo(1);
    assertThat(live.deletes()).hasSize(1);
    assertThat(live.deleted().isDeleted(0)).isTrue();
    assertThat(live.deleted().isDeleted(2)).isFalse();
  }

  @Test
  void aRowThatCameBackIsFoundAtItsNewPlace() {
    Table table = Notes.table(catalog);
    append(table, 1, 2);
    AnotherWriter.delete(table, KEY, Notes.key(1));
    String later = append(table, 1);

    assertPlaces(locate(table, 1), 1, later + ":0");
  }

  @Test
  void aKeyThatAnotherProgramHasWrittenTwiceIsFoundTwice() {
    Table table = Notes.table(catalog);
    String one = append(table, 1, 2);
    String two = append(table, 1);

    assertPlaces(locate(table, 1), 1, one + ":0", two + ":0");
  }

  @Test
  void anEmptyTableHasNoKeys() {
    Table table = Notes.table(catalog);
    assertThat(locate(table, 1)).isEmpty();

    append(table, 1);
    AnotherWriter.delete(table, KEY, Notes.key(1));
    assertThat(locate(table, 1)).as("a table that is empty again").isEmpty();
    assertThat(locate(table)).as("no keys").isEmpty();
  }

  @Test
  void aPartitionedTableIsReadWhole() {
    Table table = Notes.table(catalog, Notes.byName());
    List<DataFile> files =
        AnotherWriter.append(
            table,
            Notes.row(table, 1, "a", "x"),
            Notes.row(table, 2, "b", "x"),
            Notes.row(table, 3, "a", "x"));
    assertThat(files).hasSize(2);
    Map<Key, List<Location>> found = locate(table, 1, 2, 3);

    assertPlaces(found, 1, files.get(0).location() + ":0");
    assertPlaces(found, 2, files.get(1).location() + ":0");
    assertPlaces(found, 3, files.get(0).location() + ":1");
  }

  @Test
  void theKeyMayBeAnyColumnsInTheirOrder() {
    Table table = Notes.table(catalog);
    AnotherWriter.append(table, Notes.row(table, 1, "a", "b"), Notes.row(table, 2, "b", "a"));
    KeyCodec codec = new KeyCodec(List.of(Types.StringType.get(), Types.StringType.get()));
    Key key = codec.encode(new Object[] {"a", "b"});

    assertThat(new ScanLocator(table, List.of("name", "text")).locate(Set.of(key)).get(key))
        .extracting(Location::position)
        .containsExactly(0L);
    assertThat(new ScanLocator(table, List.of("text", "name")).locate(Set.of(key)).get(key))
        .extracting(Location::position)
        .containsExactly(1L);
  }

  // Guards against: a row that an equality delete hides, and that counts as live.
  @Test
  void equalityDeletesOfAnotherProgramAreRefused() {
    Table table = Notes.table(catalog);
    append(table, 1, 2);
    AnotherWriter.delete(table, KEY, Notes.key(1));
    AnotherWriter.deleteByEquality(table, "id", 2L);
    table.refresh();

    assertThatThrownBy(() -> locate(table, 1))
        .isInstanceOf(EqualityDeletesException.class)
        .hasMessageContaining("Nothing was written");
    assertThatThrownBy(() -> LiveFiles.of(table)).isInstanceOf(EqualityDeletesException.class);
  }

  // Guards against: rows that are found though they are deleted, because the delete file of another
  // program is for several data files.
  @Test
  void rowsThatWereDeletedInSeveralFilesTogetherAreNotFound() {
    Table table = Notes.table(catalog, PartitionSpec.unpartitioned(), 2);
    append(table, 1, 2);
    String two = append(table, 3, 4);
    String three = append(table, 5);
    AnotherWriter.deleteTogether(table, KEY, Notes.key(1), Notes.key(4));
    Map<Key, List<Location>> found = locate(table, 1, 3, 4, 5);

    assertThat(found).containsOnlyKeys(Notes.key(3), Notes.key(5));
    assertPlaces(found, 3, two + ":0");
    assertPlaces(found, 5, three + ":0");
    LiveFile untouched = found.get(Notes.key(5)).get(0).file();
    assertThat(untouched.liveRows()).as("the delete file is not about this one").isEqualTo(1);
    assertThat(found.get(Notes.key(3)).get(0).file().liveRows()).isEqualTo(1);
    assertThat(untouched.ownDeletes()).isEmpty();
  }

  // Guards against: a snapshot that the commit does not build on.
  @Test
  void whatCameSinceTheTableWasLoadedIsNotFound() {
    Table table = Notes.table(catalog);
    append(table, 1);
    table.refresh();
    append(catalog.loadTable(Notes.NAME), 2);

    assertThat(new ScanLocator(table, KEY).locate(Set.of(Notes.key(1), Notes.key(2))))
        .containsOnlyKeys(Notes.key(1));
  }

  private static String append(Table table, long... ids) {
    Record[] rows = new Record[ids.length];
    for (int i = 0; i < ids.length; i++) {
      rows[i] = Notes.row(table, ids[i], "n", "t");
    }
    return AnotherWriter.append(table, rows).get(0).location();
  }

  private static Map<Key, List<Location>> locate(Table table, long... ids) {
    table.refresh();
    Set<Key> keys = new HashSet<>();
    for (long id : ids) {
      keys.add(Notes.key(id));
    }
    return new ScanLocator(table, KEY).locate(keys);
  }

  private static void assertPlaces(Map<Key, List<Location>> found, long id, String... places) {
    assertThat(found.get(Notes.key(id)))
        .extracting(place -> place.file().data().location() + ":" + place.position())
        .containsExactlyInAnyOrder(places);
  }
}
