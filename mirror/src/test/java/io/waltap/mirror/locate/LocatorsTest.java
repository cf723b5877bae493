/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.mirror.AnotherWriter;
import io.waltap.mirror.Notes;
import io.waltap.mirror.TestCatalog;
import io.waltap.mirror.change.Key;
import io.waltap.mirror.change.KeyCodec;
import io.waltap.mirror.locate.LocateOptions.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocatorsTest {
  private static final long GIGABYTE = 1L << 30;
  private static final Set<Key> KEYS = Set.of(Notes.key(1), Notes.key(2), Notes.key(9));

  private final Table table = Notes.table(TestCatalog.inMemory());
  private final KeyColumns id = new KeyColumns(table.schema(), List.of("id"));

  @TempDir Path temporary;
  private Path directory;

  @BeforeEach
  void name() {
    directory = temporary.resolve("mirror");
  }

  private Locators locators(Mode mode) {
    return new Locators(new LocateOptions(mode, directory, GIGABYTE));
  }

  private DataFile append(long... ids) {
    List<Record> rows =
        Arrays.stream(ids).mapToObj(id -> Notes.row(table, id, "n" + id, "t")).toList();
    DataFile file = AnotherWriter.append(table, rows.toArray(Record[]::new)).get(0);
    table.refresh();
    return file;
  }

  private void assertFinds(Locators locators, long... ids) {
    assertThat(locators.of(table, id).locate(KEYS))
        .containsOnlyKeys(Arrays.stream(ids).mapToObj(Notes::key).toArray(Key[]::new));
  }

  private Path index() {
    return directory.resolve(table.uuid().toString());
  }

  @Test
  void eachWayFindsTheSame() {
    append(1, 2, 3);
    append(5);
    for (Mode mode : Mode.values()) {
      try (Locators locators = locators(mode)) {
        assertFinds(locators, 1, 2);
        assertThat(locators.of(table, id).locate(Set.of())).isEmpty();
      }
    }
  }

  // Guards against: a row that an equality delete hides, and that counts as live.
  @Test
  void equalityDeletesOfAnotherProgramAreRefusedByEachWay() {
    append(1, 2);
    try (Locators before = locators(Mode.INDEX)) {
      assertFinds(before, 1, 2);
    }
    AnotherWriter.deleteByEquality(table, "id", 2L);
    table.refresh();
    for (Mode mode : Mode.values()) {
      try (Locators locators = locators(mode)) {
        Locator locator = locators.of(table, id);
        assertThatThrownBy(() -> locator.locate(KEYS)).isInstanceOf(EqualityDeletesException.class);
      }
    }
  }

  @Test
  void aScanLeavesNothingOnDisk() {
    append(1);
    try (Locators locators = locators(Mode.SCAN)) {
      assertFinds(locators, 1);
      locators.committed(List.of(new NewFile(append(2), List.of(Notes.key(2)))));
    }
    assertThat(directory).doesNotExist();
  }

  @Test
  void anEmptyTableIsNotSearched() {
    try (Locators locators = locators(Mode.BOTH)) {
      assertFinds(locators);
      assertThat(directory).doesNotExist();
    }
  }

  // Guards against: a commit that reads all its rows again.
  @Test
  void aFileOfOurOwnIsNotRead() {
    try (Locators locators = locators(Mode.INDEX)) {
      locators.of(table, id);
      DataFile file = append(5, 6);
      // the keys are made up, to see that they are not those of the file
      locators.committed(List.of(new NewFile(file, List.of(Notes.key(7), Notes.key(2)))));
      assertFinds(locators, 2);
      assertThat(locators.of(table, id).locate(KEYS).get(Notes.key(2)))
          .extracting(Location::position)
          .containsExactly(1L);
    }
    try (Locators locators = locators(Mode.INDEX)) {
      assertFinds(locators, 2);
    }
  }

  // Guards against: a commit that has succeeded, and is taken for one that has failed.
  @Test
  void whatCannotBeTakenInIsReadAtTheNextCommit() throws IOException {
    append(1);
    try (Locators locators = locators(Mode.BOTH)) {
      assertFinds(locators, 1);
      DataFile file = append(2, 3);
      locators.committed(List.of(new NewFile(file, List.of(Notes.key(2)))));
      assertFinds(locators, 1, 2);
    }
    try (IndexHome home = home();
        Locators locators = locators(Mode.BOTH)) {
      locators.of(table, id);
      DataFile file = append(9);
      locators.committed(List.of(new NewFile(file, List.of(Notes.key(9)))));
      assertThat(home.files().find(file)).isEmpty();
    }
    try (Locators locators = locators(Mode.BOTH)) {
      assertFinds(locators, 1, 2, 9);
    }
  }

  private IndexHome home() throws IOException {
    return IndexHome.open(index(), IndexLocator.identity(table.uuid().toString(), id));
  }

  @Test
  void aDifferenceStopsTheTable() throws IOException {
    DataFile file = append(1, 2);
    try (IndexHome home = home()) {
      Intake intake = new Intake(home, 100);
      intake.begin(file);
      intake.add(new IndexKey(1, 0), 0);
      intake.add(new IndexKey(9, 0), 1);
      intake.end();
      intake.finish();
    }
    try (Locators locators = locators(Mode.BOTH)) {
      assertThatThrownBy(() -> locators.of(table, id).locate(KEYS))
          .isInstanceOf(LocatorsDifferException.class)
          .hasMessageContaining(table.name())
          .hasMessageContaining("2 of 3 keys")
          .hasMessageContaining(index().toString());
    }
  }

  // Guards against: a disk that an index fills up.
  @Test
  void anIndexThatWouldBeTooLargeIsNotBuilt() {
    append(1, 2, 3);
    LocateOptions small = new LocateOptions(Mode.AUTO, directory, 47);
    try (Locators locators = new Locators(small)) {
      assertFinds(locators, 1, 2);
      assertFinds(locators, 1, 2);
      assertThat(index().resolve("run-0")).doesNotExist();
    }
    assertUnavailable(new LocateOptions(Mode.INDEX, directory, 47), "47", "max.bytes");
    try (Locators locators = new Locators(new LocateOptions(Mode.INDEX, directory, 48))) {
      assertFinds(locators, 1, 2);
    }
  }

  @Test
  void aDirectoryThatCannotBeUsedIsNoReasonToStop() throws IOException {
    append(1, 2, 3);
    Files.writeString(directory, "this is a file");
    try (Locators locators = locators(Mode.AUTO)) {
      assertFinds(locators, 1, 2);
      locators.committed(List.of(new NewFile(append(9), List.of(Notes.key(9)))));
      assertFinds(locators, 1, 2, 9);
    }
    assertUnavailable(
        new LocateOptions(Mode.INDEX, directory, GIGABYTE), table.name(), directory.toString());
  }

  private void assertUnavailable(LocateOptions options, String... parts) {
    try (Locators locators = new Locators(options)) {
      assertThatThrownBy(() -> locators.of(table, id).locate(KEYS))
          .isInstanceOf(IndexUnavailableException.class)
          .message()
          .contains(parts)
          .contains("No row is lost", "mirror.index.dir");
    }
  }

  @Test
  void anIndexThatAnotherTaskHasIsUsedWhenItIsFree() {
    append(1, 2);
    try (Locators waiting = locators(Mode.AUTO)) {
      try (Locators other = locators(Mode.INDEX)) {
        assertFinds(other, 1, 2);
        assertFinds(waiting, 1, 2);
        assertThatThrownBy(() -> assertFinds(locators(Mode.INDEX), 1, 2))
            .isInstanceOf(IndexUnavailableException.class)
            .hasMessageContaining("another task")
            .hasMessageContaining("tried again");
      }
      assertFinds(waiting, 1, 2);
      assertThatThrownBy(this::home).hasMessageContaining("another task");
    }
  }

  // Guards against: two tasks that write to one index after a rebalance.
  @Test
  void whatIsClosedIsNotOpenedAgain() throws IOException {
    append(1, 2);
    Locators closed = locators(Mode.INDEX);
    Locator locator = closed.of(table, id);
    assertThat(locator.locate(KEYS)).hasSize(2);
    closed.close();
    closed.close();

    assertThatThrownBy(() -> locator.locate(KEYS)).hasMessageContaining("is closed");
    closed.committed(List.of(new NewFile(append(9), List.of(Notes.key(9)))));
    home().close();
  }

  @Test
  void anotherKeyHasAnotherIndex() {
    append(1, 2);
    KeyColumns name = new KeyColumns(table.schema(), List.of("name"));
    Key key = new KeyCodec(List.of(Types.StringType.get())).encode(new Object[] {"n2"});
    try (Locators locators = locators(Mode.BOTH)) {
      assertFinds(locators, 1, 2);
      assertThat(locators.of(table, name).locate(Set.of(key))).containsOnlyKeys(key);
      assertFinds(locators, 1, 2);
    }
  }

  @Test
  void anotherTableHasAnotherIndex() {
    append(1, 2);
    Table other = Notes.table(TestCatalog.inMemory());
    AnotherWriter.append(other, Notes.row(other, 9, "n", "t"));
    other.refresh();
    try (Locators locators = locators(Mode.BOTH)) {
      assertFinds(locators, 1, 2);
      assertThat(locators.of(other, id).locate(KEYS)).containsOnlyKeys(Notes.key(9));
      assertFinds(locators, 1, 2);
    }
    assertThat(index()).exists();
    assertThat(directory.resolve(other.uuid().toString())).exists();
  }
}
