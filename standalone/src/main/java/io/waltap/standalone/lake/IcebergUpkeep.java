/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.lake;

import io.waltap.mirror.commit.MirrorState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.types.Types;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The work of {@link LakeUpkeep}; {@link LakeReaders} loads it together with Iceberg. */
public final class IcebergUpkeep implements LakeUpkeep {
  private static final Logger LOG = LoggerFactory.getLogger(IcebergUpkeep.class);
  private static final String SINK_OFFSETS = "kafka.connect.offsets.";
  private static final Pattern OFFSET = Pattern.compile("\"0\"\\s*:\\s*(\\d+)");

  /** A table needs a column. */
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.optional(1, "unused", Types.StringType.get()));

  /** Each save is a file of metadata; old ones are of no use. */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "write.metadata.delete-after-commit.enabled", "true",
          "write.metadata.previous-versions-max", "5");

  private final Catalog catalog;

  /**
   * @param properties of the catalog
   * @param hadoop properties of Hadoop, for catalogs that use it
   */
  public IcebergUpkeep(Map<String, String> properties, Map<String, String> hadoop) {
    this.catalog =
        OwnLoader.call(
            () -> {
              Configuration configuration = new Configuration();
              hadoop.forEach(configuration::set);
              return CatalogUtil.buildIcebergCatalog("upkeep", properties, configuration);
            });
  }

  @Override
  public Optional<String> text(String namespace, String table, String key) {
    return OwnLoader.call(
        () -> {
          try {
            Table found = catalog.loadTable(TableIdentifier.of(namespace, table));
            return Optional.ofNullable(found.properties().get(key));
          } catch (NoSuchTableException | NoSuchNamespaceException e) {
            return Optional.empty();
          }
        });
  }

  @Override
  public List<String> tablesWith(String namespace, String property) {
    return OwnLoader.call(
        () -> {
          List<String> names = new ArrayList<>();
          for (TableIdentifier name : tables(Namespace.of(namespace))) {
            find(name)
                .filter(table -> table.properties().containsKey(property))
                .ifPresent(table -> names.add(name.name()));
          }
          return names;
        });
  }

  @Override
  public Map<String, MirrorTable> mirrors(String namespace, Map<String, String> mirror) {
    return OwnLoader.call(
        () -> {
          MirrorNames names = new MirrorNames(mirror);
          Map<String, MirrorTable> mirrors = new TreeMap<>();
          for (TableIdentifier name : tables(Namespace.of(namespace))) {
            find(name)
                .flatMap(table -> names.mirror(name, table))
                .ifPresent(found -> mirrors.put(found.topic(), found));
          }
          return mirrors;
        });
  }

  @Override
  public void saveText(String namespace, String table, String key, String text) {
    OwnLoader.call(
        () -> {
          own(TableIdentifier.of(namespace, table)).updateProperties().set(key, text).commit();
          return true;
        });
  }

  @Override
  public long committedOffset(String namespace, String property, String controlTopic) {
    return OwnLoader.call(
        () -> {
          long most = 0;
          for (Table table : marked(namespace, property)) {
            most = Math.max(most, committedOffset(table, controlTopic));
          }
          return most;
        });
  }

  @Override
  public int expireSnapshots(String namespace, String property, Instant olderThan) {
    return OwnLoader.call(
        () -> {
          int expired = 0;
          for (Table table : marked(namespace, property)) {
            if (table.properties().containsKey(MirrorState.PROPERTY)) {
              continue;
            }
            try {
              expired += expire(table, olderThan.toEpochMilli());
            } catch (RuntimeException e) { // each catalog has its own; the other tables go on
              LOG.warn("cannot expire snapshots of {}: {}", table.name(), e.getMessage(), e);
            }
          }
          return expired;
        });
  }

  @Override
  public void close() {
    OwnLoader.close(catalog);
  }

  private Table own(TableIdentifier name) {
    try {
      return catalog.loadTable(name);
    } catch (NoSuchTableException | NoSuchNamespaceException e) {
      createNamespace(name.namespace());
      try {
        return catalog.createTable(name, SCHEMA, PartitionSpec.unpartitioned(), PROPERTIES);
      } catch (AlreadyExistsException raced) {
        return catalog.loadTable(name);
      }
    }
  }

  private void createNamespace(Namespace namespace) {
    if (catalog instanceof SupportsNamespaces namespaces
        && !namespaces.namespaceExists(namespace)) {
      try {
        namespaces.createNamespace(namespace);
      } catch (AlreadyExistsException e) {
        // the sink was faster
      }
    }
  }

  /** The tables that have the property; what else is in the namespace is not ours. */
  private List<Table> marked(String namespace, String property) {
    List<Table> marked = new ArrayList<>();
    for (TableIdentifier name : tables(Namespace.of(namespace))) {
      find(name)
          .filter(table -> "true".equals(table.properties().get(property)))
          .ifPresent(marked::add);
    }
    return marked;
  }

  /** A table that was listed; empty if it was dropped since, or is no table of Iceberg. */
  private Optional<Table> find(TableIdentifier name) {
    try {
      return Optional.of(catalog.loadTable(name));
    } catch (NoSuchTableException e) {
      return Optional.empty();
    }
  }

  private List<TableIdentifier> tables(Namespace namespace) {
    try {
      return catalog.listTables(namespace);
    } catch (NoSuchNamespaceException e) {
      return List.of();
    }
  }

  private static long committedOffset(Table table, String controlTopic) {
    String prefix = SINK_OFFSETS + controlTopic + ".";
    long most = 0;
    for (Snapshot snapshot : table.snapshots()) {
      for (Map.Entry<String, String> entry : snapshot.summary().entrySet()) {
        if (entry.getKey().startsWith(prefix)) {
          most = Math.max(most, offset(entry.getValue()));
        }
      }
    }
    return most;
  }

  /** Of a topic with one partition: {@code {"0":57}}. */
  private static long offset(String json) {
    Matcher offset = OFFSET.matcher(json);
    return offset.find() ? Long.parseLong(offset.group(1)) : 0;
  }

  private static int expire(Table table, long olderThan) {
    long limit = Math.min(olderThan, lastOfSink(table));
    int before = count(table);
    boolean any = false;
    for (Snapshot snapshot : table.snapshots()) {
      any |= snapshot.timestampMillis() < limit && snapshot != table.currentSnapshot();
    }
    if (!any) {
      return 0;
    }
    table.expireSnapshots().expireOlderThan(limit).commit();
    table.refresh();
    return before - count(table);
  }

  /**
   * The time of the sink's latest snapshot. The sink reads in it which of its files are in the
   * table, so it must stay, also if another client has rewritten the table since.
   */
  private static long lastOfSink(Table table) {
    for (Snapshot snapshot = table.currentSnapshot();
        snapshot != null;
        snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId())) {
      if (snapshot.summary().keySet().stream().anyMatch(key -> key.startsWith(SINK_OFFSETS))) {
        return snapshot.timestampMillis();
      }
    }
    return Long.MAX_VALUE;
  }

  private static int count(Table table) {
    return (int) StreamSupport.stream(table.snapshots().spliterator(), false).count();
  }
}
