/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.maintain;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.AnotherWriter;
import io.waltap.mirror.Deleting;
import io.waltap.mirror.Indexes;
import io.waltap.mirror.Notes;
import io.waltap.mirror.TestCatalog;
import io.waltap.mirror.change.RowChange;
import io.waltap.mirror.commit.MirrorState;
import io.waltap.mirror.commit.TableCommitter;
import io.waltap.mirror.locate.Locators;
import io.waltap.mirror.write.DataFiles;
import io.waltap.mirror.write.FileNames;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guards against: files that a snapshot has, or another program, and that are deleted. */
class OrphansTest {
  @TempDir Path directory;
  private final Notes notes = new Notes();
  private final Locators locators = new Locators(Indexes.both());
  private Catalog catalog;

  @AfterEach
  void close() {
    locators.close();
  }

  @BeforeEach
  void create() {
    catalog = TestCatalog.hadoop(directory);
    Notes.table(catalog);
    commit(notes.put(1, "a", "x"), notes.put(2, "b", "x"), notes.put(3, "c", "x"));
    commit(notes.delete(2));
    commit(notes.delete(3), notes.put(4, "d", "x"));
    commit(notes.delete(4));
  }

  private void commit(RowChange... changes) {
    TableCommitter committer =
        new TableCommitter(
            table(),
            MirrorState.of(table()).orElseThrow(),
            "mirror",
            Deleting.BY_VECTORS.policy(),
            locators);
    assertThat(committer.commit(Notes.batch(changes))).isTrue();
  }

  private Table table() {
    return catalog.loadTable(Notes.NAME);
  }

  /** A file that was written, and not committed. */
  private String write(String writer) {
    Table table = table();
    return new DataFiles(
            table, table.schema(), FileNames.ofData(table, writer, UUID.randomUUID().toString()))
        .write(List.of(Notes.row(table, 9, "orphan", "x")))
        .get(0)
        .location();
  }

  private void age(Duration age) throws IOException {
    FileTime time = FileTime.fromMillis(System.currentTimeMillis() - age.toMillis());
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, time);
      }
    }
  }

  private int delete() {
    return Orphans.delete(table(), "mirror", System.currentTimeMillis());
  }

  private boolean exists(String location) {
    return table().io().newInputFile(location).exists();
  }

  private void assertAllReadable() {
    for (Snapshot snapshot : table().snapshots()) {
      assertThat(TestCatalog.rows(table(), snapshot.snapshotId())).isNotEmpty();
    }
    assertThat(Notes.rows(catalog)).containsExactly("1/a/x");
  }

  @Test
  void anOldFileThatNoSnapshotHasIsDeleted() throws IOException {
    String orphan = write("mirror");
    age(Duration.ofDays(4));

    assertThat(delete()).isEqualTo(1);
    assertThat(exists(orphan)).isFalse();
    assertAllReadable();
    assertThat(delete()).isZero();
  }

  @Test
  void aYoungFileMayBeOfACommitThatIsUnderWay() throws IOException {
    String young = write("mirror");
    age(Duration.ofDays(2));

    assertThat(delete()).isZero();
    assertThat(exists(young)).isTrue();
  }

  @Test
  void filesOfOthersStay() throws IOException {
    String ofAnotherConnector = write("mirror-2");
    Table table = table();
    String foreign =
        new DataFiles(table, table.schema(), AnotherWriter.names(table, FileFormat.PARQUET))
            .write(List.of(Notes.row(table, 9, "orphan", "x")))
            .get(0)
            .location();
    age(Duration.ofDays(4));

    assertThat(delete()).isZero();
    assertThat(exists(ofAnotherConnector)).isTrue();
    assertThat(exists(foreign)).isTrue();
  }

  // Guards against: a mirror that was renamed to keep it, and whose files are deleted because those
  // of its successor are in the same place. Most catalogs leave the files where they are.
  @Test
  void filesOfATableThatHadThisPlaceBeforeStay() throws IOException {
    Table table = table();
    Table renamed =
        TestCatalog.hadoop(directory.resolve("other"))
            .createTable(Notes.NAME, table.schema(), PartitionSpec.unpartitioned());
    String file =
        new DataFiles(
                renamed,
                renamed.schema(),
                FileNames.ofData(renamed, "mirror", UUID.randomUUID().toString()))
            .write(List.of(Notes.row(renamed, 9, "kept", "x")))
            .get(0)
            .location();
    String here = table.location() + "/data" + file.substring(file.lastIndexOf('/'));
    Files.copy(path(file), path(here));
    age(Duration.ofDays(4));

    assertThat(delete()).isZero();
    assertThat(exists(here)).isTrue();
  }

  private static Path path(String location) {
    return Path.of(URI.create(location).getPath());
  }

  @Test
  void whatOnlyAnExpiredSnapshotHadIsDeletedByTheExpiry() throws IOException {
    age(Duration.ofDays(4));
    Table table = table();
    long current = table.currentSnapshot().snapshotId();
    for (Snapshot snapshot : table.snapshots()) {
      if (snapshot.snapshotId() != current) {
        table.expireSnapshots().expireSnapshotId(snapshot.snapshotId()).commit();
      }
    }

    assertThat(delete()).isZero();
    assertAllReadable();
  }

  // Guards against: files of another table in the same place.
  @Test
  void aTableWhosePlaceMayBeThatOfOthersIsLeftAlone() throws IOException {
    String orphan = write("mirror");
    age(Duration.ofDays(4));
    table().updateProperties().set("write.data.path", "file:" + directory + "/shared").commit();

    assertThat(delete()).isZero();
    assertThat(exists(orphan)).isTrue();
  }

  @Test
  void nothingIsDeletedWhereFilesMustNotBeDeleted() throws IOException {
    String orphan = write("mirror");
    age(Duration.ofDays(4));
    table().updateProperties().set("gc.enabled", "false").commit();

    assertThat(delete()).isZero();
    assertThat(exists(orphan)).isTrue();
  }

  @Test
  void nothingIsDeletedWhereFilesCannotBeListed() {
    Catalog memory = TestCatalog.inMemory();
    Table table = Notes.table(memory);

    assertThat(Orphans.delete(table, "mirror", System.currentTimeMillis())).isZero();
  }
}
