/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  /**
   * The same, but each row is a record of its own, and so are its lists and maps.
   *
   * @param columns of the table, or of its next schema: a column that the file lacks has its
   *     initial default, and one that was widened since has the wider type. The columns of the row
   *     lineage may be among them
   */
  public CloseableIterable<Record> readToKeep(DataFile file, Schema columns) {
    return reader(file, columns).build();
  }

  private ReadBuilder<Record, Object> reader(DataFile file, Schema columns) {
    List<Types.NestedField> fields = new ArrayList<>(columns.columns());
    fields.add(MetadataColumns.ROW_POSITION);
    ReadBuilder<Record, Object> reader =
        FormatModelRegistry.<Record, Object>readBuilder(
                file.format(), Record.class, table.io().newInputFile(file))
            .project(new Schema(fields));
    boolean needsLineage = columns.findField(MetadataColumns.ROW_ID.fieldId()) != null;
    return needsLineage ? reader.idToConstant(lineage(file)) : reader;
  }

  /** What rows inherit that have not been rewritten: their numbers begin with that of the file. */
  private static Map<Integer, Long> lineage(DataFile file) {
    Long first = file.firstRowId();
    Long sequence = file.fileSequenceNumber();
    // files that are older than format version 3 have no numbers until the next commit
    return first == null || sequence == null
        ? Map.of()
        : Map.of(
            MetadataColumns.ROW_ID.fieldId(),
            first,
            MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.fieldId(),
            sequence);
  }

  /** The positions of deleted rows. */
  public PositionDeleteIndex deleted(DataFile file, List<DeleteFile> deletes) {
    return deletes.isEmpty()
        ? PositionDeleteIndex.empty()
        : new BaseDeleteLoader(delete -> table.io().newInputFile(delete))
            .loadPositionDeletes(deletes, file.location());
  }
}
