/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.formats.ReadBuilder;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/** Reads some columns of a data file, and which rows of it are deleted. */
public final class FileRows {
  private final Table table;

  public FileRows(Table table) {
    this.table = table;
  }

  /**
   * All rows of a file, also deleted ones. The record is the same object for each row.
   *
   * @param columns some columns of the table; the last value of each record is its position
   */
  public CloseableIterable<Record> read(DataFile file, Schema columns) {
    return reader(file, columns).reuseContainers().build();
  }

  /** The same, but each row is a record of its own, and so are its lists and maps. */
  public CloseableIterable<Record> readToKeep(DataFile file, Schema columns) {
    return reader(file, columns).build();
  }

  private ReadBuilder<Record, Object> reader(DataFile file, Schema columns) {
    List<Types.NestedField> fields = new ArrayList<>(columns.columns());
    fields.add(MetadataColumns.ROW_POSITION);
    return FormatModelRegistry.<Record, Object>readBuilder(
            file.format(), Record.class, table.io().newInputFile(file))
        .project(new Schema(fields));
  }

  /** The positions of deleted rows. */
  public PositionDeleteIndex deleted(DataFile file, List<DeleteFile> deletes) {
    return deletes.isEmpty()
        ? PositionDeleteIndex.empty()
        : new BaseDeleteLoader(delete -> table.io().newInputFile(delete))
            .loadPositionDeletes(deletes, file.location());
  }
}
