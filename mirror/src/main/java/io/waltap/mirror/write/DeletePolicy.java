/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import io.waltap.mirror.locate.LiveFile;
import io.waltap.mirror.locate.LiveFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.util.PartitionMap;
import org.apache.iceberg.util.PropertyUtil;

/**
 * How rows are deleted, as it is configured. A table decides too: its format version has deletion
 * vectors or position delete files, never both, and a small table has neither.
 *
 * @param format of new tables
 * @param rewriteBelow a table with data files of fewer bytes is small; 0 for none
 * @param sharedVectors whether a commit has one file for all its vectors
 */
public record DeletePolicy(Format format, long rewriteBelow, boolean sharedVectors) {
  /** What deletes rows. */
  public enum Format {
    /** Deletion vectors, of format version 3. */
    VECTORS,
    /** Position delete files, of format version 2. */
    POSITIONS,
    /** No delete files: data files are written again. Each format version has that. */
    REWRITE
  }

  /** The format version of new tables, unless they are configured to have another one. */
  public int formatVersion() {
    return format == Format.VECTORS ? 3 : 2;
  }

  /**
   * What is different from the configuration for a table that exists; empty if nothing is.
   *
   * @param formatVersion of the table
   */
  public Optional<String> deviation(int formatVersion) {
    Format actual = of(formatVersion);
    if (actual == format) {
      return Optional.empty();
    }
    String version = "mirror.deletes=%s, but its format version is %d: ";
    String what =
        switch (actual) {
          case VECTORS ->
              "rows are deleted by deletion vectors, since no position delete files may be added."
                  + " For version 2, drop it and have the source read it again";
          case POSITIONS ->
              "rows are deleted by position delete files. For deletion vectors, set its property"
                  + " format-version to 3";
          case REWRITE ->
              "it can have no delete files, so data files are written again. For delete files, set"
                  + " its property format-version to "
                  + formatVersion();
        };
    return Optional.of(version.formatted(name(format), formatVersion) + what);
  }

  private static String name(Format format) {
    return format.name().toLowerCase(Locale.ROOT);
  }

  private Format of(int formatVersion) {
    if (format == Format.REWRITE || formatVersion < 2) {
      return Format.REWRITE;
    }
    return formatVersion == 2 ? Format.POSITIONS : Format.VECTORS;
  }

  /**
   * How rows of a table are deleted by the next commit.
   *
   * @param table as it was loaded last
   * @param changed the table with its newest schema
   * @param names gives names to delete files of a format
   */
  public Deletes deletes(
      Table table, Table changed, Function<FileFormat, OutputFileFactory> names) {
    Optional<Deletes> ofSmall = ofSmall(table);
    if (ofSmall.isPresent()) {
      return ofSmall.get();
    }
    return byDeleteFiles(changed, names).orElseGet(Rewrite::ofTouched);
  }

  /**
   * Deletes rows by delete files; empty if the table is to have none.
   *
   * @param names gives names to delete files of a format
   */
  public Optional<Deletes> byDeleteFiles(
      Table table, Function<FileFormat, OutputFileFactory> names) {
    return switch (of(TableUtil.formatVersion(table))) {
      case VECTORS ->
          Optional.of(new Vectors(table, names.apply(FileFormat.PUFFIN), sharedVectors));
      case POSITIONS -> Optional.of(new Positions(table, names.apply(FileFormat.PARQUET)));
      case REWRITE -> Optional.empty();
    };
  }

  /**
   * A table without delete files is small up to twice the bound. So one whose size is about the
   * bound does not get delete files, and lose them, again and again.
   */
  private Optional<Deletes> ofSmall(Table table) {
    Snapshot snapshot = table.currentSnapshot();
    if (snapshot == null || totalBytes(snapshot) / 2 >= rewriteBelow) {
      return Optional.empty();
    }
    List<LiveFile> files = LiveFiles.of(table);
    long bytes = files.stream().mapToLong(file -> file.data().fileSizeInBytes()).sum();
    boolean hasDeletes = files.stream().anyMatch(file -> !file.deletes().isEmpty());
    return (hasDeletes ? bytes : bytes / 2) < rewriteBelow
        ? Optional.of(Rewrite.ofMore(rewritten(files, table)))
        : Optional.empty();
  }

  /** With the delete files. It saves reading the manifests of a large table. */
  private static long totalBytes(Snapshot snapshot) {
    return PropertyUtil.propertyAsLong(snapshot.summary(), SnapshotSummary.TOTAL_FILE_SIZE_PROP, 0);
  }

  /**
   * All files of a table. But of one with many partitions, those that have delete files, and those
   * of partitions with several files. So a partition has two files at most, and those that do not
   * change are not written again.
   */
  private static List<LiveFile> rewritten(List<LiveFile> files, Table table) {
    if (table.spec().isUnpartitioned()) {
      return files;
    }
    Map<Integer, PartitionSpec> specs = table.specs();
    PartitionMap<List<LiveFile>> partitions = PartitionMap.create(specs);
    for (LiveFile file : files) {
      partitions
          .computeIfAbsent(file.data().specId(), file.data().partition(), ArrayList::new)
          .add(file);
    }
    List<LiveFile> rewritten = new ArrayList<>();
    for (List<LiveFile> partition : partitions.values()) {
      if (partition.size() > 1 || !partition.get(0).deletes().isEmpty()) {
        rewritten.addAll(partition);
      }
    }
    return rewritten;
  }
}
