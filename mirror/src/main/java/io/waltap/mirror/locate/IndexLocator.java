/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import io.waltap.mirror.change.Key;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds rows by an index on local disk: from each key to the places (file, position) where a row of
 * it was ever written. Used by one thread.
 *
 * <p>Why it is exact, whoever has changed the table: the rows of a data file never change. So for
 * each file the index has either all rows, deleted ones too, or nothing that counts. Before each
 * search the files of the current snapshot are compared with those of the index. Files that the
 * index lacks are read, and files that are gone are forgotten. Then a place has a live row if and
 * only if its file is in the snapshot, and the snapshot's deletion vectors do not have its
 * position. From this follows:
 *
 * <ul>
 *   <li>Deletes write nothing to the index. The vectors have them.
 *   <li>The index knows no order of snapshots. A conflict, a commit of unknown outcome, a truncate,
 *       a compaction and a rollback all end in a set of files.
 *   <li>Nothing has to be repaired after a crash. A file whose rows were not all stored is read
 *       again, with another number.
 * </ul>
 *
 * <p>The entries of deleted rows stay until the file is gone. So the index is as large as the rows
 * of the data files, and compaction makes both smaller.
 */
final class IndexLocator {
  private static final Logger LOG = LoggerFactory.getLogger(IndexLocator.class);

  private final Table table;
  private final KeyColumns key;
  private final IndexKeys keys;
  private final IndexHome home;
  private final Limits limits;
  private final FileRows rows;

  /** What bounds the index. */
  interface Limits {
    /** How many bytes the entries may take on disk. */
    long maxBytes();

    /** How many entries are in memory while files are read. */
    default int maxEntriesInMemory() {
      return Entries.MOST;
    }

    /**
     * Asked before each file that is read, since that may take long.
     *
     * @throws IllegalStateException if nobody waits for the index any more
     */
    void requireOpen();
  }

  /** A key that is wanted. */
  private record Wanted(IndexKey stored, Key key) {}

  /**
   * @param table whose current snapshot is searched, as it was loaded last
   * @param home of an index of the table and the key
   */
  IndexLocator(Table table, KeyColumns key, IndexHome home, Limits limits) {
    this.table = table;
    this.key = key;
    this.keys = new IndexKeys(key.types());
    this.home = home;
    this.limits = limits;
    this.rows = new FileRows(table);
  }

  /** What the index of a table is of. */
  static IndexIdentity identity(String table, KeyColumns key) {
    return new IndexIdentity(table, key.ids(), new IndexKeys(key.types()).bytes());
  }

  /**
   * Finds rows that are not deleted.
   *
   * @param planned the files of the snapshot
   * @throws IndexUnavailableException if the directory cannot be used
   */
  Map<Key, List<Location>> locate(Set<Key> wanted, List<PlannedFile> planned) {
    try {
      return locateOrBuild(wanted, planned);
    } catch (IOException e) {
      throw IndexUnavailableException.lasting(e.toString(), e);
    }
  }

  private Map<Key, List<Location>> locateOrBuild(Set<Key> wanted, List<PlannedFile> planned)
      throws IOException {
    try {
      return find(wanted, follow(planned));
    } catch (IndexDamagedException e) {
      LOG.warn("the index of {} is damaged, and is built again: {}", table.name(), e.getMessage());
      home.clear();
      return find(wanted, follow(planned));
    }
  }

  /**
   * Takes in files that were committed by this task, so that they are not read. It is no harm if
   * that fails.
   */
  void committed(List<NewFile> files) throws IOException {
    Intake intake = new Intake(home, limits.maxEntriesInMemory());
    for (NewFile file : files) {
      if (home.files().find(file.data()).isEmpty()) {
        intake.begin(file.data());
        long position = 0;
        for (Key itsKey : file.keys()) {
          intake.add(keys.of(itsKey), position);
          position++;
        }
        intake.end();
      }
    }
    intake.finish();
  }

  /** Brings the index up to the snapshot; returns its files by their numbers. */
  private Map<Integer, PlannedFile> follow(List<PlannedFile> planned) throws IOException {
    Map<Integer, PlannedFile> files = new HashMap<>();
    List<PlannedFile> missing = new ArrayList<>();
    long all = 0;
    for (PlannedFile file : planned) {
      all += file.data().recordCount();
      OptionalInt number = home.files().find(file.data());
      if (number.isPresent()) {
        files.put(number.getAsInt(), file);
      } else {
        missing.add(file);
      }
    }
    requireRoom(all);
    boolean gone = home.files().retain(files.keySet());
    if (gone || !missing.isEmpty()) {
      Intake intake = new Intake(home, limits.maxEntriesInMemory());
      for (PlannedFile file : missing) {
        limits.requireOpen();
        files.put(read(file.data(), intake), file);
      }
      intake.finish();
    }
    return files;
  }

  private void requireRoom(long entries) throws IOException {
    long bytes = entries * home.layout().width();
    if (bytes > limits.maxBytes()) {
      home.clear();
      throw IndexUnavailableException.lasting(
          "it would take "
              + bytes
              + " bytes, which is more than mirror.index.max.bytes="
              + limits.maxBytes(),
          null);
    }
  }

  private int read(DataFile file, Intake intake) throws IOException {
    int last = key.schema().columns().size();
    intake.begin(file);
    CloseableIterable<Record> records = rows.read(file, key.schema());
    try {
      for (Record record : records) {
        intake.add(keys.of(key.keyOfRead(record)), (Long) record.get(last));
      }
    } finally {
      close(records, file);
    }
    return intake.end();
  }

  /** A failure to read the table is none of the index. */
  private static void close(CloseableIterable<Record> records, DataFile file) {
    try {
      records.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file.location(), e);
    }
  }

  private Map<Key, List<Location>> find(Set<Key> some, Map<Integer, PlannedFile> files)
      throws IOException {
    Wanted[] wanted =
        some.stream()
            .map(each -> new Wanted(keys.of(each), each))
            .sorted(Comparator.comparing(Wanted::stored))
            .toArray(Wanted[]::new);
    IndexKey[] stored = new IndexKey[wanted.length];
    for (int i = 0; i < stored.length; i++) {
      stored[i] = wanted[i].stored();
    }
    Map<Integer, LiveFile> loaded = new HashMap<>();
    Map<Key, List<Location>> found = new HashMap<>();
    home.find(
        stored,
        (i, number, position) -> {
          PlannedFile file = files.get(number);
          if (file == null) {
            return; // it is gone
          }
          LiveFile live = loaded.computeIfAbsent(number, any -> file.load(rows));
          if (!live.deleted().isDeleted(position)) {
            found
                .computeIfAbsent(wanted[i].key(), any -> new ArrayList<>(1))
                .add(new Location(live, position));
          }
        });
    return found;
  }
}
