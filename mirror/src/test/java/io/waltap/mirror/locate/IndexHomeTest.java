/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guards against: an index that says something else than the files of the table. */
class IndexHomeTest {
  private static final IndexIdentity IDENTITY = new IndexIdentity("a-table", List.of(1), 8);
  private static final int MOST = 100;

  @TempDir Path temporary;
  private Path directory;

  @BeforeEach
  void name() {
    directory = temporary.resolve("connector").resolve("a-table");
  }

  private IndexHome open() throws IOException {
    return IndexHome.open(directory, IDENTITY);
  }

  private static DataFile file(String path, long rows) {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath(path)
        .withFormat(FileFormat.PARQUET)
        .withFileSizeInBytes(1000)
        .withRecordCount(rows)
        .build();
  }

  /** Takes in a file whose keys go on from the first one. */
  private static int add(IndexHome home, String path, long first, int rows) throws IOException {
    Intake intake = new Intake(home, MOST);
    intake.begin(file(path, rows));
    for (int i = 0; i < rows; i++) {
      intake.add(new IndexKey(first + i, 0), i);
    }
    int number = intake.end();
    intake.finish();
    return number;
  }

  /** The entries of a key, as number of the file and position. */
  private static List<String> find(IndexHome home, long key) throws IOException {
    List<String> found = new ArrayList<>();
    home.find(
        new IndexKey[] {new IndexKey(key, 0)},
        (i, number, position) -> found.add(number + ":" + position));
    return found;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static void assertEmpty(IndexHome home) {
    assertThat(home.entries()).isZero();
    assertThat(home.files().entries()).isEmpty();
  }

  @Test
  void whatWasStoredIsThereAgain() throws IOException {
    int number;
    try (IndexHome home = open()) {
      assertEmpty(home);
      number = add(home, "a.parquet", 100, 250);
    }
    try (IndexHome home = open()) {
      assertThat(home.files().find(file("a.parquet", 250))).hasValue(number);
      assertThat(home.entries()).isEqualTo(250);
      assertThat(find(home, 100)).containsExactly(number + ":0");
      assertThat(find(home, 349)).containsExactly(number + ":249");
      assertThat(find(home, 350)).isEmpty();
    }
  }

  // Guards against: a file that was replaced under its name.
  @Test
  void aFileOfTheSameNameAndAnotherSizeIsAnother() throws IOException {
    try (IndexHome home = open()) {
      int number = add(home, "a.parquet", 100, 10);
      assertThat(home.files().find(file("a.parquet", 11))).isEmpty();
      int other = add(home, "a.parquet", 100, 11);
      assertThat(home.files().find(file("a.parquet", 11))).hasValue(other);
      assertThat(home.files().has(number)).isFalse();
    }
  }

  @Test
  void whatWasNotStoredIsGoneAndItsFileToo() throws IOException {
    try (IndexHome home = open()) {
      add(home, "a.parquet", 100, 10);
      List<String> before = names();
      Entries entries = new Entries(home.layout(), MOST);
      entries.add(new IndexKey(1, 0), 9, 0);
      home.add(entries);
      home.files().complete(home.files().begin(file("b.parquet", 1)));
      assertThat(names()).hasSize(before.size() + 1);
    }
    Files.writeString(directory.resolve("run-77.draft"), "half");
    try (IndexHome home = open()) {
      assertThat(home.files().entries()).hasSize(1);
      assertThat(find(home, 1)).isEmpty();
      assertThat(names()).containsExactly("lock", "manifest", "run-0");
    }
  }

  // Guards against: entries of a file that was read in part, which count for another file.
  @Test
  void aNumberIsGivenOnce() throws IOException {
    try (IndexHome home = open()) {
      Intake intake = new Intake(home, MOST);
      intake.begin(file("a.parquet", 1000));
      for (int i = 0; i < 2 * MOST; i++) {
        intake.add(new IndexKey(i, 0), i); // the task dies in the middle of the file
      }
    }
    try (IndexHome home = open()) {
      assertThat(home.files().find(file("a.parquet", 1000))).isEmpty();
      assertThat(find(home, 5)).containsExactly("0:5");
      assertThat(home.files().has(0)).isFalse();
      assertThat(add(home, "b.parquet", 5, 1)).isEqualTo(1);
    }
  }

  @Test
  void aLostDirectoryIsAnEmptyIndex() throws IOException {
    try (IndexHome home = open()) {
      add(home, "a.parquet", 100, 10);
    }
    for (String name : names()) {
      Files.delete(directory.resolve(name));
    }
    Files.delete(directory);
    try (IndexHome home = open()) {
      assertEmpty(home);
    }
  }

  @Test
  void anIndexOfSomethingElseIsDropped() throws IOException {
    for (IndexIdentity other :
        List.of(
            new IndexIdentity("another table", List.of(1), 8),
            new IndexIdentity("a-table", List.of(2), 8),
            new IndexIdentity("a-table", List.of(1, 2), 16))) {
      try (IndexHome home = open()) {
        add(home, "a.parquet", 100, 10);
      }
      try (IndexHome home = IndexHome.open(directory, other)) {
        assertEmpty(home);
        assertThat(names()).containsExactly("lock");
      }
      try (IndexHome home = open()) {
        assertEmpty(home);
      }
    }
  }

  @Test
  void aDamagedIndexIsDropped() throws IOException {
    for (String name : List.of("manifest", "run-0")) {
      byte[] right;
      try (IndexHome home = open()) {
        add(home, "a.parquet", 100, 10);
        right = Files.readAllBytes(directory.resolve(name));
      }
      for (int length : new int[] {0, 3, right.length / 2, right.length - 1}) {
        byte[] wrong = Arrays.copyOf(right, length);
        assertDropped(name, wrong);
      }
      byte[] wrong = right.clone();
      wrong[5] = (byte) (wrong[5] ^ 1);
      assertDropped(name, wrong);
    }
  }

  private void assertDropped(String name, byte[] wrong) throws IOException {
    Files.write(directory.resolve(name), wrong);
    try (IndexHome home = open()) {
      assertEmpty(home);
      add(home, "a.parquet", 100, 10);
      assertThat(find(home, 100)).hasSize(1);
    }
  }

  @Test
  void anIndexWithoutOneOfItsRunsIsDropped() throws IOException {
    try (IndexHome home = open()) {
      add(home, "a.parquet", 100, 10);
      add(home, "b.parquet", 200, 10);
    }
    Files.delete(directory.resolve("run-1"));
    try (IndexHome home = open()) {
      assertEmpty(home);
    }
  }

  @Test
  void oneTaskHasTheDirectory() throws IOException {
    try (IndexHome home = open()) {
      add(home, "a.parquet", 100, 10);
      assertTaken();
      assertTaken();
      assertThat(find(home, 100)).hasSize(1);
    }
    try (IndexHome home = open()) {
      assertThat(home.entries()).isEqualTo(10);
    }
  }

  @Test
  void anotherProcessMayHaveTheDirectory() throws IOException {
    open().close();
    try (FileChannel channel =
            FileChannel.open(directory.resolve("lock"), StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertTaken();
    }
    open().close();
  }

  private void assertTaken() {
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            IndexUnavailableException.class, taken -> assertThat(taken.isPassing()).isTrue())
        .hasMessageContaining("another task")
        .hasMessageContaining(directory.toString());
  }

  // Guards against: a search that asks thousands of runs, after as many commits.
  @Test
  void manySmallRunsBecomeFew() throws IOException {
    try (IndexHome home = open()) {
      for (int i = 0; i < 100; i++) {
        add(home, i + ".parquet", 100L * i, 3);
        assertThat(home.runs()).isLessThanOrEqualTo(3);
      }
      assertThat(home.entries()).isEqualTo(300);
      for (int i = 0; i < 100; i++) {
        assertThat(find(home, 100L * i + 2)).hasSize(1);
      }
      assertThat(names()).hasSize(home.runs() + 2);
    }
  }

  // Guards against: a disk that fills up with entries of files that were compacted.
  @Test
  void entriesOfFilesThatAreGoneDoNotStay() throws IOException {
    try (IndexHome home = open()) {
      int number = add(home, "0.parquet", 0, 50);
      for (int i = 1; i < 50; i++) {
        number = add(home, i + ".parquet", i, 50);
        assertThat(home.files().retain(Set.of(number))).isTrue();
        home.merge();
        assertThat(home.entries()).isLessThanOrEqualTo(100);
      }
      assertThat(find(home, 60)).hasSizeLessThanOrEqualTo(2);
      home.files().retain(Set.of());
      home.merge();
      home.save();
      assertEmpty(home);
      assertThat(names()).containsExactly("lock", "manifest");
    }
  }

  // Guards against: keys of users that everybody on the machine can read.
  @Test
  void onlyTheOwnerMayReadTheDirectory() throws IOException {
    open().close();
    if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
      assertThat(Files.getPosixFilePermissions(directory)).hasSize(3);
    }
  }
}
