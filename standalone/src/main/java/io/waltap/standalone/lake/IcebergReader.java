/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/** Reads with Iceberg; {@link LakeReaders} loads it together with Iceberg. */
public final class IcebergReader implements LakeReader {
  private final Catalog catalog;

  public IcebergReader(Map<String, String> properties) {
    this.catalog =
        OwnLoader.call(
            () -> CatalogUtil.buildIcebergCatalog("reader", properties, new Configuration()));
  }

  @Override
  public List<String> tables(String namespace) {
    return OwnLoader.call(
        () -> {
          try {
            return catalog.listTables(Namespace.of(namespace)).stream()
                .map(TableIdentifier::name)
                .sorted()
                .toList();
          } catch (NoSuchNamespaceException e) {
            return List.of();
          }
        });
  }

  @Override
  public long rowCount(String namespace, String table) {
    return OwnLoader.call(
        () -> {
          try {
            Snapshot snapshot = load(namespace, table).currentSnapshot();
            return snapshot == null
                ? 0L
                : Long.parseLong(snapshot.summary().getOrDefault("total-records", "0"));
          } catch (NoSuchTableException e) {
            return 0L;
          }
        });
  }

  @Override
  public List<Map<String, Object>> rows(String namespace, String table) {
    return OwnLoader.call(
        () -> {
          List<Map<String, Object>> rows = new ArrayList<>();
          Table loaded = load(namespace, table);
          Set<String> columns = columnNames(loaded);
          try (CloseableIterable<Record> records = IcebergGenerics.read(loaded).build()) {
            for (Record record : records) {
              Map<String, Object> row = plain(record);
              // of a file with deleted rows, Iceberg's reader leaves the positions in the records
              row.keySet().retainAll(columns);
              rows.add(row);
            }
          } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + namespace + "." + table, e);
          }
          return rows;
        });
  }

  @Override
  public List<String> dataFiles(String namespace, String table) {
    return OwnLoader.call(
        () -> {
          List<String> files = new ArrayList<>();
          try (CloseableIterable<FileScanTask> tasks =
              load(namespace, table).newScan().planFiles()) {
            for (FileScanTask task : tasks) {
              if (!task.deletes().isEmpty()) {
                throw new IllegalStateException(
                    "other files delete rows of "
                        + task.file().location()
                        + ", so "
                        + namespace
                        + "."
                        + table
                        + " is no longer a log to which rows are only appended");
              }
              files.add(task.file().location());
            }
          } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + namespace + "." + table, e);
          }
          return files;
        });
  }

  @Override
  public Map<String, List<Long>> deletedPositions(String namespace, String table) {
    return OwnLoader.call(
        () -> {
          Table loaded = load(namespace, table);
          Map<String, List<Long>> positions = new LinkedHashMap<>();
          try (CloseableIterable<FileScanTask> tasks = loaded.newScan().planFiles()) {
            for (FileScanTask task : tasks) {
              positions.put(task.file().location(), deleted(loaded, task));
            }
          } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + namespace + "." + table, e);
          }
          return positions;
        });
  }

  private static List<Long> deleted(Table table, FileScanTask task) {
    if (task.deletes().isEmpty()) {
      return List.of();
    }
    for (DeleteFile delete : task.deletes()) {
      if (delete.content() == FileContent.EQUALITY_DELETES) {
        throw new IllegalStateException(
            delete.location() + " deletes rows of " + task.file().location() + " by their values");
      }
    }
    PositionDeleteIndex index =
        new BaseDeleteLoader(delete -> table.io().newInputFile(delete))
            .loadPositionDeletes(task.deletes(), task.file().location());
    List<Long> positions = new ArrayList<>();
    for (long position = 0; position < task.file().recordCount(); position++) {
      if (index.isDeleted(position)) {
        positions.add(position);
      }
    }
    return positions;
  }

  @Override
  public Map<String, String> columns(String namespace, String table) {
    return OwnLoader.call(
        () -> {
          Map<String, String> columns = new LinkedHashMap<>();
          for (Types.NestedField field : load(namespace, table).schema().columns()) {
            columns.put(field.name(), field.type().toString());
          }
          return columns;
        });
  }

  @Override
  public Map<String, String> properties(String namespace, String table) {
    return OwnLoader.call(() -> Map.copyOf(load(namespace, table).properties()));
  }

  @Override
  public String location(String namespace, String table) {
    return OwnLoader.call(() -> load(namespace, table).location());
  }

  @Override
  public String metadataFile(String namespace, String table) {
    return OwnLoader.call(
        () ->
            ((HasTableOperations) load(namespace, table))
                .operations()
                .current()
                .metadataFileLocation());
  }

  @Override
  public void close() {
    OwnLoader.close(catalog);
  }

  private Table load(String namespace, String table) {
    return catalog.loadTable(TableIdentifier.of(namespace, table));
  }

  private static Set<String> columnNames(Table table) {
    return table.schema().columns().stream()
        .map(Types.NestedField::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Map<String, Object> plain(Record row) {
    Map<String, Object> columns = new LinkedHashMap<>();
    List<Types.NestedField> fields = row.struct().fields();
    for (int i = 0; i < fields.size(); i++) {
      columns.put(fields.get(i).name(), plainValue(row.get(i)));
    }
    return columns;
  }

  private static Object plainValue(Object value) {
    if (value instanceof Record nested) {
      return plain(nested);
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
    if (value instanceof List<?> list) {
      List<Object> items = new ArrayList<>();
      list.forEach(item -> items.add(plainValue(item)));
      return items;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> entries = new LinkedHashMap<>();
      map.forEach((key, item) -> entries.put(plainValue(key), plainValue(item)));
      return entries;
    }
    return value;
  }
}
