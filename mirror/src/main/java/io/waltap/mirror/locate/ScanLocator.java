/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import io.waltap.mirror.change.Key;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** Finds rows by reading the key columns of all data files. */
public final class ScanLocator implements Locator {
  private final Table table;
  private final FileRows rows;
  private final KeyColumns key;

  /**
   * @param table whose current snapshot is read, as it was loaded last
   * @param keyNames the key columns, in the order of the key
   */
  public ScanLocator(Table table, List<String> keyNames) {
    this(table, new KeyColumns(table.schema(), keyNames));
  }

  ScanLocator(Table table, KeyColumns key) {
    this.table = table;
    this.rows = new FileRows(table);
    this.key = key;
  }

  @Override
  public Map<Key, List<Location>> locate(Set<Key> keys) {
    return keys.isEmpty() || table.currentSnapshot() == null
        ? new HashMap<>()
        : locate(keys, PlannedFile.of(table));
  }

  /**
   * The same.
   *
   * @param planned the files of the snapshot
   */
  Map<Key, List<Location>> locate(Set<Key> keys, List<PlannedFile> planned) {
    Map<Key, List<Location>> found = new HashMap<>();
    for (PlannedFile file : planned) {
      scan(file.load(rows), keys, found);
    }
    return found;
  }

  private void scan(LiveFile file, Set<Key> keys, Map<Key, List<Location>> found) {
    int last = key.schema().columns().size();
    try (CloseableIterable<Record> records = rows.read(file.data(), key.schema())) {
      for (Record record : records) {
        long position = (Long) record.get(last);
        if (file.deleted().isDeleted(position)) {
          continue;
        }
        Key itsKey = key.keyOfRead(record);
        if (keys.contains(itsKey)) {
          found
              .computeIfAbsent(itsKey, any -> new ArrayList<>(1))
              .add(new Location(file, position));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file.data().location(), e);
    }
  }
}
