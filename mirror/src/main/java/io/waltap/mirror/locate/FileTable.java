/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.iceberg.DataFile;

/**
 * The numbers that an index gives to data files. No number is given twice. An entry of a number
 * that the table does not have is dead. Used by one thread.
 */
final class FileTable {
  /**
   * A data file. Its size and its rows are there so that another file of the same name is not taken
   * for it.
   *
   * @param number in the entries
   * @param path its location
   * @param bytes its size
   * @param rows how many it has, deleted ones too: so many entries
   */
  record Entry(int number, String path, long bytes, long rows) {
    boolean isOf(DataFile file) {
      return path.equals(file.location())
          && bytes == file.fileSizeInBytes()
          && rows == file.recordCount();
    }
  }

  private final Map<String, Entry> complete = new HashMap<>();
  private final Set<Integer> numbers = new HashSet<>(); // also of files that are being read
  private int next;

  /**
   * @param next the next number
   */
  FileTable(Collection<Entry> entries, int next) {
    for (Entry entry : entries) {
      complete.put(entry.path(), entry);
      numbers.add(entry.number());
    }
    this.next = next;
  }

  /** The number of a file, if the index has all its rows. */
  OptionalInt find(DataFile file) {
    Entry entry = complete.get(file.location());
    return entry != null && entry.isOf(file) ? OptionalInt.of(entry.number()) : OptionalInt.empty();
  }

  /** Gives a number to a file, whose entries come now. */
  Entry begin(DataFile file) {
    Entry entry = new Entry(next, file.location(), file.fileSizeInBytes(), file.recordCount());
    numbers.add(next);
    next++;
    return entry;
  }

  /** All entries of a file are in runs. */
  void complete(Entry entry) {
    Entry before = complete.put(entry.path(), entry);
    if (before != null) {
      numbers.remove(before.number());
    }
  }

  /**
   * Forgets all files but some.
   *
   * @return whether there were others
   */
  boolean retain(Set<Integer> wanted) {
    numbers.retainAll(wanted);
    return complete.values().removeIf(entry -> !wanted.contains(entry.number()));
  }

  /** Whether the entries of a number are of a file that the table has. */
  boolean has(int number) {
    return numbers.contains(number);
  }

  /** How many rows the files have: so many entries are needed. */
  long rows() {
    return complete.values().stream().mapToLong(Entry::rows).sum();
  }

  /** The files whose entries are all there. */
  List<Entry> entries() {
    return List.copyOf(complete.values());
  }

  /** The number that comes next. */
  int next() {
    return next;
  }
}
