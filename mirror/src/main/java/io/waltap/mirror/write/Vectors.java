/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import io.waltap.mirror.locate.LiveFile;
import io.waltap.mirror.locate.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.io.DeleteWriteResult;
import org.apache.iceberg.io.OutputFileFactory;

/**
 * Deletes rows by deletion vectors. A data file without a live row is removed.
 *
 * <p>Each vector has a Puffin file of its own. When a snapshot expires, Iceberg deletes the file of
 * a vector that was replaced, without asking whether other vectors are in it.
 */
public final class Vectors {
  /**
   * What a commit adds and removes.
   *
   * @param added new vectors
   * @param replaced vectors that the new ones include
   * @param emptied data files without a live row
   * @param rows how many rows are deleted
   */
  public record Deletion(
      List<DeleteFile> added, List<DeleteFile> replaced, List<DataFile> emptied, long rows) {
    /** The data files to which the vectors belong. */
    public List<CharSequence> dataFiles() {
      List<CharSequence> files = new ArrayList<>();
      added.forEach(vector -> files.add(vector.referencedDataFile()));
      return files;
    }
  }

  private final Map<Integer, PartitionSpec> specs;
  private final OutputFileFactory files;

  /**
   * @param table whose rows are deleted
   * @param names gives the files their names; their format is Puffin
   */
  public Vectors(Table table, OutputFileFactory names) {
    this.specs = table.specs();
    this.files = names;
  }

  /** Writes vectors for the rows at some places. */
  public Deletion delete(Collection<Location> places) {
    Map<String, LiveFile> touched = new LinkedHashMap<>();
    Map<String, Set<Long>> positions = new LinkedHashMap<>();
    long rows = 0;
    for (Location place : places) {
      String file = place.file().data().location();
      touched.put(file, place.file());
      if (positions.computeIfAbsent(file, any -> new TreeSet<>()).add(place.position())) {
        rows++;
      }
    }
    Deletion deletion = new Deletion(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), rows);
    touched.forEach((path, file) -> delete(file, positions.get(path), deletion));
    return deletion;
  }

  private void delete(LiveFile file, Set<Long> positions, Deletion deletion) {
    if (positions.size() == file.liveRows()) {
      deletion.emptied.add(file.data());
      deletion.replaced.addAll(file.deletes());
      return;
    }
    DataFile data = file.data();
    BaseDVFileWriter writer =
        new BaseDVFileWriter(files, path -> file.deletes().isEmpty() ? null : file.deleted());
    try (writer) {
      for (long position : positions) {
        writer.delete(data.location(), position, specs.get(data.specId()), data.partition());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a deletion vector", e);
    }
    DeleteWriteResult result = writer.result();
    deletion.added.addAll(result.deleteFiles());
    deletion.replaced.addAll(result.rewrittenDeleteFiles());
  }
}
