/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.maintain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.PartitionSpec;
import org.junit.jupiter.api.Test;

class CompactionPlanTest {
  private static final long MB = 1L << 20;
  private static final int ROWS = 100;

  private final CompactionPlan plan =
      new CompactionPlan(
          new MaintenanceOptions(true, 256 * MB, 0.3, Duration.ZERO, Duration.ZERO, false),
          512 * MB);
  private int files;

  private InputFile file(long megabytes, long deadRows) {
    files++;
    PartitionSpec spec = PartitionSpec.unpartitioned();
    DataFile data =
        DataFiles.builder(spec)
            .withPath("memory/" + files + ".parquet")
            .withFormat(FileFormat.PARQUET)
            .withFileSizeInBytes(megabytes * MB)
            .withRecordCount(ROWS)
            .build();
    List<DeleteFile> deletes =
        deadRows == 0
            ? List.of()
            : List.of(
                FileMetadata.deleteFileBuilder(spec)
                    .ofPositionDeletes()
                    .withPath("memory/" + files + ".puffin")
                    .withFormat(FileFormat.PUFFIN)
                    .withFileSizeInBytes(100)
                    .withReferencedDataFile(data.location())
                    .withContentOffset(4)
                    .withContentSizeInBytes(50)
                    .withRecordCount(deadRows)
                    .build());
    return new InputFile(data, deletes);
  }

  private List<InputFile> files(long... megabytes) {
    List<InputFile> some = new ArrayList<>();
    for (long each : megabytes) {
      some.add(file(each, 0));
    }
    return some;
  }

  private Optional<List<InputFile>> choose(List<InputFile> some) {
    return plan.choose(List.of(some));
  }

  @Test
  void aTableOfLargeFilesIsLeftAlone() {
    assertThat(choose(List.of())).isEmpty();
    assertThat(choose(files(256, 256, 256, 256, 256, 200))).isEmpty();
    assertThat(choose(List.of(file(256, 29), file(1, 29)))).isEmpty();
  }

  @Test
  void aFileWithManyDeadRowsIsRewritten() {
    InputFile dead = file(256, 30);

    assertThat(dead.deadRatio()).isEqualTo(0.3);
    assertThat(choose(List.of(file(256, 0), dead, file(256, 29)))).contains(List.of(dead));
  }

  @Test
  void aFileThatIsLargerThanAGroupIsRewrittenAlone() {
    InputFile larger = file(600, 90);
    InputFile other = file(10, 50);

    assertThat(choose(List.of(other, larger))).contains(List.of(larger));
  }

  @Test
  void fewSmallFilesAreLeftAlone() {
    assertThat(choose(files(1, 1, 1, 1))).isEmpty();
    assertThat(choose(files(1, 1, 1, 1, 1))).hasValueSatisfying(group -> hasFiles(group, 5));
  }

  // Guards against: a file of a hundred megabytes that is written again for each few new rows.
  @Test
  void aFileIsNotPutTogetherWithMuchSmallerOnes() {
    assertThat(choose(files(1, 1, 1, 1, 1, 100))).hasValueSatisfying(group -> hasFiles(group, 5));
    assertThat(choose(files(1, 1, 1, 1, 1, 5))).hasValueSatisfying(group -> hasFiles(group, 6));
    assertThat(choose(files(2, 5, 10, 20, 40, 80, 160)))
        .as("each is larger than all before")
        .isEmpty();
  }

  // Guards against: a table that gets ever more files, however small its commits are.
  @Test
  void aTableOfSmallCommitsHasFewFilesAndEachRowIsWrittenFewTimes() {
    List<InputFile> table = new ArrayList<>();
    long written = 0;
    int commits = 1000;
    for (int i = 0; i < commits; i++) {
      table.add(file(1, 0));
      List<InputFile> group = choose(table).orElse(List.of());
      long size = group.stream().mapToLong(file -> file.data().fileSizeInBytes()).sum() / MB;
      table.removeAll(group);
      if (size > 0) {
        table.add(file(size, 0));
      }
      written += size;
      assertThat(table).as("after commit %s", i).hasSizeLessThan(20);
    }
    assertThat(written).isLessThan(10L * commits);
  }

  @Test
  void aGroupHasNotTooManyFilesAndNotTooManyBytes() {
    List<InputFile> many = files(new long[1000]);
    assertThat(choose(many))
        .hasValueSatisfying(group -> hasFiles(group, CompactionPlan.MOST_FILES));

    List<InputFile> large = files(90, 90, 90, 90, 90, 90, 90);
    assertThat(choose(large)).hasValueSatisfying(group -> hasFiles(group, 5));
  }

  @Test
  void filesOfSeveralPartitionsAreNotPutTogether() {
    assertThat(plan.choose(List.of(files(1, 1, 1), files(1, 1, 1)))).isEmpty();
  }

  private static void hasFiles(List<InputFile> group, int number) {
    assertThat(group).hasSize(number);
  }
}
