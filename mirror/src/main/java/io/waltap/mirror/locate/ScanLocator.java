/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import io.waltap.mirror.change.Key;
import io.waltap.mirror.change.KeyCodec;
import io.waltap.mirror.schema.NewKeyColumnException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/** Finds rows by reading the key columns of all data files. */
public final class ScanLocator implements Locator {
  private final Table table;
  private final FileRows rows;
  private final Schema keyColumns;
  private final KeyCodec codec;

  /**
   * @param table whose current snapshot is read, as it was loaded last
   * @param keyNames the key columns, in the order of the key
   */
  public ScanLocator(Table table, List<String> keyNames) {
    this.table = table;
    this.rows = new FileRows(table);
    Schema schema = table.schema();
    List<Types.NestedField> fields = keyNames.stream().map(schema::findField).toList();
    this.keyColumns = new Schema(fields);
    this.codec = new KeyCodec(fields.stream().map(Types.NestedField::type).toList());
  }

  @Override
  public Map<Key, List<Location>> locate(Set<Key> keys) {
    Map<Key, List<Location>> found = new HashMap<>();
    if (keys.isEmpty() || table.currentSnapshot() == null) {
      return found;
    }
    for (LiveFile file : LiveFiles.of(table)) {
      scan(file, keys, found);
    }
    return found;
  }

  private void scan(LiveFile file, Set<Key> keys, Map<Key, List<Location>> found) {
    int columns = keyColumns.columns().size();
    Object[] values = new Object[columns];
    try (CloseableIterable<Record> records = rows.read(file.data(), keyColumns)) {
      for (Record record : records) {
        long position = (Long) record.get(columns);
        if (file.deleted().isDeleted(position)) {
          continue;
        }
        for (int i = 0; i < columns; i++) {
          values[i] = record.get(i);
          if (values[i] == null) {
            throw new NewKeyColumnException(keyColumns.columns().get(i).name());
          }
        }
        Key key = codec.encode(values);
        if (keys.contains(key)) {
          found.computeIfAbsent(key, any -> new ArrayList<>(1)).add(new Location(file, position));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file.data().location(), e);
    }
  }
}
