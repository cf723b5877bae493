/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import io.waltap.mirror.metrics.TableMetrics;
import io.waltap.mirror.table.MirrorCatalog;
import io.waltap.mirror.table.TableMirror;
import io.waltap.mirror.table.TableMirrors;
import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each record to the mirror of its topic's table. */
public final class MirrorSinkTask extends SinkTask {
  private static final Logger LOG = LoggerFactory.getLogger(MirrorSinkTask.class);
  private static final long STEP_MS = 200;
  private static final long STOP_SECONDS = 10;

  private final Map<TopicPartition, TableMirror> tables = new HashMap<>();
  private final Map<TopicPartition, PartitionFlow> flows = new HashMap<>();
  private final Map<TopicPartition, TableMetrics> metrics = new HashMap<>();
  private MirrorConfig config;
  private Memory memory;
  private Catalog catalog;
  private TableMirrors mirrors;
  private ExecutorService threads;
  private ExecutorService upkeep;

  @Override
  public String version() {
    return Version.CURRENT;
  }

  @Override
  public void start(Map<String, String> props) {
    config = new MirrorConfig(props);
    memory = new Memory(config.bufferBytes());
    Configuration hadoop = new Configuration();
    config.hadoopProperties().forEach(hadoop::set);
    catalog =
        CatalogUtil.buildIcebergCatalog(
            config.getString(MirrorConfig.CATALOG), config.catalogProperties(), hadoop);
    threads = Executors.newFixedThreadPool(config.getInt(MirrorConfig.THREADS), this::thread);
    upkeep = Executors.newSingleThreadExecutor(this::thread);
    MirrorCatalog tablesOfCatalog =
        new MirrorCatalog(
            catalog,
            config.createProperties(),
            (table, schema) -> PartitionBy.spec(schema, config.partitionBy(table.toString())));
    mirrors =
        new TableMirrors(
            tablesOfCatalog,
            config.routes(),
            config.types(),
            config.getString(MirrorConfig.PLACEHOLDER),
            threads,
            upkeep,
            config.options());
  }

  /** Iceberg looks up classes by the thread's class loader. */
  private Thread thread(Runnable work) {
    Thread thread = new Thread(work, "waltap-mirror-" + config.options().writer());
    thread.setContextClassLoader(MirrorSinkTask.class.getClassLoader());
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void open(Collection<TopicPartition> partitions) {
    Set<String> divided = divided(partitions);
    tables.forEach(
        (partition, table) -> {
          if (divided.contains(partition.topic())) {
            table.refuse(TableMirrors.SEVERAL_PARTITIONS);
          }
        });
    for (TopicPartition partition : partitions) {
      PartitionFlow flow = new PartitionFlow(context, partition);
      flows.put(partition, flow);
      boolean onePartition = !divided.contains(partition.topic());
      TableMirror table = mirrors.open(partition.topic(), onePartition, flow);
      close(tables.put(partition, table));
      String connector = config.options().writer();
      metrics.put(partition, new TableMetrics(connector, table.name(), table.progress()));
    }
  }

  /** Topics of several partitions, as far as this task has them. */
  private static Set<String> divided(Collection<TopicPartition> partitions) {
    Set<String> topics = new HashSet<>();
    for (TopicPartition partition : partitions) {
      if (partition.partition() > 0) {
        topics.add(partition.topic());
      }
    }
    return topics;
  }

  @Override
  public void close(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      close(tables.remove(partition));
      flows.remove(partition);
      TableMetrics published = metrics.remove(partition);
      if (published != null) {
        published.close();
      }
    }
  }

  private static void close(TableMirror table) {
    if (table != null) {
      table.close();
    }
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    long now = System.nanoTime();
    TopicPartition last = null;
    TableMirror table = null;
    for (SinkRecord sinkRecord : records) {
      // the records of a partition come one after the other
      if (last == null || !isOf(sinkRecord, last)) {
        last = new TopicPartition(sinkRecord.originalTopic(), sinkRecord.originalKafkaPartition());
        table = tables.get(last);
      }
      if (table != null) {
        table.add(sinkRecord, now);
      }
    }
    advance(now);
  }

  private static boolean isOf(SinkRecord sinkRecord, TopicPartition partition) {
    return sinkRecord.originalKafkaPartition() == partition.partition()
        && sinkRecord.originalTopic().equals(partition.topic());
  }

  private void advance(long now) {
    for (Map.Entry<TopicPartition, TableMirror> each : tables.entrySet()) {
      TableMirror table = each.getValue();
      table.advance(now);
      metrics.get(each.getKey()).publish(table.progress());
      if (!table.reason().isEmpty() && config.stopsTask()) {
        throw new ConnectException(table.reason());
      }
    }
    boolean isShort = memory.isShort(tables.values(), now);
    flows.values().forEach(flow -> flow.memoryIsShort(isShort));
    if (isShort) {
      tables.values().forEach(table -> table.delayed(now));
    }
    context.timeout(STEP_MS);
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> currentOffsets) {
    Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    tables.forEach(
        (partition, table) ->
            table
                .committed()
                .ifPresent(offset -> committed.put(partition, new OffsetAndMetadata(offset))));
    return committed;
  }

  @Override
  public void stop() {
    metrics.values().forEach(TableMetrics::close);
    metrics.clear();
    if (upkeep != null) {
      // what it has not finished is done again by the next task
      upkeep.shutdownNow();
    }
    tables.values().forEach(TableMirror::close);
    if (threads != null) {
      threads.shutdown();
      try {
        if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
          // what it writes is dropped by the fence of the next task
          threads.shutdownNow();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (catalog instanceof Closeable closeable) {
      try {
        closeable.close();
      } catch (IOException e) {
        LOG.warn("the catalog could not be closed", e);
      }
    }
  }
}
