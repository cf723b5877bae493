/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.pgoutput.TupleData;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.BatchLimit;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.record.MarkerRecords;
import io.waltap.connect.snapshot.BatchConsumer;
import io.waltap.connect.table.RowListener;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife;
import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.TableLife.Streaming;
import io.waltap.connect.table.Tables;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one table from its first chunk to its last. Has the chunks read, and keeps them until the
 * stream has reached their positions. Removes rows that the stream has replaced meanwhile, and
 * hands over the rest. The next chunks are read while the first waits, so that a stream that lags
 * does not make every chunk wait as long.
 *
 * <p>Owned by the stream's thread.
 */
final class TableChunks implements RowListener {
  private static final Logger LOG = LoggerFactory.getLogger(TableChunks.class);

  private static final int MAX_WAITING_CHUNKS = 8;
  private static final long MAX_WAITING_BYTES = 16 << 20;
  private static final int REPEATS_UNTIL_TOLD = 20;

  private final TableEntry entry;
  private final TableId id;
  private final ConnectorConfig config;
  private final ChunkSource reader;
  private final HeartbeatRecords heartbeats;
  private final ChunkMarkers markers;
  private final ChunkSize size;
  private final BatchLimit limit;
  private final RecentChanges recent = new RecentChanges();
  private final Deque<ChunkWindow> windows = new ArrayDeque<>();
  private final Consumer<RowEffect> touches = this::touched;

  private PublishedTable published;
  // null until it is looked up
  private ChunkedTable table;
  private boolean outdated;
  private boolean settled;
  private boolean onStandby;

  // where the next chunk begins, and the columns of that key (none: not known)
  private String next;
  private List<PrimaryKeyColumn> keyColumns = List.of();
  private boolean endRead;

  private Future<ReadResult> reading;
  private boolean wanted;
  private Exception suspicion;
  private int repeats;

  private Relation streamed;
  private ChangeReader changes;

  private long chunksAsked;
  private long rowsHanded;
  private boolean through;
  private boolean gone;

  /**
   * @param entry whose state says up to which key rows have been handed over before
   * @param markers null if a mirror is not told
   */
  TableChunks(
      TableEntry entry,
      PublishedTable published,
      ConnectorConfig config,
      ChunkSource reader,
      HeartbeatRecords heartbeats,
      MarkerRecords markers) {
    this.entry = entry;
    this.id = entry.id();
    this.published = published;
    this.next = entry.life().after();
    // a part of the table was read before, so the wait is over
    this.settled = next != null;
    this.config = config;
    this.reader = reader;
    this.heartbeats = heartbeats;
    this.markers = new ChunkMarkers(markers, entry);
    this.size = new ChunkSize(config.snapshot().incrementalChunkSize());
    this.limit = new BatchLimit(config.delivery().maxBatchSize());
  }

  TableEntry entry() {
    return entry;
  }

  PublishedTable published() {
    return published;
  }

  /** The last row is handed over. */
  boolean isThrough() {
    return through;
  }

  /** The table is not published any more. */
  boolean isGone() {
    return gone;
  }

  /** Whether a chunk waits for the stream to reach its position. */
  boolean waitsFor(long delivered) {
    ChunkWindow head = windows.peekFirst();
    return head != null && Lsn.isAfter(head.chunk().walEnd(), delivered);
  }

  String summary() {
    return rowsHanded + " rows handed over, " + chunksAsked + " chunks read";
  }

  @Override
  public void described(Relation relation) {
    streamed = relation;
    changes = null;
  }

  @Override
  public void changed(int xid, TupleData oldTuple, TupleData newTuple) {
    if (table == null) {
      touched(RowEffect.unreadable(xid));
      return;
    }
    if (changes == null) {
      if (streamed == null) {
        throw new IllegalStateException("a change of " + id + " came before its relation");
      }
      changes = new ChangeReader(table, streamed, config);
    }
    changes.read(xid, oldTuple, newTuple, touches);
  }

  @Override
  public void truncated(int xid) {
    touched(RowEffect.emptied(xid));
  }

  private void touched(RowEffect touch) {
    recent.add(touch);
    for (ChunkWindow window : windows) {
      window.apply(touch);
    }
  }

  /**
   * Takes the next step if there is one; never waits for the reader.
   *
   * @param delivered everything up to here has been delivered from the stream
   */
  void proceed(long delivered, Tables tables, BatchConsumer handover)
      throws SQLException, InterruptedException {
    if (reading != null && reading.isDone()) {
      collect();
    }
    ChunkWindow head = windows.peekFirst();
    if (head != null && head.isSpoilt()) {
      readAgain();
      if (changes != null && !changes.isReadable()) {
        lookAgain();
      }
    } else if (head != null && !waitsFor(delivered)) {
      hand(head, delivered, tables, handover);
      windows.removeFirst();
      repeats = 0;
      through = head.chunk().end();
    }
    if (reading == null && !endRead && !gone) {
      if (!settled) {
        markers.begin(delivered, tables, handover);
      }
      ask();
    }
  }

  /** Forgets all chunks that are not handed over, to read them again. */
  void readAgain() {
    ChunkWindow head = windows.peekFirst();
    if (head != null) {
      next = head.chunk().after();
    }
    windows.clear();
    endRead = false;
    wanted = false;
    repeats++;
    if (repeats % REPEATS_UNTIL_TOLD == 0) {
      LOG.warn(
          "table {}: a chunk was read {} times, because rows changed that could not be compared"
              + " with its own. Nothing is lost; reading goes on",
          id,
          repeats);
    }
  }

  /** Looks the table up again before anything is read. No chunk may wait. */
  private void lookAgain() {
    table = null;
    changes = null;
    outdated = true;
    // they identify rows by the columns of the former definition
    recent.forgetRows();
  }

  private void ask() {
    if (table == null) {
      reading = reader.prepare(published, outdated, settled);
      wanted = true;
      return;
    }
    long waiting = 0;
    for (ChunkWindow window : windows) {
      waiting += window.chunk().bytes();
    }
    if (windows.size() < MAX_WAITING_CHUNKS && waiting < MAX_WAITING_BYTES) {
      recent.readingBegins();
      if (onStandby) {
        // a standby sends only what it has replayed, and what it has replayed is visible there
        recent.clear();
      }
      chunksAsked++;
      reading = reader.read(table, chunksAsked, next, size.rows());
      wanted = true;
    }
  }

  private void collect() throws InterruptedException {
    Future<ReadResult> done = reading;
    reading = null;
    if (!wanted) {
      return;
    }
    ReadResult result = result(done);
    if (result instanceof ReadResult.Prepared prepared) {
      prepared(prepared);
    } else if (result instanceof ReadResult.Read read) {
      arrived(read.chunk());
    } else if (result instanceof ReadResult.Redefined redefined) {
      redefined(redefined.cause());
    } else {
      gone = true;
    }
  }

  private ReadResult result(Future<ReadResult> done) throws InterruptedException {
    try {
      return done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ConnectException failure) {
        throw failure;
      }
      throw failed(e.getCause());
    }
  }

  private ConnectException failed(Throwable cause) {
    String reason = cause instanceof SQLException e ? SqlStates.describe(e) : cause.getMessage();
    return new ConnectException(
        "table "
            + id
            + " could not be read in chunks (after "
            + chunksAsked
            + " of them): "
            + reason,
        cause);
  }

  private void prepared(ReadResult.Prepared prepared) {
    table = prepared.table();
    published = table.table();
    onStandby = prepared.onStandby();
    outdated = false;
    settled = true;
    List<PrimaryKeyColumn> columns = table.primaryKey();
    if (next != null) {
      boolean fits =
          keyColumns.isEmpty()
              ? KeyBookmark.decode(next).size() == columns.size()
              : keyColumns.equals(columns);
      if (!fits) {
        LOG.warn(
            "table {} has another primary key than when its first rows were read; it is read from"
                + " the beginning",
            id);
        next = null;
      }
    }
    keyColumns = columns;
  }

  private void redefined(Exception cause) {
    if (cause != null && suspicion != null) {
      throw failed(cause);
    }
    LOG.info("table {}: its definition may have changed and is looked up again", id);
    LOG.debug("table {} could not be read as it was known", id, cause);
    suspicion = cause;
    readAgain();
    lookAgain();
  }

  private void arrived(Chunk chunk) {
    suspicion = null;
    onStandby = chunk.snapshot().fromStandby();
    recent.shownBy(chunk.snapshot());
    if (recent.hasForgotten()) {
      // more has changed since than is remembered
      size.halve();
      return;
    }
    ChunkWindow window = new ChunkWindow(chunk);
    recent.forEach(window::apply);
    windows.add(window);
    size.weighed(chunk.bytes());
    next = chunk.last();
    endRead = chunk.end();
  }

  private void hand(ChunkWindow window, long delivered, Tables tables, BatchConsumer handover)
      throws SQLException, InterruptedException {
    Chunk chunk = window.chunk();
    try {
      hand(chunk, window.rows(), delivered, tables, handover);
    } catch (SQLException e) {
      // the chunk is handed over again; until then, the offset of a change must not say that it was
      Snapshotting again = Snapshotting.inChunks(chunk.after());
      tables.restart(entry, again);
      tables.store(entry, again, delivered);
      markers.notHandedOver();
      throw e;
    }
    rowsHanded += window.rows().size();
  }

  private void hand(
      Chunk chunk, Collection<ChunkRow> rows, long delivered, Tables tables, BatchConsumer handover)
      throws SQLException, InterruptedException {
    Map<String, Object> within =
        tables.store(entry, Snapshotting.inChunks(chunk.after()), delivered);
    Batch batch = new Batch();
    markers.open(within, batch);
    boolean markerCompletes = chunk.end() && markers.complete();
    int left = rows.size();
    for (ChunkRow row : rows) {
      left--;
      boolean lastRecord = left == 0 && !markerCompletes;
      Map<String, Object> offset = lastRecord ? reached(chunk, delivered, tables) : within;
      batch.add(chunk.records().at(row.captured(chunk.records()), offset));
      batch.addBytes(row.bytes());
      if (limit.reachedBy(batch) && left > 0) {
        handover.accept(batch);
        batch = new Batch();
      }
    }
    if (markerCompletes) {
      markers.end(reached(chunk, delivered, tables), delivered, batch);
    } else if (rows.isEmpty()) {
      batch.add(heartbeats.table(id.text(), reached(chunk, delivered, tables)));
    }
    handover.accept(batch);
  }

  private Map<String, Object> reached(Chunk chunk, long delivered, Tables tables) {
    TableLife next = chunk.end() ? Streaming.INSTANCE : Snapshotting.inChunks(chunk.last());
    return tables.store(entry, next, delivered);
  }
}
