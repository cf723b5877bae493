/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.AnotherWriter;
import io.waltap.mirror.Notes;
import io.waltap.mirror.TestCatalog;
import io.waltap.mirror.locate.LiveFiles;
import io.waltap.mirror.write.DeletePolicy.Format;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.junit.jupiter.api.Test;

class DeletePolicyTest {
  private final Catalog catalog = TestCatalog.inMemory();

  private Table table(int formatVersion) {
    return Notes.table(catalog, PartitionSpec.unpartitioned(), formatVersion);
  }

  private static Deletes deletes(Table table, Format format, long rewriteBelow) {
    table.refresh();
    return new DeletePolicy(format, rewriteBelow, false)
        .deletes(table, table, fileFormat -> AnotherWriter.names(table, fileFormat));
  }

  @Test
  void aNewTableHasTheFormatVersionThatTheDeletesNeed() {
    assertThat(new DeletePolicy(Format.VECTORS, 0, false).formatVersion()).isEqualTo(3);
    assertThat(new DeletePolicy(Format.POSITIONS, 0, false).formatVersion()).isEqualTo(2);
    assertThat(new DeletePolicy(Format.REWRITE, 0, false).formatVersion()).isEqualTo(2);
  }

  // Guards against: a delete file that the format version of the table does not have.
  @Test
  void theFormatVersionOfATableDecidesBetweenVectorsAndPositions() {
    assertThat(deletes(table(2), Format.VECTORS, 0)).isInstanceOf(Positions.class);
    Table upgraded = catalog.loadTable(Notes.NAME);
    upgraded.updateProperties().set("format-version", "3").commit();
    assertThat(deletes(upgraded, Format.POSITIONS, 0)).isInstanceOf(Vectors.class);
    assertThat(deletes(upgraded, Format.REWRITE, 0)).isInstanceOf(Rewrite.class);
  }

  @Test
  void aTableOfFormatVersion1IsRewritten() {
    assertThat(deletes(table(1), Format.VECTORS, 0)).isInstanceOf(Rewrite.class);
  }

  // Guards against: engines that cannot read a table, though the configuration says they can.
  @Test
  void whatDiffersFromTheConfigurationIsSaid() {
    DeletePolicy vectors = new DeletePolicy(Format.VECTORS, 0, false);
    DeletePolicy positions = new DeletePolicy(Format.POSITIONS, 0, false);

    assertThat(vectors.deviation(3)).isEmpty();
    assertThat(vectors.deviation(2).orElseThrow())
        .contains("mirror.deletes=vectors", "format version is 2", "position delete files");
    assertThat(vectors.deviation(1).orElseThrow()).contains("written again", "format-version to 3");
    assertThat(positions.deviation(2)).isEmpty();
    assertThat(positions.deviation(3).orElseThrow())
        .contains("mirror.deletes=positions", "format version is 3", "deletion vectors");
    assertThat(new DeletePolicy(Format.REWRITE, 0, false).deviation(3)).isEmpty();
    assertThat(new DeletePolicy(Format.REWRITE, 0, false).deviation(2)).isEmpty();
  }

  // Guards against: a table whose size is about the bound, and that gets delete files and loses
  // them again and again.
  @Test
  void aTableWithoutDeleteFilesIsSmallUpToTwiceTheBound() {
    Table table = table(3);
    DataFile file = NoteRows.append(table, 1, 2, 3);
    long bytes = file.fileSizeInBytes();

    assertThat(deletes(table, Format.VECTORS, 0)).isInstanceOf(Vectors.class);
    assertThat(deletes(table, Format.VECTORS, bytes / 2)).isInstanceOf(Vectors.class);
    assertThat(deletes(table, Format.VECTORS, bytes / 2 + 1)).isInstanceOf(Rewrite.class);
    assertThat(deletes(table, Format.VECTORS, bytes + 1)).isInstanceOf(Rewrite.class);

    AnotherWriter.delete(table, NoteRows.KEY, Notes.key(1));
    assertThat(deletes(table, Format.VECTORS, bytes / 2 + 1)).isInstanceOf(Vectors.class);
    assertThat(deletes(table, Format.VECTORS, bytes)).isInstanceOf(Vectors.class);
    assertThat(deletes(table, Format.VECTORS, 2 * bytes)).isInstanceOf(Rewrite.class);
  }

  @Test
  void anEmptyTableHasNothingToRewrite() {
    Table table = table(3);
    assertThat(deletes(table, Format.VECTORS, 100).delete(List.of()).removed()).isEmpty();

    NoteRows.append(table, 1);
    AnotherWriter.delete(table, NoteRows.KEY, Notes.key(1));
    table.refresh();
    assertThat(LiveFiles.of(table)).isEmpty();
    assertThat(deletes(table, Format.VECTORS, 100).delete(List.of()).removed()).isEmpty();
  }

  // Guards against: a small table with many partitions, of which each commit writes all again.
  @Test
  void ofManyPartitionsOnlyThoseWithSeveralFilesOrDeletesAreRewritten() {
    Table table = Notes.table(catalog, Notes.byName(), 3);
    AnotherWriter.append(
        table,
        Notes.row(table, 1, "a", "x"),
        Notes.row(table, 2, "b", "x"),
        Notes.row(table, 3, "c", "x"),
        Notes.row(table, 4, "c", "x"));
    AnotherWriter.append(table, Notes.row(table, 5, "a", "x"));
    AnotherWriter.delete(table, NoteRows.KEY, Notes.key(3));
    Deletion deletion = deletes(table, Format.VECTORS, 32 << 20).delete(List.of());

    assertThat(deletion.removed())
        .extracting(file -> file.partition().get(0, CharSequence.class).toString())
        .containsExactlyInAnyOrder("a", "a", "c");
    assertThat(deletion.replaced()).hasSize(1);
  }
}
