/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.maintain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the files that are worth rewriting: those with many deleted rows, and small ones.
 *
 * <p>Small files are put together with files of their size, not with much larger ones. So a row is
 * written again only when its file about doubles.
 */
final class CompactionPlan {
  /** All files of a group are open while it is rewritten. */
  static final int MOST_FILES = 100;

  /** So many small files may be there. */
  static final int FEWEST_SMALL = 5;

  /** Files below this are put together whatever their sizes are. */
  private static final long TINY = 1L << 20;

  private final double deleteRatio;
  private final long targetBytes;
  private final long mostBytes;

  /**
   * @param mostBytes how many bytes a group may have, if it has more than one file
   */
  CompactionPlan(MaintenanceOptions options, long mostBytes) {
    this.deleteRatio = options.deleteRatio();
    this.targetBytes = options.targetBytes();
    this.mostBytes = mostBytes;
  }

  /**
   * The files that are to be rewritten together.
   *
   * @param partitions the files of each partition
   */
  Optional<List<InputFile>> choose(Collection<List<InputFile>> partitions) {
    Optional<List<InputFile>> dead =
        partitions.stream()
            .map(this::mostlyDead)
            .filter(files -> !files.isEmpty())
            .max(Comparator.comparingLong(CompactionPlan::deadRows));
    return dead.or(
        () ->
            partitions.stream()
                .map(this::small)
                .filter(files -> files.size() >= FEWEST_SMALL)
                .max(Comparator.comparingInt(List::size)));
  }

  private static long deadRows(List<InputFile> files) {
    return files.stream().mapToLong(InputFile::deadRows).sum();
  }

  private List<InputFile> mostlyDead(List<InputFile> files) {
    List<InputFile> sorted =
        files.stream()
            .filter(file -> file.deadRatio() >= deleteRatio)
            .sorted(Comparator.comparingDouble(InputFile::deadRatio).reversed())
            .toList();
    return first(sorted, Long.MAX_VALUE);
  }

  private List<InputFile> small(List<InputFile> files) {
    List<InputFile> sorted =
        files.stream()
            .filter(file -> file.liveBytes() < targetBytes / 4 * 3)
            .sorted(Comparator.comparingLong(InputFile::liveBytes))
            .toList();
    return first(sorted, TINY);
  }

  /**
   * As many as fit.
   *
   * @param freely a file above this size is taken only if those before it have as much together
   */
  private List<InputFile> first(List<InputFile> sorted, long freely) {
    List<InputFile> chosen = new ArrayList<>();
    long bytes = 0;
    long liveBytes = 0;
    for (InputFile file : sorted) {
      long size = file.data().fileSizeInBytes();
      boolean fits = bytes + size <= mostBytes && chosen.size() < MOST_FILES;
      boolean isLarge = file.liveBytes() > Math.max(liveBytes, freely);
      if (!chosen.isEmpty() && (!fits || isLarge)) {
        break;
      }
      chosen.add(file);
      bytes += size;
      liveBytes += file.liveBytes();
    }
    return chosen;
  }
}
