/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.database.Catalog;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.record.RecordBuilder;
import io.waltap.connect.record.RecordContext;
import io.waltap.connect.schema.TableFacts;
import io.waltap.connect.schema.TableSchema;
import io.waltap.connect.schema.TableSchemas;
import io.waltap.connect.snapshot.BatchConsumer;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads tables beside the stream, one after another, in chunks by primary key. Each chunk is a
 * snapshot of its own; it is handed over when the stream has delivered everything that the chunk
 * shows, and without the rows of which the stream has delivered a version that the chunk does not
 * show. So no version of a row comes after a later one. Nothing is written to the database, and no
 * transaction is longer than the read of a chunk.
 *
 * <p>Owned by the stream's thread; the chunks are read by another.
 */
public final class IncrementalSnapshot implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IncrementalSnapshot.class);
  private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final ConnectorConfig config;
  private final HeartbeatRecords heartbeats;
  private final TableSchemas schemas;
  private final Catalog catalog;
  private final Consumer<String> completed;
  private final ChunkReader reader;

  // the first is being read
  private final Map<String, TableChunks> tables = new LinkedHashMap<>();
  private final Map<String, Relation> relations = new HashMap<>();
  private RecordBuilder watched;
  private long delivered;
  private long lastAsked = System.nanoTime() - ASK_NANOS;

  /**
   * @param completed is told the id of each table whose last row is handed over
   */
  public IncrementalSnapshot(
      ConnectionFactory connections,
      ConnectorConfig config,
      RecordContext context,
      HeartbeatRecords heartbeats,
      TableSchemas schemas,
      Catalog catalog,
      Consumer<String> completed) {
    this.config = config;
    this.heartbeats = heartbeats;
    this.schemas = schemas;
    this.catalog = catalog;
    this.completed = completed;
    this.reader =
        new ChunkReader(
            connections,
            config,
            new TableLookup(config, context, schemas, catalog),
            new ChunkScan(config, schemas));
  }

  /**
   * Whether a table can be read this way: it has a primary key, all of whose columns are published
   * and captured, and nobody wants it read by a statement of their own.
   */
  public boolean suits(PublishedTable table) {
    if (!table.selectable()
        || config.snapshotSelectOverride(table.schema(), table.name()) != null) {
      return false;
    }
    TableFacts facts = catalog.findTable(table.oid());
    if (facts == null || facts.primaryKey().isEmpty()) {
      return false;
    }
    TableSchema schema = schemas.compileForSnapshot(table.relation());
    List<RelationColumn> columns = table.relation().columns();
    Set<String> captured = new HashSet<>();
    for (int i = 0; i < columns.size(); i++) {
      if (schema.captures(i)) {
        captured.add(columns.get(i).name());
      }
    }
    return captured.containsAll(facts.primaryKey());
  }

  /**
   * Has a table read. Its changes must be captured from now on, and {@link #described} must have
   * been told of its relation if the stream has described it. A table that is here already begins
   * anew.
   *
   * @param after the key up to which rows have been handed over before, as the table's source
   *     offset has it; null: from the beginning
   */
  public void add(PublishedTable table, String after) {
    String id = table.schema() + "." + table.name();
    if (after != null) {
      check(id, after);
    }
    TableChunks chunks = new TableChunks(table, after, config, reader, heartbeats);
    if (relations.containsKey(id)) {
      chunks.described(relations.get(id));
    }
    tables.put(id, chunks);
    if (watched != null) {
      watched.watch(id, chunks);
    }
  }

  private static void check(String id, String after) {
    try {
      KeyBookmark.decode(after);
    } catch (IllegalArgumentException e) {
      throw new ConnectException(
          "the stored offset of table "
              + id
              + " cannot be used: "
              + e.getMessage()
              + ". Remove \"after\" from it, and the table is read from the beginning",
          e);
    }
  }

  /** Gives a table up, wherever it stands. */
  public void remove(String tableId) {
    if (tables.remove(tableId) != null && watched != null) {
      watched.watch(tableId, null);
    }
  }

  public boolean contains(String tableId) {
    return tables.containsKey(tableId);
  }

  public boolean isEmpty() {
    return tables.isEmpty();
  }

  /**
   * The stream describes a table, for the first time or anew: its tuples have these columns from
   * now on. To be told of every captured relation before its changes.
   */
  public void described(Relation relation) {
    String id = relation.namespace() + "." + relation.name();
    relations.put(id, relation);
    TableChunks chunks = tables.get(id);
    if (chunks != null) {
      chunks.described(relation);
    }
  }

  /**
   * For the stream's thread between two transactions; returns at once unless a chunk can be handed
   * over.
   *
   * @param streamLsn everything up to here has been delivered from the stream
   * @param handover must put the rows behind all records of the stream until now, including those
   *     that are not handed over yet
   * @throws ConnectException if a table cannot be read
   */
  public void atBoundary(long streamLsn, RecordBuilder records, BatchConsumer handover)
      throws SQLException, InterruptedException {
    delivered = streamLsn;
    if (tables.isEmpty()) {
      return;
    }
    if (records != watched) {
      watch(records);
    }
    Map.Entry<String, TableChunks> first = tables.entrySet().iterator().next();
    String id = first.getKey();
    TableChunks chunks = first.getValue();
    chunks.proceed(streamLsn, records, handover);
    if (chunks.isThrough()) {
      LOG.info("table {} is read: {}", id, chunks.summary());
      remove(id);
      completed.accept(id);
    } else if (chunks.isGone()) {
      LOG.info("table {} is not published any more; the rest of it is not read", id);
      remove(id);
    }
  }

  private void watch(RecordBuilder records) {
    boolean replaced = watched != null;
    watched = records;
    for (Map.Entry<String, TableChunks> table : tables.entrySet()) {
      if (replaced) {
        // what went through the new builder until now was not seen
        table.getValue().readAgain();
      }
      records.watch(table.getKey(), table.getValue());
    }
  }

  /**
   * Whether the server should be asked how far it has read the log, since a chunk waits for that.
   * True at most every few milliseconds, so that it may be called at each boundary.
   */
  public boolean waitsForStream() {
    if (tables.isEmpty() || !tables.values().iterator().next().waitsFor(delivered)) {
      return false;
    }
    long now = System.nanoTime();
    if (now - lastAsked < ASK_NANOS) {
      return false;
    }
    lastAsked = now;
    return true;
  }

  @Override
  public void close() {
    reader.close();
  }
}
