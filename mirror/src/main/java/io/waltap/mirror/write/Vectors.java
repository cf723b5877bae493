/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import io.waltap.mirror.locate.LiveFile;
import io.waltap.mirror.locate.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.DeleteWriteResult;
import org.apache.iceberg.io.OutputFileFactory;

/**
 * Deletes rows by deletion vectors, which format version 3 has. A data file without a live row is
 * removed.
 *
 * <p>A new vector includes the deletes that the data file had before. Position delete files of
 * format version 2 that are for other data files as well stay: readers do not read them for a data
 * file that has a vector.
 */
public final class Vectors implements Deletes {
  private final Map<Integer, PartitionSpec> specs;
  private final OutputFileFactory files;
  private final boolean shared;

  /**
   * @param table whose rows are deleted, with its newest schema
   * @param names gives the files their names; their format is Puffin
   * @param shared whether all vectors go into one file. If not, each has a file of its own: when a
   *     snapshot expires, Iceberg deletes the file of a vector that was replaced, without asking
   *     whether other vectors are in it
   */
  public Vectors(Table table, OutputFileFactory names, boolean shared) {
    this.specs = table.specs();
    this.files = names;
    this.shared = shared;
  }

  @Override
  public Deletion delete(Collection<Location> places) {
    List<TouchedFile> touched = TouchedFile.of(places);
    Deletion deletion = Deletion.ofEmptied(touched);
    List<TouchedFile> left = touched.stream().filter(each -> !each.isEmptied()).toList();
    if (shared) {
      write(left, deletion);
    } else {
      left.forEach(each -> write(List.of(each), deletion));
    }
    return deletion;
  }

  /** Writes the vectors of some data files to one file. */
  private void write(List<TouchedFile> touched, Deletion deletion) {
    Map<String, LiveFile> byPath = new HashMap<>();
    touched.forEach(each -> byPath.put(each.path(), each.file()));
    BaseDVFileWriter writer = new BaseDVFileWriter(files, path -> before(byPath.get(path)));
    try (writer) {
      for (TouchedFile each : touched) {
        DataFile data = each.file().data();
        PartitionSpec spec = specs.get(data.specId());
        PartitionData partition = Partitions.of(spec, data);
        for (long position : each.positions()) {
          writer.delete(each.path(), position, spec, partition);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a deletion vector", e);
    }
    DeleteWriteResult result = writer.result();
    deletion.added().addAll(result.deleteFiles());
    deletion.replaced().addAll(result.rewrittenDeleteFiles());
  }

  private static PositionDeleteIndex before(LiveFile file) {
    return file.deletes().isEmpty() ? null : file.deleted();
  }
}
