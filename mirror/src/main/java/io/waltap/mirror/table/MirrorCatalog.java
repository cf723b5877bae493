/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import io.waltap.mirror.commit.MirrorState;
import io.waltap.mirror.schema.RowShape;
import io.waltap.mirror.schema.SchemaFollower;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** Loads the tables of mirrors, and creates them. Used by several threads. */
public final class MirrorCatalog {
  private final Catalog catalog;
  private final Map<String, String> properties;
  private final PartitionSpecs partitions;

  /** How a new table is partitioned. */
  public interface PartitionSpecs {
    /** The spec for a table; unpartitioned if nothing is configured. */
    PartitionSpec spec(TableIdentifier table, Schema schema);
  }

  /**
   * @param properties of new tables
   */
  public MirrorCatalog(Catalog catalog, Map<String, String> properties, PartitionSpecs partitions) {
    this.catalog = catalog;
    this.properties = Map.copyOf(properties);
    this.partitions = partitions;
  }

  /** A table; empty if there is none. */
  Optional<Table> load(TableIdentifier name) {
    try {
      return Optional.of(catalog.loadTable(name));
    } catch (NoSuchTableException e) {
      return Optional.empty();
    }
  }

  /**
   * Creates a table, with its state. If another has created it in the meantime, that table is
   * returned.
   *
   * @param formatVersion unless the properties of new tables have another one
   */
  Table create(TableIdentifier name, RowShape shape, MirrorState state, int formatVersion) {
    Map<String, String> all = new HashMap<>();
    all.put(TableProperties.FORMAT_VERSION, Integer.toString(formatVersion));
    // each commit writes the whole metadata, with all snapshots that have not expired
    all.put(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true");
    all.put(TableProperties.METADATA_COMPRESSION, "gzip");
    all.putAll(properties);
    all.put(MirrorState.PROPERTY, state.json());
    createNamespace(name.namespace());
    Schema schema = SchemaFollower.create(shape);
    try {
      return catalog.createTable(name, schema, partitions.spec(name, schema), all);
    } catch (AlreadyExistsException e) {
      return catalog.loadTable(name);
    }
  }

  private void createNamespace(Namespace namespace) {
    if (catalog instanceof SupportsNamespaces namespaces
        && !namespaces.namespaceExists(namespace)) {
      try {
        namespaces.createNamespace(namespace);
      } catch (AlreadyExistsException e) {
        // another task was faster
      }
    }
  }
}
