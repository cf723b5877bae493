/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.AnotherWriter;
import io.waltap.mirror.Notes;
import io.waltap.mirror.TestCatalog;
import io.waltap.mirror.locate.Location;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.Record;

/** Rows of notes that a test needs only to tell them apart. */
final class NoteRows {
  static final List<String> KEY = List.of("id");

  private NoteRows() {}

  /** Appends a data file with some rows. */
  static DataFile append(Table table, long... ids) {
    List<DataFile> files =
        AnotherWriter.append(
            table, Arrays.stream(ids).mapToObj(id -> row(table, id)).toArray(Record[]::new));
    assertThat(files).hasSize(1);
    return files.get(0);
  }

  /** A row. */
  static Record row(Table table, long id) {
    return Notes.row(table, id, "n" + id, "t" + id);
  }

  /** Where rows are in the newest snapshot. */
  static List<Location> places(Table table, long... ids) {
    table.refresh();
    return AnotherWriter.places(
        table, KEY, Arrays.stream(ids).mapToObj(Notes::key).collect(Collectors.toSet()));
  }

  /** The rows that the table in the catalog has. */
  static List<Object> ids(Catalog catalog) {
    return TestCatalog.rows(catalog, Notes.NAME).stream().map(row -> row.get("id")).toList();
  }
}
