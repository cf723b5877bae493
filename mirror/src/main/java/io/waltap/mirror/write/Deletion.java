/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.util.ContentFileUtil;

/**
 * What a commit does to the files of rows that it deletes.
 *
 * @param added new delete files
 * @param replaced delete files that go, since the new ones include them or their data file goes
 * @param removed data files that go
 * @param kept data files among these whose other rows stay: they have to be written again
 * @param rows how many rows are deleted
 */
public record Deletion(
    List<DeleteFile> added,
    List<DeleteFile> replaced,
    List<DataFile> removed,
    List<TouchedFile> kept,
    long rows) {
  /** One that only removes the data files without a live row; the caller adds the rest. */
  static Deletion ofEmptied(List<TouchedFile> touched) {
    Deletion deletion = ofNone(touched);
    for (TouchedFile each : touched) {
      if (each.isEmptied()) {
        deletion.removed.add(each.file().data());
        deletion.replaced.addAll(each.file().ownDeletes());
      }
    }
    return deletion;
  }

  /** One that counts the rows, and does nothing yet. */
  static Deletion ofNone(List<TouchedFile> touched) {
    long rows = touched.stream().mapToLong(each -> each.positions().size()).sum();
    return new Deletion(
        new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), rows);
  }

  /** The data files to which the new delete files belong. */
  public List<CharSequence> dataFiles() {
    List<CharSequence> files = new ArrayList<>();
    added.forEach(file -> files.add(ContentFileUtil.referencedDataFileLocation(file)));
    return files;
  }
}
