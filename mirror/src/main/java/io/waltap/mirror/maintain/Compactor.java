/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.maintain;

import io.waltap.mirror.change.Key;
import io.waltap.mirror.commit.Replacement;
import io.waltap.mirror.locate.FileRows;
import io.waltap.mirror.write.FileNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.util.Pair;
import org.apache.iceberg.util.StructLikeWrapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the rows of some files of a table again: small files become large ones, and rows that are
 * deleted go. It only writes files. What happens to the rows meanwhile is added when these files
 * are committed, see {@link Rewritten}.
 *
 * <p>A row keeps its id and the sequence number of its last change. Two rows of one key, as another
 * program may have left them, are both kept: the next change of the key replaces them.
 */
final class Compactor {
  private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);

  /** How much is read for one group of several files. */
  private static final long MOST_BYTES = 512L << 20;

  private final Table table;
  private final List<String> key;
  private final String writer;
  private final long targetBytes;
  private final CompactionPlan plan;

  /**
   * @param table as it was loaded last; no other thread uses it
   * @param key the names of the key columns
   * @param writer the connector's name
   */
  Compactor(Table table, List<String> key, String writer, MaintenanceOptions options) {
    this.table = table;
    this.key = key;
    this.writer = writer;
    this.targetBytes = options.targetBytes();
    // the readers of a merge keep what they have read, and the writer has its row group
    this.plan =
        new CompactionPlan(options, Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 8));
  }

  /** Rewrites the files that are worth it most; empty if none is. */
  Optional<Replacement> compact() {
    return plan().map(this::rewrite);
  }

  /** The files of one partition that are worth rewriting most; empty if none are. */
  Optional<List<InputFile>> plan() {
    Map<Pair<Integer, StructLikeWrapper>, List<InputFile>> partitions = new HashMap<>();
    for (InputFile file : InputFile.of(table)) {
      if (file.hasOwnDeletes()) {
        partitions.computeIfAbsent(partition(file.data()), any -> new ArrayList<>()).add(file);
      }
    }
    Collection<List<InputFile>> files = partitions.values();
    return plan.choose(files);
  }

  private Pair<Integer, StructLikeWrapper> partition(DataFile file) {
    PartitionSpec spec = table.specs().get(file.specId());
    return Pair.of(
        spec.specId(), StructLikeWrapper.forType(spec.partitionType()).copyFor(file.partition()));
  }

  /** Writes the live rows of files of one partition. */
  Rewritten rewrite(List<InputFile> files) {
    Schema columns =
        TableUtil.formatVersion(table) >= 3
            ? MetadataColumns.schemaWithRowLineage(table.schema())
            : table.schema();
    Rewritten rewritten = new Rewritten(files);
    long sameKey = 0;
    try (RowMerge rows = new RowMerge(new FileRows(table), columns, key)) {
      files.forEach(rows::add);
      Key last = null;
      Output output = new Output(columns, files.get(0).data());
      while (rows.hasNext()) {
        DataWriter<Record> file = output.next();
        try (file) {
          do {
            RowMerge.Row row = rows.next();
            file.write(row.record());
            rewritten.moved(row.file(), row.position());
            sameKey += row.key().equals(last) ? 1 : 0;
            last = row.key();
          } while (rows.hasNext() && file.length() < targetBytes);
        }
        rewritten.written(file.toDataFile());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot rewrite files of " + table.name(), e);
    }
    if (sameKey > 0) {
      LOG.warn(
          "{} has {} rows whose key another row has, too: another program has written to it. Each"
              + " goes when its key changes",
          table.name(),
          sameKey);
    }
    LOG.info("{}: {}", table.name(), rewritten);
    return rewritten;
  }

  /** Opens files in the partition of a file that is rewritten. */
  private final class Output {
    private final PartitionSpec spec;
    private final StructLike partition; // null if there are no partitions
    private final GenericFileWriterFactory writers;
    private final OutputFileFactory names;

    Output(Schema columns, DataFile like) {
      spec = table.specs().get(like.specId());
      partition = spec.isPartitioned() ? like.partition() : null;
      writers = new GenericFileWriterFactory.Builder(table).dataSchema(columns).build();
      names = FileNames.ofData(table, writer, UUID.randomUUID().toString());
    }

    DataWriter<Record> next() {
      EncryptedOutputFile file =
          partition == null ? names.newOutputFile() : names.newOutputFile(spec, partition);
      return writers.newDataWriter(file, spec, partition);
    }
  }
}
