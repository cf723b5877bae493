/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.Types;

/** Tables that the mirror is compared with. */
final class TableCopies {
  private static final long TARGET_BYTES = 256L << 20;
  private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);
  private static final int FREE_FIELD_ID = 1000;

  private TableCopies() {}

  /** A table with the same rows, as a compaction of all files would leave it. */
  static Table compacted(Catalog catalog, Table mirror) {
    Table copy = catalog.createTable(BenchCatalog.name("compacted"), mirror.schema());
    try (CloseableIterable<Record> records = IcebergGenerics.read(mirror).build();
        TableFiles files = new TableFiles(copy)) {
      for (Record row : records) {
        files.write(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }

  /**
   * The change log of the same topic, in large files.
   *
   * @param mirror the table that has the columns of the rows
   * @param end the offset behind the last record
   */
  static Table changeLog(Catalog catalog, Table mirror, GeneratedTopic topic, long end) {
    List<Types.NestedField> columns = new ArrayList<>(mirror.schema().columns());
    columns.add(Types.NestedField.optional(FREE_FIELD_ID, "_op", Types.StringType.get()));
    columns.add(Types.NestedField.optional(FREE_FIELD_ID + 1, "_lsn", Types.LongType.get()));
    columns.add(Types.NestedField.optional(FREE_FIELD_ID + 2, "_seq", Types.LongType.get()));
    Table log = catalog.createTable(BenchCatalog.name("changelog"), new Schema(columns));
    GenericRecord row = GenericRecord.create(log.schema());
    try (TableFiles files = new TableFiles(log)) {
      for (long offset = 0; offset < end; offset++) {
        fill(row, topic, offset);
        files.write(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return log;
  }

  private static void fill(GenericRecord row, GeneratedTopic topic, long offset) {
    GeneratedRow values = topic.row(offset);
    row.setField("id", values.id());
    row.setField("customer", values.customer());
    row.setField("quantity", values.quantity());
    row.setField("status", values.status());
    row.setField("note", values.note());
    row.setField("updated_at", EPOCH.plus(values.updated(), ChronoUnit.MICROS));
    row.setField("_op", topic.isOfSnapshot(offset) ? "r" : "u");
    row.setField("_lsn", topic.lsn(offset));
    row.setField("_seq", offset);
  }

  /** Writes files of a table, and appends them when it is closed. */
  private static final class TableFiles implements AutoCloseable {
    private final Table table;
    private final GenericFileWriterFactory writers;
    private final OutputFileFactory names;
    private final List<DataFile> written = new ArrayList<>();
    private DataWriter<Record> writer; // null between two files

    TableFiles(Table table) {
      this.table = table;
      this.writers = new GenericFileWriterFactory.Builder(table).dataSchema(table.schema()).build();
      this.names = OutputFileFactory.builderFor(table, 0, 0).format(FileFormat.PARQUET).build();
    }

    void write(Record row) throws IOException {
      if (writer == null) {
        writer = writers.newDataWriter(names.newOutputFile(), table.spec(), null);
      }
      writer.write(row);
      if (writer.length() >= TARGET_BYTES) {
        closeFile();
      }
    }

    private void closeFile() throws IOException {
      writer.close();
      written.add(writer.toDataFile());
      writer = null;
    }

    @Override
    public void close() throws IOException {
      if (writer != null) {
        closeFile();
      }
      AppendFiles append = table.newAppend();
      written.forEach(append::appendFile);
      append.commit();
    }
  }
}
