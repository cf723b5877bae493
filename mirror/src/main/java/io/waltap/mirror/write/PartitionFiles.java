/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;

/** Writes the rows of one partition: one file at a time, a new one when it is large enough. */
final class PartitionFiles implements Closeable {
  private final GenericFileWriterFactory writers;
  private final OutputFileFactory names;
  private final PartitionSpec spec;
  private final StructLike partition;
  private final long targetBytes;
  private final List<DataFile> written;
  private DataWriter<Record> writer; // null between two files

  /**
   * @param partition of the rows; ignored if the spec has none
   * @param written gets the files
   */
  PartitionFiles(
      GenericFileWriterFactory writers,
      OutputFileFactory names,
      PartitionSpec spec,
      StructLike partition,
      long targetBytes,
      List<DataFile> written) {
    this.writers = writers;
    this.names = names;
    this.spec = spec;
    this.partition = spec.isPartitioned() ? partition : null;
    this.targetBytes = targetBytes;
    this.written = written;
  }

  /** Writes a row; the record may be used again. */
  void write(Record row) throws IOException {
    if (writer == null) {
      writer = writers.newDataWriter(newFile(), spec, partition);
    }
    writer.write(row);
    if (writer.length() >= targetBytes) {
      close();
    }
  }

  private EncryptedOutputFile newFile() {
    return partition == null ? names.newOutputFile() : names.newOutputFile(spec, partition);
  }

  @Override
  public void close() throws IOException {
    if (writer != null) {
      writer.close();
      written.add(writer.toDataFile());
      writer = null;
    }
  }
}
