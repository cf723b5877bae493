/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import io.waltap.mirror.buffer.Batch;
import io.waltap.mirror.buffer.Version;
import io.waltap.mirror.change.Key;
import io.waltap.mirror.change.Row;
import io.waltap.mirror.locate.Location;
import io.waltap.mirror.locate.Locator;
import io.waltap.mirror.schema.RowShape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;

/** What a batch does to the table's current snapshot: places to delete, and records to add. */
public final class Changes {
  private final List<Location> deleted;
  private final List<Record> added;
  private final long keys;
  private final long unfilled;

  private Changes(List<Location> deleted, List<Record> added, long keys, long unfilled) {
    this.deleted = deleted;
    this.added = added;
    this.keys = keys;
    this.unfilled = unfilled;
  }

  /**
   * Looks up what the batch touches.
   *
   * @param table as it was loaded last
   * @param schema of the new records
   * @param locator of the same snapshot
   */
  public static Changes of(Table table, Schema schema, Batch batch, Locator locator) {
    Set<Key> touched = batch.truncated() ? Set.of() : touched(batch);
    Map<Key, List<Location>> places = touched.isEmpty() ? new HashMap<>() : locator.locate(touched);
    List<Location> deleted = new ArrayList<>();
    for (Key key : batch.rows().keySet()) {
      deleted.addAll(places.getOrDefault(key, List.of()));
    }
    Filled filled = new Filled(table, batch, places);
    Records records = new Records(schema);
    List<Record> added = new ArrayList<>();
    new TreeMap<>(batch.rows())
        .forEach(
            (key, version) -> {
              Row row = version.row() == null ? null : filled.row(version);
              if (row != null) {
                added.add(records.record(row));
              }
            });
    return new Changes(deleted, added, touched.size(), filled.missing);
  }

  private static Set<Key> touched(Batch batch) {
    Set<Key> keys = new HashSet<>(batch.rows().keySet());
    for (Version version : batch.rows().values()) {
      if (version.isPartial()) {
        keys.add(version.source());
        keys.add(version.movedFrom());
      }
    }
    keys.remove(null); // of values that nothing has
    return keys;
  }

  /** Places of rows that are replaced or deleted. */
  public List<Location> deleted() {
    return deleted;
  }

  /** The new rows, in the order of their keys. */
  public List<Record> added() {
    return added;
  }

  /** How many keys were looked up. */
  public long keys() {
    return keys;
  }

  /**
   * How many rows were left out, because they lack values that PostgreSQL has not sent, and that
   * the table does not have. In a table that has missed no change such a row is gone since: the
   * source has sent an old change again.
   */
  public long unfilled() {
    return unfilled;
  }

  /** Takes values that were not sent from the rows that the table has. */
  private static final class Filled {
    private final Map<Key, Location> sources = new HashMap<>();
    private final Map<Location, Record> old;
    private final Schema columns;
    private long missing;

    Filled(Table table, Batch batch, Map<Key, List<Location>> places) {
      Set<String> names = new LinkedHashSet<>();
      for (Version version : batch.rows().values()) {
        if (version.isPartial()) {
          need(version.row(), version.source(), places, names);
          if (version.moved() != null && !version.moved().isWhole()) {
            need(version.moved(), version.movedFrom(), places, names);
          }
        }
      }
      List<Types.NestedField> fields =
          names.stream().map(table.schema()::findField).filter(field -> field != null).toList();
      columns = new Schema(fields);
      old = new OldRows(table, columns).read(sources.values());
    }

    private void need(Row row, Key source, Map<Key, List<Location>> places, Set<String> names) {
      List<Location> found = places.getOrDefault(source, List.of());
      if (!found.isEmpty()) {
        sources.put(source, found.get(found.size() - 1));
      }
      row.unknown().stream().forEach(place -> names.add(row.shape().columns().get(place).name()));
    }

    /** The whole row, or null if some of its values are unavailable. */
    Row row(Version version) {
      Row row = version.row();
      if (row.isWhole()) {
        return row;
      }
      if (version.moved() != null && !sources.containsKey(version.source())) {
        row = version.moved();
        return row.isWhole() ? row : fill(row, version.movedFrom());
      }
      return fill(row, version.source());
    }

    private Row fill(Row row, Key source) {
      Location place = sources.get(source);
      if (place == null) {
        missing++;
        return null;
      }
      Record record = old.get(place);
      Object[] values = row.values().clone();
      BitSet unknown = row.unknown();
      RowShape shape = row.shape();
      for (int i = unknown.nextSetBit(0); i >= 0; i = unknown.nextSetBit(i + 1)) {
        String name = shape.columns().get(i).name();
        // a column that the table does not have yet was added without rewriting: it is null
        values[i] = columns.findField(name) == null ? null : record.getField(name);
      }
      return new Row(shape, values, null);
    }
  }
}
