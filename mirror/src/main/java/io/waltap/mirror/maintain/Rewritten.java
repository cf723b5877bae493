/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.maintain;

import io.waltap.mirror.commit.ReplacedFiles;
import io.waltap.mirror.commit.Replacement;
import io.waltap.mirror.locate.FileRows;
import io.waltap.mirror.locate.LiveFile;
import io.waltap.mirror.locate.Location;
import io.waltap.mirror.write.Deletes;
import io.waltap.mirror.write.Deletion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.deletes.PositionDeleteIndex;

/**
 * The rows of some files in new files, and for each row where it was. So a row that the table has
 * deleted since is deleted in the new file as well: none comes back.
 */
final class Rewritten implements Replacement {
  private static final int NOWHERE = -1;

  /**
   * So many of its rows may be deleted before it is committed. Their places are in memory, and take
   * some 100 bytes each.
   */
  private static final int MOST_DEAD = 1 << 20;

  private final List<InputFile> read;

  /** The number of each row among all rows that were written, by file and position. */
  private final int[][] numbers;

  private final List<LiveFile> written = new ArrayList<>();

  /** The number of the first row of each written file. */
  private final List<Integer> starts = new ArrayList<>();

  private final int mostDead;
  private int rows;

  /**
   * @param read the files whose rows are written
   */
  Rewritten(List<InputFile> read) {
    this(read, MOST_DEAD);
  }

  /**
   * @param mostDead if more of the rows are deleted before the commit, nothing is replaced
   */
  Rewritten(List<InputFile> read, int mostDead) {
    this.read = List.copyOf(read);
    this.mostDead = mostDead;
    this.numbers = new int[read.size()][];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = new int[Math.toIntExact(read.get(i).data().recordCount())];
      Arrays.fill(numbers[i], NOWHERE);
    }
  }

  /** A row of a file was written. */
  void moved(int file, long position) {
    numbers[file][Math.toIntExact(position)] = rows;
    rows = Math.addExact(rows, 1);
  }

  /** A file with all rows since the last one. */
  void written(DataFile file) {
    starts.add(rows - Math.toIntExact(file.recordCount()));
    written.add(new LiveFile(file, List.of(), PositionDeleteIndex.empty()));
  }

  @Override
  public ReplacedFiles at(Table table, Optional<Deletes> deletes) {
    Map<String, InputFile> now = new HashMap<>();
    InputFile.of(table).forEach(file -> now.put(file.data().location(), file));
    FileRows fileRows = new FileRows(table);
    List<DataFile> removed = new ArrayList<>();
    List<DeleteFile> removedDeletes = new ArrayList<>();
    List<Location> dead = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      InputFile current = now.get(read.get(i).data().location());
      if (current == null) {
        // whatever has become of its rows, they are not in this file
        addDead(numbers[i], position -> true, dead);
      } else if (current.hasOwnDeletes()) {
        removed.add(current.data());
        removedDeletes.addAll(current.deletes());
        addDead(numbers[i], fileRows.deleted(current.data(), current.deletes())::isDeleted, dead);
      } else {
        return ReplacedFiles.NONE; // another program has begun to delete in another way
      }
      if (dead.size() > mostDead) {
        return ReplacedFiles.NONE; // it is not worth it any more
      }
    }
    if (removed.isEmpty() || !dead.isEmpty() && deletes.isEmpty()) {
      return ReplacedFiles.NONE;
    }
    return replaced(removed, removedDeletes, dead, deletes);
  }

  private ReplacedFiles replaced(
      List<DataFile> removed,
      List<DeleteFile> removedDeletes,
      List<Location> dead,
      Optional<Deletes> deletes) {
    List<DeleteFile> addedDeletes = new ArrayList<>();
    Set<String> emptied = new HashSet<>();
    if (!dead.isEmpty()) {
      Deletion deletion = deletes.orElseThrow().delete(dead);
      deletion.removed().forEach(file -> emptied.add(file.location()));
      addedDeletes.addAll(deletion.added());
    }
    List<DataFile> added =
        written.stream()
            .map(LiveFile::data)
            .filter(file -> !emptied.contains(file.location()))
            .toList();
    boolean complete = removed.size() == read.size();
    return new ReplacedFiles(removed, removedDeletes, added, addedDeletes, complete);
  }

  /** Adds the places of rows of a file that are deleted, until there are too many. */
  private void addDead(int[] ofFile, LongPredicate isDead, List<Location> dead) {
    for (int position = 0; position < ofFile.length && dead.size() <= mostDead; position++) {
      if (ofFile[position] != NOWHERE && isDead.test(position)) {
        dead.add(location(ofFile[position]));
      }
    }
  }

  private Location location(int number) {
    int found = Collections.binarySearch(starts, number);
    int file = found >= 0 ? found : -found - 2;
    return new Location(written.get(file), number - starts.get(file));
  }

  @Override
  public String toString() {
    return rows + " rows of " + read.size() + " files are in " + written.size() + " new ones";
  }
}
