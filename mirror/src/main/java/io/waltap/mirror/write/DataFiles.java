/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import io.waltap.mirror.locate.FileRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.util.PartitionMap;
import org.apache.iceberg.util.PropertyUtil;

/**
 * Writes rows to data files, partition by partition: rows that are in the table already, and new
 * ones behind them. Rows that are in the table are not collected in memory.
 */
public final class DataFiles {
  private final Table table;
  private final Schema schema;
  private final Map<Integer, PartitionSpec> specs;
  private final PartitionSpec spec;
  private final FileRows rows;
  private final OutputFileFactory names;
  private final long targetBytes;

  /**
   * @param table for which the files are, with its newest schema
   * @param schema of the rows
   * @param names gives the files their names
   */
  public DataFiles(Table table, Schema schema, OutputFileFactory names) {
    this.table = table;
    this.schema = schema;
    this.specs = table.specs();
    this.spec = table.spec();
    this.rows = new FileRows(table);
    this.names = names;
    this.targetBytes =
        PropertyUtil.propertyAsLong(
            table.properties(),
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
  }

  /**
   * A data file.
   *
   * @param data the file
   * @param rows all its rows, in their order; empty if rows may be among them that were in the
   *     table already
   */
  public record Written(DataFile data, Optional<List<Record>> rows) {}

  /** Writes new rows in their order. */
  public List<DataFile> write(List<Record> added) {
    return writeRows(added, List.of()).stream().map(Written::data).toList();
  }

  /**
   * Writes new rows in their order, and rows of data files that are removed.
   *
   * @param kept data files whose rows stay in the table, but for some
   */
  public List<Written> writeRows(List<Record> added, List<TouchedFile> kept) {
    List<Written> written = new ArrayList<>();
    for (Part part : parts(added, kept)) {
      List<DataFile> files = write(part);
      if (part.kept.isEmpty()) {
        addWithRows(files, part.added, written);
      } else {
        files.forEach(file -> written.add(new Written(file, Optional.empty())));
      }
    }
    return written;
  }

  /** The files have the rows one after the other. */
  private static void addWithRows(List<DataFile> files, List<Record> rows, List<Written> written) {
    int first = 0;
    for (DataFile file : files) {
      int next = first + Math.toIntExact(file.recordCount());
      written.add(new Written(file, Optional.of(rows.subList(first, next))));
      first = next;
    }
  }

  /** The rows of one partition. */
  private record Part(
      PartitionSpec spec, StructLike partition, List<TouchedFile> kept, List<Record> added) {
    Part(PartitionSpec spec, StructLike partition) {
      this(spec, partition, new ArrayList<>(), new ArrayList<>());
    }
  }

  /** Rows that are in the table stay in their partition, also if the spec has changed since. */
  private List<Part> parts(List<Record> added, List<TouchedFile> kept) {
    List<Part> parts = new ArrayList<>();
    PartitionMap<Part> byPartition = PartitionMap.create(specs);
    for (TouchedFile touched : kept) {
      DataFile data = touched.file().data();
      PartitionSpec itsSpec = specs.get(data.specId());
      StructLike partition = Partitions.of(itsSpec, data);
      part(itsSpec, partition, byPartition, parts).kept.add(touched);
    }
    PartitionKey partition = new PartitionKey(spec, schema);
    InternalRecordWrapper wrapper = new InternalRecordWrapper(schema.asStruct());
    for (Record row : added) {
      if (spec.isPartitioned()) {
        partition.partition(wrapper.wrap(row));
      }
      Part part = byPartition.get(spec.specId(), partition);
      if (part == null) {
        part = part(spec, partition.copy(), byPartition, parts);
      }
      part.added.add(row);
    }
    return parts;
  }

  private static Part part(
      PartitionSpec spec, StructLike partition, PartitionMap<Part> byPartition, List<Part> parts) {
    return byPartition.computeIfAbsent(
        spec.specId(),
        partition,
        () -> {
          Part part = new Part(spec, partition);
          parts.add(part);
          return part;
        });
  }

  private List<DataFile> write(Part part) {
    List<DataFile> written = new ArrayList<>();
    Schema columns = part.kept.isEmpty() ? schema : keptColumns();
    GenericFileWriterFactory writers =
        new GenericFileWriterFactory.Builder(table).dataSchema(columns).build();
    try (PartitionFiles files =
        new PartitionFiles(writers, names, part.spec, part.partition, targetBytes, written)) {
      GenericRecord row = GenericRecord.create(columns);
      for (TouchedFile touched : part.kept) {
        copy(touched, row, columns, files);
      }
      for (Record each : part.added) {
        files.write(filled(row, each));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a data file", e);
    }
    return written;
  }

  /** Rows that are written again keep the numbers by which other programs know them. */
  private Schema keptColumns() {
    return TableUtil.supportsRowLineage(table)
        ? MetadataColumns.schemaWithRowLineage(schema)
        : schema;
  }

  private void copy(TouchedFile touched, GenericRecord row, Schema columns, PartitionFiles files)
      throws IOException {
    int position = columns.columns().size();
    try (CloseableIterable<Record> records = rows.readToKeep(touched.file().data(), columns)) {
      for (Record old : records) {
        if (touched.isKept((Long) old.get(position))) {
          files.write(filled(row, old));
        }
      }
    }
  }

  /** A record with the values of another that may have more columns or fewer at its end. */
  private static GenericRecord filled(GenericRecord row, Record from) {
    for (int i = 0; i < row.size(); i++) {
      row.set(i, i < from.size() ? from.get(i) : null);
    }
    return row;
  }
}
