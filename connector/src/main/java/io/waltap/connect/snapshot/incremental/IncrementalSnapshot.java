/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.database.Catalog;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.record.MarkerRecords;
import io.waltap.connect.record.RecordContext;
import io.waltap.connect.schema.TableFacts;
import io.waltap.connect.schema.TableSchema;
import io.waltap.connect.schema.TableSchemas;
import io.waltap.connect.schema.UndeliverableTableException;
import io.waltap.connect.snapshot.BatchConsumer;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.Tables;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads tables while they stream, one after another, in chunks by primary key. Each chunk is a
 * snapshot of its own. It is handed over when the stream has delivered everything that the chunk
 * shows. A row is left out if the stream has delivered a version of it that the chunk does not
 * show. So no version of a row comes after a newer version. Nothing is written to the database, and
 * no transaction lasts longer than the read of a chunk.
 *
 * <p>Owned by the stream's thread. Another thread reads the chunks.
 */
public final class IncrementalSnapshot implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IncrementalSnapshot.class);
  private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final ConnectorConfig config;
  private final HeartbeatRecords heartbeats;
  private final MarkerRecords markers;
  private final TableSchemas schemas;
  private final Catalog catalog;
  private final IntConsumer begins;
  private final IntConsumer ends;
  private final ChunkReader reader;

  /**
   * The work on each table whose state says that it is read in chunks, by OID; the first is being
   * read.
   */
  private final Map<Integer, TableChunks> chunks = new LinkedHashMap<>();

  private Tables tables;
  private Failure failure;
  private long delivered;
  private long lastAsked = System.nanoTime() - ASK_NANOS;

  /**
   * @param slot the lane's slot
   * @param begins called with the OID of each table whose reading begins
   * @param ends called with its OID when its last row is handed over, or it is given up
   */
  public IncrementalSnapshot(
      ConnectionFactory connections,
      ConnectorConfig config,
      String slot,
      RecordContext context,
      HeartbeatRecords heartbeats,
      TableSchemas schemas,
      Catalog catalog,
      IntConsumer begins,
      IntConsumer ends) {
    this.config = config;
    this.heartbeats = heartbeats;
    this.markers = context.markers();
    this.schemas = schemas;
    this.catalog = catalog;
    this.begins = begins;
    this.ends = ends;
    this.reader =
        new ChunkReader(
            connections,
            config.delivery(),
            slot,
            new TableLookup(config.replication().publicationName(), context, schemas, catalog),
            new ChunkScan(slot, schemas));
  }

  /** Sets the tables whose states and positions it changes. */
  public void serve(Tables lane) {
    tables = lane;
  }

  /**
   * Whether a table can be read in chunks. It must have a primary key whose columns are all
   * published and captured, and the user must not have set a statement that reads it. None of its
   * partitions may be a foreign table. The encoding of the database must not be SQL_ASCII.
   */
  public boolean suits(PublishedTable table) {
    if (!table.selectable()
        // a SELECT from the table would read them, and the server does not stream their changes
        || table.partitions().anyForeign()
        || config.snapshot().selectOverride(table.id()) != null
        // keys would go to and fro between bytes and text
        || !catalog.textIsUtf8()) {
      return false;
    }
    TableFacts facts = catalog.findTable(table.oid());
    if (facts == null
        || facts.primaryKey().isEmpty()
        || !table.relation().columns().stream()
            .map(RelationColumn::name)
            .toList()
            .containsAll(facts.primaryKey())) {
      return false;
    }
    TableSchema schema;
    try {
      schema = schemas.compileForSnapshot(table.relation());
    } catch (UndeliverableTableException | DataException e) {
      return false; // the reading as of one moment sets the table aside
    }
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
   * Starts to read a table, after the key that its state names. Its changes must be captured from
   * now on. A table that is being read already starts again.
   *
   * @throws ConnectException if that key is not valid
   */
  public void add(TableEntry entry, PublishedTable table) {
    String after = entry.life().after();
    if (after != null) {
      check(entry.id(), after);
    }
    TableChunks work = new TableChunks(entry, table, config, reader, heartbeats, markers);
    chunks.put(entry.oid(), work);
    begins.accept(entry.oid());
    entry.listener(work);
  }

  private static void check(TableId id, String after) {
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

  /** Gives a table up, at whatever chunk it is. A renamed table has another entry. */
  public void remove(TableEntry entry) {
    TableChunks work = chunks.get(entry.oid());
    if (work != null && work.entry() == entry) {
      chunks.remove(entry.oid());
      entry.listener(null);
      ends.accept(entry.oid());
    }
  }

  /** Whether tables are being read. */
  public boolean isBusy() {
    return !chunks.isEmpty();
  }

  /**
   * Called by the stream's thread between two transactions. Returns at once unless a chunk can be
   * handed over.
   *
   * @param streamLsn everything up to here has been delivered from the stream
   * @param rows must put each batch after all records of the stream until now, including those that
   *     are not handed over yet
   */
  public void atBoundary(long streamLsn, BatchConsumer rows)
      throws SQLException, InterruptedException {
    delivered = streamLsn;
    if (chunks.isEmpty()) {
      return;
    }
    TableChunks first = chunks.values().iterator().next();
    try {
      first.proceed(streamLsn, tables, rows);
    } catch (ConnectException e) {
      remove(first.entry());
      failure = new Failure(first.entry(), first.published(), e);
      return;
    }
    if (first.isThrough()) {
      LOG.info("table {} is read: {}", first.entry().id(), first.summary());
      remove(first.entry());
    } else if (first.isGone()) {
      LOG.info(
          "table {} is not published any more; the rest of it is not read", first.entry().id());
      remove(first.entry());
    }
  }

  /** A table that cannot be read in chunks; it is given up. */
  public record Failure(TableEntry entry, PublishedTable table, Exception cause) {}

  /** The failure of the last {@link #atBoundary}, once; empty if there was none. */
  public Optional<Failure> takeFailure() {
    Optional<Failure> taken = Optional.ofNullable(failure);
    failure = null;
    return taken;
  }

  /**
   * Whether the server should be asked how far it has read the WAL, because a chunk waits for that.
   * True at most every few milliseconds, so that it may be called at each boundary.
   */
  public boolean waitsForStream() {
    if (chunks.isEmpty() || !chunks.values().iterator().next().waitsFor(delivered)) {
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
