/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.maintain;

import io.waltap.mirror.change.Key;
import io.waltap.mirror.change.KeyCodec;
import io.waltap.mirror.locate.FileRows;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.types.Types;

/**
 * The rows of several files that are not deleted. They come in the order of their keys if each file
 * has them in this order, as files of a mirror do. Of a file of another program all rows come as
 * well, in some order. Only one row of each file is in memory, and what its reader needs.
 */
final class RowMerge implements Closeable {
  private final List<Source> sources = new ArrayList<>();
  private final PriorityQueue<Source> heads =
      new PriorityQueue<>(
          Comparator.comparing((Source source) -> source.key)
              .thenComparingInt(source -> source.file));
  private final FileRows rows;
  private final Schema columns;
  private final int[] keyColumns;
  private final KeyCodec codec;
  private final int positionColumn;

  /** A row, and where it was. */
  record Row(Record record, Key key, int file, long position) {}

  /**
   * @param columns that the rows have; the records have the position as well, as their last value
   * @param keyNames the key columns, in the order of the key
   */
  RowMerge(FileRows rows, Schema columns, List<String> keyNames) {
    this.rows = rows;
    this.columns = columns;
    List<Types.NestedField> keys =
        keyNames.stream().map(columns::findField).filter(field -> field != null).toList();
    keyColumns = keys.stream().mapToInt(field -> columns.columns().indexOf(field)).toArray();
    codec = new KeyCodec(keys.stream().map(Types.NestedField::type).toList());
    positionColumn = columns.columns().size();
  }

  /** Opens one more file; its number is that of the files before it. */
  void add(InputFile file) {
    PositionDeleteIndex deleted = rows.deleted(file.data(), file.deletes());
    Source source = new Source(sources.size(), rows.readToKeep(file.data(), columns), deleted);
    sources.add(source);
    if (source.next()) {
      heads.add(source);
    }
  }

  boolean hasNext() {
    return !heads.isEmpty();
  }

  /** The next row. */
  Row next() {
    Source source = heads.remove();
    Row row = new Row(source.row, source.key, source.file, source.position);
    if (source.next()) {
      heads.add(source);
    }
    return row;
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (Source source : sources) {
      try {
        source.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** One file. */
  private final class Source implements Closeable {
    private final int file;
    private final CloseableIterable<Record> records;
    private final CloseableIterator<Record> iterator;
    private final PositionDeleteIndex deleted;
    private Record row;
    private Key key;
    private long position;

    Source(int file, CloseableIterable<Record> records, PositionDeleteIndex deleted) {
      this.file = file;
      this.records = records;
      this.iterator = records.iterator();
      this.deleted = deleted;
    }

    /** Goes on to the next row that is not deleted; returns false if there is none. */
    boolean next() {
      while (iterator.hasNext()) {
        row = iterator.next();
        position = (Long) row.get(positionColumn);
        if (!deleted.isDeleted(position)) {
          Object[] values = new Object[keyColumns.length];
          for (int i = 0; i < values.length; i++) {
            values[i] = row.get(keyColumns[i]);
          }
          key = codec.encode(values);
          return true;
        }
      }
      return false;
    }

    @Override
    public void close() throws IOException {
      iterator.close();
      records.close();
    }
  }
}
