/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.util.PropertyUtil;

/** Writes rows to data files: one file at a time, and a new one when it is large enough. */
public final class DataFiles {
  private final Schema schema;
  private final PartitionSpec spec;
  private final GenericFileWriterFactory writers;
  private final OutputFileFactory files;
  private final long targetBytes;

  /**
   * @param table for which the files are
   * @param schema of the rows, which may be newer than the table's
   * @param names gives the files their names
   */
  public DataFiles(Table table, Schema schema, OutputFileFactory names) {
    this.schema = schema;
    this.spec = table.spec();
    this.writers = new GenericFileWriterFactory.Builder(table).dataSchema(schema).build();
    this.files = names;
    this.targetBytes =
        PropertyUtil.propertyAsLong(
            table.properties(),
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
  }

  /** Writes the rows in their order, partition by partition. */
  public List<DataFile> write(List<Record> rows) {
    List<DataFile> written = new ArrayList<>();
    byPartition(rows)
        .forEach(
            (partition, itsRows) ->
                write(spec.isPartitioned() ? partition : null, itsRows, written));
    return written;
  }

  private Map<PartitionKey, List<Record>> byPartition(List<Record> rows) {
    PartitionKey partition = new PartitionKey(spec, schema);
    if (!spec.isPartitioned()) {
      return rows.isEmpty() ? Map.of() : Map.of(partition, rows);
    }
    InternalRecordWrapper wrapper = new InternalRecordWrapper(schema.asStruct());
    Map<PartitionKey, List<Record>> partitions = new LinkedHashMap<>();
    for (Record row : rows) {
      partition.partition(wrapper.wrap(row));
      List<Record> same = partitions.get(partition);
      if (same == null) {
        same = new ArrayList<>();
        partitions.put(partition.copy(), same);
      }
      same.add(row);
    }
    return partitions;
  }

  private void write(PartitionKey partition, List<Record> rows, List<DataFile> written) {
    int next = 0;
    while (next < rows.size()) {
      DataWriter<Record> writer =
          writers.newDataWriter(files.newOutputFile(spec, partition), spec, partition);
      try (writer) {
        do {
          writer.write(rows.get(next++));
        } while (next < rows.size() && writer.length() < targetBytes);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write a data file", e);
      }
      written.add(writer.toDataFile());
    }
  }
}
