/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import io.waltap.mirror.locate.FileRows;
import io.waltap.mirror.locate.LiveFile;
import io.waltap.mirror.locate.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** Reads values of rows that are in the table already, file by file. */
public final class OldRows {
  private final FileRows rows;
  private final Schema columns;

  /**
   * @param columns the columns to read
   */
  public OldRows(Table table, Schema columns) {
    this.rows = new FileRows(table);
    this.columns = columns;
  }

  /** The rows at some places; each has the wanted columns, and its position as last value. */
  public Map<Location, Record> read(Collection<Location> places) {
    Map<String, Map<Long, Location>> byFile = new LinkedHashMap<>();
    for (Location place : places) {
      byFile
          .computeIfAbsent(place.file().data().location(), file -> new HashMap<>())
          .put(place.position(), place);
    }
    Map<Location, Record> found = new HashMap<>();
    byFile.values().forEach(positions -> read(positions, found));
    return found;
  }

  private void read(Map<Long, Location> positions, Map<Location, Record> found) {
    LiveFile file = positions.values().iterator().next().file();
    int last = columns.columns().size();
    try (CloseableIterable<Record> records = rows.readToKeep(file.data(), columns)) {
      for (Record record : records) {
        Location place = positions.get((Long) record.get(last));
        if (place != null) {
          found.put(place, record);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file.data().location(), e);
    }
  }
}
