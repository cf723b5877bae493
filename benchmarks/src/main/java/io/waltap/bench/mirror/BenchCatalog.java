/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/** The catalog of the measured tables: files in a directory. */
final class BenchCatalog {
  private BenchCatalog() {}

  /** Opens the catalog of a directory. */
  static Catalog open(String warehouse) {
    return CatalogUtil.buildIcebergCatalog(
        "bench", Map.of("type", "hadoop", "warehouse", warehouse), new Configuration());
  }

  /** A table in the namespace of all tables. */
  static TableIdentifier name(String table) {
    return TableIdentifier.of("public", table);
  }
}
