/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.Operation;
import io.waltap.connect.pgoutput.OldTuple;
import io.waltap.connect.pgoutput.PgOutputMessage;
import io.waltap.connect.pgoutput.PgOutputMessage.Begin;
import io.waltap.connect.pgoutput.PgOutputMessage.Commit;
import io.waltap.connect.pgoutput.PgOutputMessage.Delete;
import io.waltap.connect.pgoutput.PgOutputMessage.Insert;
import io.waltap.connect.pgoutput.PgOutputMessage.LogicalMessage;
import io.waltap.connect.pgoutput.PgOutputMessage.Origin;
import io.waltap.connect.pgoutput.PgOutputMessage.Truncate;
import io.waltap.connect.pgoutput.PgOutputMessage.Update;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.TupleData;
import io.waltap.connect.position.DebeziumOffset;
import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.schema.TableSchema;
import io.waltap.connect.schema.TableSchemas;
import io.waltap.connect.schema.UnexpectedNullException;
import io.waltap.connect.table.RowListener;
import io.waltap.connect.table.TableCursor;
import io.waltap.connect.table.TableGate;
import io.waltap.connect.types.EnumLabels;
import io.waltap.connect.types.StaleTypeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;

/**
 * pgoutput messages in, Connect records out, in the order of the stream. It holds the state of the
 * stream that a record depends on: the transaction at hand, the relations sent so far, and each
 * table's cursor. Owned by the stream's thread.
 */
public final class RecordBuilder {
  private final RecordContext context;
  private final TableSchemas schemas;
  private final TableGate gate;
  private final Map<String, TablePosition> storedPositions;
  private final Map<String, TableCursor> cursors = new HashMap<>();
  private final RelationMap tables = new RelationMap();
  private final Map<String, Relation> withheld = new HashMap<>();
  private final TransactionRecords transactions;
  private final MessageRecords messages;
  private final List<String> unavailable = new ArrayList<>();

  private final boolean tombstones;
  private final boolean skipUnchanged;
  private final boolean skipInserts;
  private final boolean skipUpdates;
  private final boolean skipDeletes;
  private final boolean skipTruncates;

  private Transaction transaction;
  private String previousEnd;
  private long lastCommitMicros = RecordContext.nowNanos() / 1000;
  private long events;
  private DebeziumOffset debezium;
  private long eventsAtDebeziumsLsn;

  /**
   * @param gate which tables become records
   * @param storedPositions by {@code schema.table}: what has been delivered already
   */
  public RecordBuilder(
      RecordContext context,
      TableSchemas schemas,
      TableGate gate,
      Map<String, TablePosition> storedPositions) {
    this(context, schemas, gate, storedPositions, true);
  }

  private RecordBuilder(
      RecordContext context,
      TableSchemas schemas,
      TableGate gate,
      Map<String, TablePosition> storedPositions,
      boolean wholeStream) {
    this.context = context;
    this.schemas = schemas;
    this.gate = gate;
    this.storedPositions = Map.copyOf(storedPositions);
    ConnectorConfig config = context.config();
    this.transactions =
        wholeStream && config.transactionMetadata()
            ? new TransactionRecords(context, cursor(SourcePartition.TRANSACTIONS))
            : null;
    this.messages =
        wholeStream
            ? new MessageRecords(
                context,
                cursor(SourcePartition.MESSAGES),
                cursor(SourcePartition.IMMEDIATE_MESSAGES))
            : null;
    this.tombstones = config.tombstonesOnDelete();
    this.skipUnchanged = config.skipMessagesWithoutChange();
    Set<Operation> skipped = config.skippedOperations();
    this.skipInserts = skipped.contains(Operation.CREATE);
    this.skipUpdates = skipped.contains(Operation.UPDATE);
    this.skipDeletes = skipped.contains(Operation.DELETE);
    this.skipTruncates = skipped.contains(Operation.TRUNCATE);
  }

  /**
   * For a second stream of the same lane, which brings some tables up to the first: row changes
   * only.
   */
  public static RecordBuilder forCatchUp(
      RecordContext context,
      TableSchemas schemas,
      TableGate gate,
      Map<String, TablePosition> positions) {
    return new RecordBuilder(context, schemas, gate, positions, false);
  }

  /**
   * A new stream begins, which replays from the slot's confirmed position and sends its relations
   * again.
   */
  public void streamStarted() {
    transaction = null;
    tables.clear();
    withheld.clear();
    cursors.values().forEach(TableCursor::rewind);
  }

  /** Debezium has delivered part of a transaction before us. */
  public void resumeAfter(DebeziumOffset offset) {
    debezium = offset;
  }

  /** The tables (by id) are to be read by a snapshot. */
  public void snapshotPending(Set<String> tableIds) {
    tableIds.forEach(table -> cursor(table).snapshotPending());
  }

  /**
   * A table has been read as of a position, up to which its changes have been delivered before.
   *
   * @param table {@code schema.table}
   */
  public void snapshotCompleted(String table, long lsn) {
    cursor(table).snapshotCompleted(lsn);
  }

  /**
   * Ends what {@link TableGate.Decision#WITHHOLD} began: the table has been read, and its changes
   * have been delivered up to a position.
   *
   * @param table {@code schema.table}
   */
  public void admit(String table, TablePosition delivered) {
    cursor(table).admitted(delivered);
    Relation relation = withheld.remove(table);
    if (relation != null) {
      install(schemas.compile(relation, null), null);
    }
  }

  /**
   * An incremental snapshot's rows are handed over up to a key.
   *
   * @param table {@code schema.table}
   * @param key where to go on, as {@link TablePosition#after}; null while no row is handed over
   * @param streamLsn everything up to here has been delivered from the stream
   * @return the source offset that says so, for the last of these rows
   */
  public Map<String, Object> snapshotAt(String table, String key, long streamLsn) {
    return cursor(table).snapshotAt(key, streamLsn);
  }

  /**
   * An incremental snapshot is through.
   *
   * @return the source offset that says so
   */
  public Map<String, Object> snapshotThrough(String table, long streamLsn) {
    return cursor(table).snapshotThrough(streamLsn);
  }

  /**
   * @param watch sees the table's changes from now on; null: nobody does
   */
  public void watch(String table, RowListener watch) {
    cursor(table).watch(watch);
  }

  /** What has been delivered of a table, or null if nothing has, as far as this run knows. */
  public TablePosition position(String table) {
    TableCursor known = cursors.get(table);
    return known == null || known.position() == null
        ? storedPositions.get(table)
        : known.position();
  }

  /** What has been delivered of each table that has come by, including what was stored before. */
  public Map<String, TablePosition> positions() {
    Map<String, TablePosition> positions = new HashMap<>(storedPositions);
    cursors.forEach(
        (table, cursor) -> {
          if (cursor.position() != null) {
            positions.put(table, cursor.position());
          }
        });
    return positions;
  }

  /** Whether changes of this relation become records, so that its tuples are worth decoding. */
  public boolean captures(int relationOid) {
    return tables.find(relationOid) != null;
  }

  /** Whether the stream is between a Begin and its Commit. */
  public boolean inTransaction() {
    return transaction != null;
  }

  /** Row changes turned into records so far. */
  public long events() {
    return events;
  }

  /**
   * Adds the records of one message.
   *
   * @param lsn WAL position of the change, from the XLogData header
   */
  public void add(PgOutputMessage message, long lsn, Batch out) {
    if (message instanceof Insert insert) {
      insert(insert, lsn, out);
    } else if (message instanceof Update update) {
      update(update, lsn, out);
    } else if (message instanceof Delete delete) {
      delete(delete, lsn, out);
    } else if (message instanceof Begin begin) {
      begin(begin, lsn, out);
    } else if (message instanceof Commit commit) {
      commit(commit, lsn, out);
    } else if (message instanceof Relation relation) {
      relation(relation);
    } else if (message instanceof Truncate truncate) {
      truncate(truncate, lsn, out);
    } else if (message instanceof LogicalMessage logical) {
      message(logical, lsn, out);
    } else if (message instanceof Origin origin) {
      requireTransaction().replicatedFrom(origin.name(), origin.originLsn());
    }
    // PgOutputMessage.Type: the catalog is asked instead, when a relation needs the type
  }

  private void begin(Begin begin, long lsn, Batch out) {
    transaction =
        new Transaction(
            begin.finalLsn(),
            begin.commitTimeMicros(),
            Integer.toUnsignedLong(begin.xid()),
            previousEnd);
    if (transactions != null) {
      transactions.begin(transaction, lsn, out);
    }
  }

  private void commit(Commit commit, long lsn, Batch out) {
    if (transactions != null) {
      transactions.end(requireTransaction(), lsn, out);
    }
    transaction = null;
    previousEnd = Long.toUnsignedString(commit.endLsn());
    lastCommitMicros = commit.commitTimeMicros();
  }

  private void relation(Relation relation) {
    switch (gate.decide(relation)) {
      case CAPTURE -> {
        StreamedTable known = tables.find(relation.oid());
        install(schemas.compile(relation, known == null ? null : known.schema()), known);
      }
      case WITHHOLD -> {
        withheld.put(relation.namespace() + "." + relation.name(), relation);
        tables.put(relation.oid(), null);
      }
      case DROP -> tables.put(relation.oid(), null);
    }
  }

  private StreamedTable install(TableSchema schema, StreamedTable known) {
    boolean sameValues = known != null && known.schema().valueSchema() == schema.valueSchema();
    boolean sameTopic = known != null && known.schema().topic().equals(schema.topic());
    Envelope envelope = sameValues && sameTopic ? known.envelope() : context.envelope(schema);
    StreamedTable table = new StreamedTable(schema, envelope, cursor(schema.id()));
    tables.put(schema.relation().oid(), table);
    return table;
  }

  private void insert(Insert insert, long lsn, Batch out) {
    StreamedTable table = tables.find(insert.relationOid());
    if (!due(table, null, insert.newTuple(), lsn) || skipInserts) {
      return;
    }
    try {
      created(table, insert, lsn, out);
    } catch (StaleTypeException | UnexpectedNullException e) {
      again(table, e, fresh -> created(fresh, insert, lsn, out));
    }
  }

  private void created(StreamedTable table, Insert insert, long lsn, Batch out) {
    unavailable.clear();
    Struct row = table.schema().row(insert.newTuple(), unavailable);
    Struct value = change(table, Op.CREATE, null, row, lsn, out.time());
    out.add(
        record(
            table,
            table.cursor().delivered(),
            table.schema().key(row, insert.newTuple()),
            value,
            context.headers().withUnavailable(unavailable)));
  }

  private void update(Update update, long lsn, Batch out) {
    StreamedTable table = tables.find(update.relationOid());
    if (!due(table, update.oldTuple(), update.newTuple(), lsn)) {
      return;
    }
    // an update that moves the row to another key counts as a delete and a create
    boolean moves = table.schema().keyChanged(update.oldTuple(), update.newTuple());
    if (!moves
        && (skipUpdates
            || skipUnchanged && table.schema().unchanged(update.oldTuple(), update.newTuple()))) {
      return;
    }
    try {
      updated(table, update, moves, lsn, out);
    } catch (StaleTypeException | UnexpectedNullException e) {
      again(table, e, fresh -> updated(fresh, update, moves, lsn, out));
    }
  }

  private void updated(StreamedTable table, Update update, boolean moves, long lsn, Batch out) {
    TableSchema schema = table.schema();
    unavailable.clear();
    Struct row = schema.row(update.newTuple(), update.oldTuple(), unavailable);
    Struct key = schema.key(row, update.newTuple());
    Struct old = schema.oldRow(update.oldTuple(), unavailable);
    if (moves) {
      Struct oldKey = schema.key(old, update.oldTuple().tuple());
      moved(table, new Move(oldKey, key, old, row), lsn, out);
      return;
    }
    out.add(
        record(
            table,
            table.cursor().delivered(),
            key,
            change(table, Op.UPDATE, old, row, lsn, out.time()),
            context.headers().withUnavailable(unavailable)));
  }

  /**
   * An update that moved the row to another key: a delete of the old key, its tombstone, and a
   * create of the new.
   */
  private void moved(StreamedTable table, Move move, long lsn, Batch out) {
    if (!skipDeletes) {
      TableCursor cursor = table.cursor();
      Map<String, Object> offset =
          skipInserts && !tombstones ? cursor.delivered() : cursor.undelivered();
      Struct deleted = change(table, Op.DELETE, move.old(), null, lsn, out.time());
      out.add(
          record(
              table, offset, move.oldKey(), deleted, context.headers().withNewKey(move.newKey())));
      if (tombstones) {
        out.add(
            tombstone(
                table,
                skipInserts ? cursor.delivered() : cursor.undelivered(),
                move.oldKey(),
                context.headers().withNewKey(move.newKey())));
      }
    }
    if (!skipInserts) {
      out.add(
          record(
              table,
              table.cursor().delivered(),
              move.newKey(),
              change(table, Op.CREATE, null, move.row(), lsn, out.time()),
              context.headers().withOldKey(move.oldKey(), unavailable)));
    }
  }

  /** A row's way from one key to another. */
  private record Move(Struct oldKey, Struct newKey, Struct old, Struct row) {}

  private void delete(Delete delete, long lsn, Batch out) {
    StreamedTable table = tables.find(delete.relationOid());
    if (!due(table, delete.oldTuple(), null, lsn) || skipDeletes) {
      return;
    }
    try {
      deleted(table, delete, lsn, out);
    } catch (StaleTypeException | UnexpectedNullException e) {
      again(table, e, fresh -> deleted(fresh, delete, lsn, out));
    }
  }

  private void deleted(StreamedTable table, Delete delete, long lsn, Batch out) {
    unavailable.clear();
    Struct old = table.schema().oldRow(delete.oldTuple(), unavailable);
    Struct key = table.schema().key(old, delete.oldTuple().tuple());
    Struct value = change(table, Op.DELETE, old, null, lsn, out.time());
    TableCursor cursor = table.cursor();
    out.add(
        record(
            table,
            tombstones ? cursor.undelivered() : cursor.delivered(),
            key,
            value,
            context.headers().withUnavailable(unavailable)));
    if (tombstones) {
      out.add(tombstone(table, cursor.delivered(), key, context.headers().plain()));
    }
  }

  private void truncate(Truncate truncate, long lsn, Batch out) {
    for (int oid : truncate.relationOids()) {
      StreamedTable table = tables.find(oid);
      if (due(table, null, null, lsn) && !skipTruncates) {
        Struct value = change(table, Op.TRUNCATE, null, null, lsn, out.time());
        out.add(
            new CapturedRecord(
                table.cursor().partition(),
                table.cursor().delivered(),
                table.schema().topic(),
                null,
                null,
                null,
                table.envelope().schema(),
                value,
                context.headers().plain()));
      }
    }
  }

  private void message(LogicalMessage message, long lsn, Batch out) {
    if (messages == null) {
      return;
    }
    if (message.transactional()) {
      Transaction current = requireTransaction();
      Struct block =
          transactions != null && context.config().includesMessagePrefix(message.prefix())
              ? transactionBlock("", lsn)
              : null;
      messages.add(current, message, lsn, block, out);
    } else {
      // Debezium takes such a message for the last commit: its time is that commit's, and it counts
      // as the next sequence's first part
      previousEnd = Long.toUnsignedString(lsn);
      messages.add(new Transaction(lsn, lastCommitMicros, 0, previousEnd), message, lsn, null, out);
    }
  }

  /**
   * Whether the change at hand belongs to a captured table and has not been delivered before.
   *
   * @param old null: none
   * @param row null: none, and neither old nor new for a truncation
   */
  private boolean due(StreamedTable table, OldTuple old, TupleData row, long lsn) {
    if (table == null) {
      return false;
    }
    events++;
    RowListener watch = table.cursor().watch();
    if (watch != null) {
      tell(watch, old, row);
    }
    boolean due = table.cursor().advance(requireTransaction().commitLsn(), lsn);
    return due && (debezium == null || !deliveredByDebezium(lsn));
  }

  private void tell(RowListener watch, OldTuple old, TupleData row) {
    int xid = (int) requireTransaction().xid();
    if (old == null && row == null) {
      watch.truncated(xid);
    } else {
      watch.changed(xid, old == null ? null : old.tuple(), row);
    }
  }

  private boolean deliveredByDebezium(long lsn) {
    eventsAtDebeziumsLsn = lsn == debezium.lsn() ? eventsAtDebeziumsLsn + 1 : 0;
    return debezium.covers(transaction.xid(), lsn, eventsAtDebeziumsLsn);
  }

  /**
   * The row did not fit what the catalog had said: an enum label has been added since, or, if even
   * the catalog does not have it now, renamed; or a column is NULL that became NOT NULL later. Each
   * attempt mends one of these.
   */
  private void again(StreamedTable stale, RuntimeException misfit, Consumer<StreamedTable> build) {
    EnumLabels labels = EnumLabels.KNOWN_ONLY;
    StreamedTable table = stale;
    RuntimeException problem = misfit;
    while (problem != null) {
      TableSchema fresh;
      if (problem instanceof UnexpectedNullException unexpected) {
        fresh = schemas.recompile(table.schema(), unexpected);
      } else {
        fresh = schemas.recompile(table.schema(), labels);
        labels = EnumLabels.ANY;
      }
      table = install(fresh, table);
      try {
        build.accept(table);
        problem = null;
      } catch (StaleTypeException | UnexpectedNullException e) {
        problem = e;
      }
    }
  }

  private Struct change(
      StreamedTable table, Op operation, Struct before, Struct after, long lsn, EventTime time) {
    Relation relation = table.schema().relation();
    Struct source =
        context.source().streamed(transaction, relation.namespace(), relation.name(), lsn);
    Struct block = transactions == null ? null : transactionBlock(table.schema().id(), lsn);
    return table.envelope().fill(operation, before, after, source, block, time);
  }

  private Struct transactionBlock(String collection, long lsn) {
    return Envelope.transactionBlock(transaction, collection, lsn);
  }

  private static CapturedRecord record(
      StreamedTable table,
      Map<String, Object> offset,
      Struct key,
      Struct value,
      ConnectHeaders headers) {
    return new CapturedRecord(
        table.cursor().partition(),
        offset,
        table.schema().topic(),
        null,
        table.schema().keySchema(),
        key,
        table.envelope().schema(),
        value,
        headers);
  }

  private static CapturedRecord tombstone(
      StreamedTable table, Map<String, Object> offset, Struct key, ConnectHeaders headers) {
    return new CapturedRecord(
        table.cursor().partition(),
        offset,
        table.schema().topic(),
        null,
        table.schema().keySchema(),
        key,
        null,
        null,
        headers);
  }

  private TableCursor cursor(String table) {
    return cursors.computeIfAbsent(
        table,
        name ->
            new TableCursor(
                SourcePartition.table(context.config().topicPrefix(), name),
                storedPositions.get(name)));
  }

  private Transaction requireTransaction() {
    if (transaction == null) {
      throw new IllegalStateException("the server sent a change outside of a transaction");
    }
    return transaction;
  }
}
