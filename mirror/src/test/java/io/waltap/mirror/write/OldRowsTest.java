/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.mirror.AnotherWriter;
import io.waltap.mirror.Notes;
import io.waltap.mirror.TestCatalog;
import io.waltap.mirror.change.Key;
import io.waltap.mirror.locate.Location;
import io.waltap.mirror.locate.ScanLocator;
import io.waltap.mirror.schema.NewKeyColumnException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class OldRowsTest {
  private static final long ROWS = 7;

  private final Catalog catalog = TestCatalog.inMemory();
  private final Table table = Notes.table(catalog);

  // Guards against: lists and maps of other rows, since Iceberg fills the same object for each row.
  @Test
  void eachRowKeepsItsOwnListAndMap() {
    table
        .updateSchema()
        .addColumn("tags", Types.ListType.ofOptional(90, Types.StringType.get()))
        .addColumn(
            "pairs",
            Types.MapType.ofOptional(91, 92, Types.StringType.get(), Types.StringType.get()))
        .commit();
    append(
        id -> {
          Record row = Notes.row(table, id, "n" + id, "t");
          row.setField("tags", List.of("tag " + id, "another of " + id));
          row.setField("pairs", Map.of("key", "value " + id));
          return row;
        });

    Map<Long, Record> read = new HashMap<>();
    new OldRows(table, table.schema().select("id", "tags", "pairs"))
        .read(places())
        .values()
        .forEach(row -> read.put((Long) row.getField("id"), row));
    assertThat(read).hasSize((int) ROWS);
    read.forEach(
        (id, row) -> {
          assertThat((List<?>) row.getField("tags"))
              .isEqualTo(List.of("tag " + id, "another of " + id));
          assertThat((Map<?, ?>) row.getField("pairs")).isEqualTo(Map.of("key", "value " + id));
        });
  }

  // Guards against: rows that are doubled, because they do not have the new column of the key.
  @Test
  void rowsWithoutAColumnOfTheKeyCannotBeFound() {
    append(id -> Notes.row(table, id, null, "t"));
    Set<Key> keys = Set.of(Notes.key(1));

    assertThatThrownBy(() -> new ScanLocator(table, List.of("name", "id")).locate(keys))
        .isInstanceOf(NewKeyColumnException.class)
        .hasMessageContaining("name");
  }

  private interface Rows {
    Record row(long id);
  }

  private void append(Rows rows) {
    List<Record> records = new ArrayList<>();
    for (long id = 1; id <= ROWS; id++) {
      records.add(rows.row(id));
    }
    AppendFiles append = table.newAppend();
    new DataFiles(table, table.schema(), AnotherWriter.names(table, FileFormat.PARQUET))
        .write(records)
        .forEach(append::appendFile);
    append.commit();
  }

  private List<Location> places() {
    Set<Key> keys = new HashSet<>();
    for (long id = 1; id <= ROWS; id++) {
      keys.add(Notes.key(id));
    }
    return new ScanLocator(table, List.of("id"))
        .locate(keys).values().stream().flatMap(List::stream).toList();
  }
}
