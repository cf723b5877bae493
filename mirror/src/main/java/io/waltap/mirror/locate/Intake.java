/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;

/**
 * Takes the rows of data files into an index: sorted in memory, and stored run by run. A file
 * counts when all its rows are stored. Used by one thread.
 */
final class Intake {
  private final IndexHome home;
  private final Entries entries;
  private final List<FileTable.Entry> read = new ArrayList<>(); // but perhaps not stored
  private FileTable.Entry file;
  private long rows;

  /**
   * @param most so many entries are in memory at most
   */
  Intake(IndexHome home, int most) {
    this.home = home;
    this.entries = new Entries(home.layout(), most);
  }

  /** The rows of this file come now. */
  void begin(DataFile data) {
    if (data.recordCount() > Integer.MAX_VALUE) {
      throw IndexUnavailableException.lasting(data.location() + " has too many rows", null);
    }
    file = home.files().begin(data);
    rows = 0;
  }

  /** A row of the file. */
  void add(IndexKey key, long position) throws IOException {
    entries.add(key, file.number(), (int) position);
    rows++;
    if (entries.isFull()) {
      store();
      home.mergeWhileReading();
      home.save();
    }
  }

  /** The file has no more rows; returns its number. */
  int end() {
    if (rows != file.rows()) {
      throw new IllegalStateException(
          file.path() + " has " + rows + " rows, and its manifest says " + file.rows());
    }
    read.add(file);
    return file.number();
  }

  /** There are no more files. */
  void finish() throws IOException {
    store();
    home.merge();
    home.save();
  }

  private void store() throws IOException {
    home.add(entries);
    read.forEach(home.files()::complete);
    read.clear();
  }
}
