/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import io.waltap.connect.pgoutput.Lsn;
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
import io.waltap.connect.schema.TableSchemas;
import io.waltap.connect.schema.UndecodableValueException;
import io.waltap.connect.schema.UndeliverableTableException;
import io.waltap.connect.table.RowListener;
import io.waltap.connect.table.Tables;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/**
 * Turns pgoutput messages into Connect records, in the order of the stream. It holds the state of
 * the stream that a record depends on: the current transaction, and the relations sent so far. It
 * reads the state of a table from {@link Tables}. Owned by the stream's thread.
 */
public final class RecordBuilder {
  private final RecordContext context;
  private final StreamedTables tables;
  private final RowRecords rows;
  private final TransactionRecords transactions;
  private final MessageRecords messages;
  private final CarriedPositions carried;
  private final StreamMarkers markers;

  private Transaction transaction;

  /** The commit of the transaction in which the last stream ended, until a stream has passed it. */
  private long interrupted = Lsn.NONE;

  private String previousEnd;
  private long lastCommitMicros = ProcessingClock.now() / 1000;
  private long events;
  private DebeziumOffset debezium;
  private long eventsAtDebeziumsLsn;

  public RecordBuilder(RecordContext context, TableSchemas schemas, Tables tables) {
    this(context, schemas, tables, true);
  }

  private RecordBuilder(
      RecordContext context, TableSchemas schemas, Tables tables, boolean wholeStream) {
    this.context = context;
    this.markers = StreamMarkers.of(context, tables, wholeStream);
    this.tables = new StreamedTables(context, schemas, tables, markers);
    this.transactions =
        wholeStream && context.config().events().transactionMetadata()
            ? new TransactionRecords(context, tables.other(SourcePartition.TRANSACTIONS))
            : null;
    this.messages =
        wholeStream
            ? new MessageRecords(
                context,
                tables.other(SourcePartition.MESSAGES),
                tables.other(SourcePartition.IMMEDIATE_MESSAGES))
            : null;
    this.carried = wholeStream ? new CarriedPositions(context, tables) : null;
    this.rows = new RowRecords(context, schemas, markers, transactions != null);
  }

  /**
   * For a second stream of the same lane, by which some tables catch up with the first. It makes
   * records of row changes only.
   */
  public static RecordBuilder forCatchUp(
      RecordContext context, TableSchemas schemas, Tables tables) {
    return new RecordBuilder(context, schemas, tables, false);
  }

  /**
   * A new stream begins, which replays from the slot's confirmed position and sends its relations
   * again.
   */
  public void streamStarted() {
    if (transaction != null) {
      interrupted = transaction.commitLsn();
    }
    transaction = null;
    tables.streamStarted();
    if (markers != null) {
      markers.streamStarted();
    }
  }

  /**
   * Names the log whose changes are delivered from here on.
   *
   * @param begunAt where the timeline begins; {@link Lsn#NONE} for the first one, or if that is not
   *     known
   */
  public void identify(String systemId, int timeline, long begunAt) {
    context.identify(systemId, timeline, begunAt);
  }

  /** Tells that Debezium has delivered part of a transaction: that part is skipped. */
  public void resumeAfter(DebeziumOffset offset) {
    debezium = offset;
  }

  /** Whether changes of this relation become records, so that its tuples must be decoded. */
  public boolean captures(int relationOid) {
    return tables.captures(relationOid);
  }

  /** Asks again for defaults of columns that were not known when a table was locked. */
  public void completeSchemas() {
    tables.complete();
  }

  /** Whether the stream is between a Begin and its Commit. */
  public boolean inTransaction() {
    return transaction != null;
  }

  /**
   * Whether no transaction is delivered in part: the stream is between two transactions, and has
   * passed the one in which the last stream ended.
   */
  public boolean isBetweenTransactions() {
    return transaction == null && interrupted == Lsn.NONE;
  }

  /** The server has sent everything up to this position, and nothing more is there now. */
  public void passed(long lsn, Batch out) {
    if (Lsn.isAfter(lsn, interrupted)) {
      interrupted = Lsn.NONE;
    }
    if (markers != null && isBetweenTransactions()) {
      markers.idle(lsn, out);
    }
  }

  /**
   * The stream ends here.
   *
   * @param lsn all transactions that committed before this position are delivered; {@link
   *     Lsn#NONE}: the position was passed before
   */
  public void ended(long lsn, Batch out) {
    if (markers != null && isBetweenTransactions()) {
      markers.ended(lsn, out);
    }
  }

  /** Adds records that carry the positions of tables whose records Connect has dropped. */
  public void addPositions(Batch out) {
    if (carried != null) {
      carried.addTo(out);
    }
  }

  /** Row changes of captured tables so far. */
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
      row(insert.relationOid(), null, insert.newTuple(), insert, lsn, out);
    } else if (message instanceof Update update) {
      row(update.relationOid(), update.oldTuple(), update.newTuple(), update, lsn, out);
    } else if (message instanceof Delete delete) {
      row(delete.relationOid(), delete.oldTuple(), null, delete, lsn, out);
    } else if (message instanceof Begin begin) {
      begin(begin, lsn, out);
    } else if (message instanceof Commit commit) {
      commit(commit, lsn, out);
    } else if (message instanceof Relation relation) {
      tables.describe(relation);
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
    if (!Lsn.isAfter(interrupted, begin.finalLsn())) {
      interrupted = Lsn.NONE;
    }
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
    if (markers != null && isBetweenTransactions()) {
      markers.committed(commit.endLsn(), lastCommitMicros, out);
    }
  }

  private void row(
      int relationOid, OldTuple old, TupleData row, PgOutputMessage change, long lsn, Batch out) {
    StreamedTable table = tables.find(relationOid);
    if (due(table, old, row, lsn)) {
      rows.at(transaction, lsn, out);
      try {
        rows.add(table, change, tables);
      } catch (UndeliverableTableException | UndecodableValueException | DataException e) {
        tables.failed(table, e);
      }
    } else {
      count(table, change, lsn, out);
    }
  }

  private void truncate(Truncate truncate, long lsn, Batch out) {
    for (int oid : truncate.relationOids()) {
      StreamedTable table = tables.find(oid);
      if (due(table, null, null, lsn)) {
        rows.at(transaction, lsn, out);
        rows.truncate(table);
      } else {
        count(table, truncate, lsn, out);
      }
    }
  }

  /** Counts a change that has no record now because it was delivered before. */
  private void count(StreamedTable table, PgOutputMessage change, long lsn, Batch out) {
    if (transactions != null && table != null && !table.cursor().isInSnapshot()) {
      rows.at(transaction, lsn, out);
      rows.count(table, change);
    }
  }

  private void message(LogicalMessage message, long lsn, Batch out) {
    if (messages == null) {
      return;
    }
    if (message.transactional()) {
      Transaction current = requireTransaction();
      Struct block =
          transactions != null && context.config().filters().includesMessagePrefix(message.prefix())
              ? Envelope.transactionBlock(current, "", lsn)
              : null;
      messages.add(current, message, lsn, block, out);
    } else {
      // Debezium treats such a message as the last commit: it has that commit's time, and its LSN
      // is the first part of the next sequence
      previousEnd = Long.toUnsignedString(lsn);
      messages.add(new Transaction(lsn, lastCommitMicros, 0, previousEnd), message, lsn, null, out);
    }
  }

  /**
   * Whether the current change belongs to a captured table and has not been delivered before.
   *
   * @param old null if there is none
   * @param row null if there is none; both are null for a truncation
   */
  private boolean due(StreamedTable table, OldTuple old, TupleData row, long lsn) {
    if (table == null) {
      return false;
    }
    events++;
    RowListener listener = table.cursor().listener();
    if (listener != null) {
      tell(listener, old, row);
    }
    boolean due = table.cursor().advance(requireTransaction().commitLsn(), lsn);
    return due && (debezium == null || !deliveredByDebezium(lsn));
  }

  private void tell(RowListener listener, OldTuple old, TupleData row) {
    int xid = (int) requireTransaction().xid();
    if (old == null && row == null) {
      listener.truncated(xid);
    } else {
      listener.changed(xid, old == null ? null : old.tuple(), row);
    }
  }

  private boolean deliveredByDebezium(long lsn) {
    eventsAtDebeziumsLsn = lsn == debezium.lsn() ? eventsAtDebeziumsLsn + 1 : 0;
    return debezium.covers(transaction.xid(), lsn, eventsAtDebeziumsLsn);
  }

  private Transaction requireTransaction() {
    if (transaction == null) {
      throw new IllegalStateException("the server sent a change outside of a transaction");
    }
    return transaction;
  }
}
