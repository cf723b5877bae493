/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.SnapshotMode;
import io.waltap.connect.config.SnapshotStrategy;
import io.waltap.connect.database.Catalog;
import io.waltap.connect.database.PublicationState;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.RecordBuilder;
import io.waltap.connect.snapshot.incremental.IncrementalSnapshot;
import io.waltap.connect.stream.RecordSink;
import io.waltap.connect.stream.SideWork;
import io.waltap.connect.table.TableGate;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the lane's tables: those that stream, and those that came to the publication since and are
 * read first, beside the stream. It looks at the publication at an interval, and whenever the
 * stream speaks of a table that it does not know. All but the look runs on the stream's thread.
 */
final class TableAdmission implements TableGate, SideWork, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TableAdmission.class);

  /** As far behind as this, the stream waits for new tables to catch up: well below a second. */
  private static final long CLOSE = 4 << 20;

  /**
   * Between two looks at the other stream, and signs of life to the server: it is another thread's
   * work that is waited for.
   */
  private static final long STEP_MILLIS = 50;

  private final LaneParts parts;
  private final LanePublicationChoice publisher;
  private final IncrementalSnapshot incremental;
  private final Set<String> known = new HashSet<>();
  private final Map<String, PublishedTable> waiting = new LinkedHashMap<>();
  private final Function<String, TablePosition> stored;
  private final AtomicReference<Map<String, PublishedTable>> found = new AtomicReference<>();
  private final boolean allTables;
  private ScheduledExecutorService looks;
  private RecordBuilder records;
  private TableSync sync;
  private boolean startAgain;

  /**
   * @param tables the tables that the lane starts with
   * @param stored the stored position of any other table, null if there is none
   */
  TableAdmission(
      LaneParts parts,
      LanePublicationChoice publisher,
      Set<String> tables,
      Function<String, TablePosition> stored) {
    this.parts = parts;
    this.publisher = publisher;
    this.stored = stored;
    this.known.addAll(tables);
    this.allTables =
        parts
            .catalog()
            .findPublication(parts.config().publicationName())
            .map(PublicationState::allTables)
            .orElse(false);
    this.incremental =
        new IncrementalSnapshot(
            parts.connections(),
            parts.config(),
            parts.context(),
            parts.heartbeats(),
            parts.schemas(),
            parts.catalog(),
            table -> parts.metrics().snapshotTableCompleted());
  }

  /** The builder whose gate this is. */
  void records(RecordBuilder builder) {
    this.records = builder;
  }

  /** Whether the table is to be read in chunks beside the stream. */
  boolean readsIncrementally(PublishedTable table) {
    return parts.config().snapshotStrategy() == SnapshotStrategy.INCREMENTAL
        && incremental.suits(table);
  }

  /**
   * Reads the table in chunks beside the stream.
   *
   * @param after the key up to which that has been done before, or null
   */
  void readIncrementally(PublishedTable table, String after) {
    if (!incremental.contains(table.schema() + "." + table.name())) {
      incremental.add(table, after);
    }
  }

  /** The stream begins, for the first time or again. */
  void streaming() {
    long interval = parts.config().tableDiscoveryInterval().toMillis();
    if (looks == null && interval > 0) {
      looks =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread thread = new Thread(task, "waltap-discovery-" + parts.config().slotName());
                thread.setDaemon(true);
                return thread;
              });
      ScheduledFuture<?> unused =
          looks.scheduleWithFixedDelay(this::look, interval, interval, TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    try (Connection session = parts.connections().open();
        Catalog catalog = new Catalog(parts.connections())) {
      publisher.look(session, catalog);
      // after the publisher's look: where this finds something new, that has found a change
      found.set(catalog.capturedTables(parts.config()));
    } catch (SQLException | RuntimeException e) {
      // one that got through would end all further looks
      LOG.debug("the publication could not be looked at; the next look will do", e);
    }
  }

  @Override
  public Decision decide(Relation relation) {
    if (!parts.schemas().selects(relation)) {
      return Decision.DROP;
    }
    String id = relation.namespace() + "." + relation.name();
    Decision decision = decide(id);
    if (decision == Decision.CAPTURE) {
      incremental.described(relation);
    }
    return decision;
  }

  private Decision decide(String id) {
    if (known.contains(id)) {
      return Decision.CAPTURE;
    }
    if (isRead(id)) {
      return Decision.WITHHOLD;
    }
    PublishedTable table = parts.catalog().capturedTables(parts.config()).get(id);
    if (table == null) {
      // renamed or dropped since: the stream has all that is left of it, and some may be delivered
      TablePosition delivered = stored.apply(id);
      if (delivered != null && records.position(id) == null) {
        records.admit(id, delivered);
      }
      return Decision.CAPTURE;
    }
    return take(id, table) ? Decision.CAPTURE : Decision.WITHHOLD;
  }

  private boolean isRead(String id) {
    return waiting.containsKey(id) || sync != null && sync.tables().containsKey(id);
  }

  /**
   * Takes a new table in.
   *
   * @return whether its changes may be delivered from now on; if not, it is read first
   */
  private boolean take(String id, PublishedTable table) {
    boolean rows =
        parts.config().snapshotMode() != SnapshotMode.NO_DATA
            && parts.config().snapshotIncludes(table.schema(), table.name())
            // its whole life is in the stream
            && !allTables;
    if (!rows) {
      LOG.info("table {} is new in the publication: it streams from now on", id);
      known.add(id);
      return true;
    }
    if (readsIncrementally(table)) {
      LOG.info("table {} is new in the publication: it is read in chunks beside the stream", id);
      known.add(id);
      records.snapshotPending(Set.of(id));
      incremental.add(table, null);
      return true;
    }
    LOG.info("table {} is new in the publication: it is read while the others stream", id);
    waiting.put(id, table);
    return false;
  }

  @Override
  public boolean isDue() {
    return mustReopen()
        || !publisher.readsOwn() && found.get() != null
        || sync != null && (sync.failure() != null || sync.handed() != Lsn.NONE)
        || sync == null && !waiting.isEmpty()
        || !incremental.isEmpty();
  }

  @Override
  public boolean betweenTransactions(RecordSink.KeepAlive keepAlive)
      throws SQLException, InterruptedException {
    if (mustReopen()) {
      return false;
    }
    Map<String, PublishedTable> tables = found.get();
    if (tables != null && !publisher.readsOwn()) {
      found.set(null);
      compare(tables, keepAlive);
    }
    if (!incremental.isEmpty()) {
      incremental.atBoundary(
          parts.outbox().delivered(),
          records,
          batch -> parts.outbox().handBeside(batch, keepAlive));
      if (incremental.waitsForStream()) {
        keepAlive.run(); // the server answers with how far it has read the log
      }
    }
    if (sync != null) {
      join(keepAlive);
    } else if (!waiting.isEmpty()) {
      // if it breaks off, the log from here on is what the tables' rows can be read again from
      parts.outbox().hold();
      sync = new TableSync(parts, waiting);
      waiting.clear();
      sync.start();
    }
    return true;
  }

  /**
   * For a better publication tables that are being read are not disturbed; a worse one cannot wait.
   */
  private boolean mustReopen() {
    return publisher.isOutdated()
        && (publisher.readsOwn() || sync == null && waiting.isEmpty() && incremental.isEmpty());
  }

  private void compare(Map<String, PublishedTable> tables, RecordSink.KeepAlive keepAlive)
      throws SQLException, InterruptedException {
    for (Map.Entry<String, PublishedTable> entry : tables.entrySet()) {
      if (!known.contains(entry.getKey()) && !isRead(entry.getKey())) {
        take(entry.getKey(), entry.getValue());
      }
    }
    if (tables.keySet().containsAll(known) && tables.keySet().containsAll(waiting.keySet())) {
      return;
    }
    // the look may be older than what the stream has told since
    Set<String> published = parts.catalog().capturedTables(parts.config()).keySet();
    waiting.keySet().retainAll(published);
    for (String gone : known.stream().filter(table -> !published.contains(table)).toList()) {
      known.remove(gone);
      incremental.remove(gone);
      if (!allTables) {
        forget(gone, keepAlive);
      }
    }
  }

  /**
   * While a table is not published its changes are in no stream, so if it comes back it has to be
   * read again.
   */
  private void forget(String table, RecordSink.KeepAlive keepAlive)
      throws SQLException, InterruptedException {
    LOG.info("table {} has left the publication; if it comes back it is read again", table);
    records.snapshotPending(Set.of(table));
    Batch marker = new Batch();
    marker.add(
        parts
            .heartbeats()
            .table(table, records.snapshotAt(table, null, parts.outbox().delivered())));
    parts.outbox().handBeside(marker, keepAlive);
  }

  /** Lets the tables that have caught up with the stream go on in it. */
  private void join(RecordSink.KeepAlive keepAlive) throws SQLException, InterruptedException {
    if (sync.failure() != null) {
      brokenOff();
    }
    long handed = sync.handed();
    long delivered = parts.outbox().delivered();
    if (handed == Lsn.NONE || Lsn.isAfter(delivered - CLOSE, handed)) {
      return;
    }
    // both follow the same log: one that waits is soon overtaken
    while (Lsn.isAfter(delivered, sync.handed())) {
      if (sync.failure() != null) {
        brokenOff();
      }
      Thread.sleep(STEP_MILLIS);
      keepAlive.run();
    }
    long end = sync.finish(keepAlive);
    if (sync.failure() != null) {
      brokenOff();
    }
    TablePosition position = TablePosition.snapshot(true, end);
    Batch markers = new Batch();
    for (String table : sync.tables().keySet()) {
      records.admit(table, position);
      known.add(table);
      markers.add(parts.heartbeats().table(table, position.toMap()));
    }
    parts.outbox().handBeside(markers, keepAlive);
    LOG.info(
        "{} caught up at {} and stream with the others", sync.tables().keySet(), Lsn.format(end));
    sync = null;
    parts.outbox().release();
  }

  /** The lane has to start again, with these tables as ones whose snapshot was interrupted. */
  private void brokenOff() throws SQLException {
    Map<String, TablePosition> delivered = sync.positions();
    Exception failure = sync.failure();
    for (String table : sync.tables().keySet()) {
      known.add(table);
      TablePosition position = delivered.get(table);
      if (position != null) {
        records.admit(table, position);
      }
    }
    sync = null;
    startAgain = true;
    if (failure instanceof SQLException e) {
      throw e;
    }
    throw (RuntimeException) failure;
  }

  /** Whether tables wait that only a new start of the lane reads; asked once. */
  boolean mustStartAgain() {
    boolean must = startAgain;
    startAgain = false;
    return must;
  }

  @Override
  public void close() {
    if (looks != null) {
      looks.shutdownNow();
    }
    if (sync != null) {
      sync.abort();
    }
    incremental.close();
  }
}
