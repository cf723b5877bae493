/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/** Catalogs of tests, and what a table has by Iceberg's own reader. */
public final class TestCatalog {
  private TestCatalog() {}

  /** One that keeps all in memory, the files too. */
  public static Catalog inMemory() {
    InMemoryCatalog catalog = new InMemoryCatalog();
    catalog.initialize("memory", Map.of());
    return catalog;
  }

  /** One of files in a directory. */
  public static Catalog hadoop(Path directory) {
    return CatalogUtil.buildIcebergCatalog(
        "files", Map.of("type", "hadoop", "warehouse", "file://" + directory), new Configuration());
  }

  /** The rows of a table's current snapshot, as names and values. */
  public static List<Map<String, Object>> rows(Catalog catalog, TableIdentifier name) {
    return rows(catalog.loadTable(name), null);
  }

  /** The rows of a snapshot; of the current one for null. */
  public static List<Map<String, Object>> rows(Table table, Long snapshot) {
    List<Map<String, Object>> rows = new ArrayList<>();
    IcebergGenerics.ScanBuilder scan = IcebergGenerics.read(table);
    if (snapshot != null) {
      scan.useSnapshot(snapshot);
    }
    try (CloseableIterable<Record> records = scan.build()) {
      for (Record record : records) {
        Map<String, Object> row = new LinkedHashMap<>();
        List<Types.NestedField> fields = record.struct().fields();
        for (int i = 0; i < fields.size(); i++) {
          row.put(fields.get(i).name(), record.get(i));
        }
        rows.add(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }
}
