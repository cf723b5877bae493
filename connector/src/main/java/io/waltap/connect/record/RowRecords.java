/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.Operation;
import io.waltap.connect.pgoutput.PgOutputMessage;
import io.waltap.connect.pgoutput.PgOutputMessage.Delete;
import io.waltap.connect.pgoutput.PgOutputMessage.Insert;
import io.waltap.connect.pgoutput.PgOutputMessage.Truncate;
import io.waltap.connect.pgoutput.PgOutputMessage.Update;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.schema.TableSchema;
import io.waltap.connect.schema.TableSchemas;
import io.waltap.connect.schema.UnexpectedNullException;
import io.waltap.connect.table.TableCursor;
import io.waltap.connect.types.EnumLabels;
import io.waltap.connect.types.StaleTypeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;

/**
 * Makes the records of one row change of one table: what an INSERT, UPDATE, DELETE or TRUNCATE
 * becomes, in Debezium's format. It knows nothing of the order of the stream. Owned by the stream's
 * thread.
 *
 * <p>All values of a change are made before its first record is added and before it counts as
 * delivered. So a change that cannot become records leaves nothing in the batch, and is not lost.
 */
final class RowRecords {
  private final RecordContext context;
  private final TableSchemas schemas;
  private final boolean transactionMetadata;
  private final List<String> unavailable = new ArrayList<>();
  private final List<String> unavailableBefore = new ArrayList<>();

  private final StreamMarkers markers;
  private final boolean tombstones;
  private final boolean skipUnchanged;
  private final boolean skipInserts;
  private final boolean skipUpdates;
  private final boolean skipDeletes;
  private final boolean skipTruncates;

  // of the current change
  private Transaction transaction;
  private long lsn;
  private Batch out;

  /**
   * @param markers null without {@code mirror.signals.enabled}
   */
  RowRecords(
      RecordContext context,
      TableSchemas schemas,
      StreamMarkers markers,
      boolean transactionMetadata) {
    this.context = context;
    this.schemas = schemas;
    this.markers = markers;
    this.transactionMetadata = transactionMetadata;
    ConnectorConfig config = context.config();
    this.tombstones = config.events().tombstonesOnDelete();
    this.skipUnchanged = config.filters().skipUnchanged();
    Set<Operation> skipped = config.filters().skippedOperations();
    this.skipInserts = skipped.contains(Operation.CREATE);
    this.skipUpdates = skipped.contains(Operation.UPDATE);
    this.skipDeletes = skipped.contains(Operation.DELETE);
    this.skipTruncates = skipped.contains(Operation.TRUNCATE);
  }

  /**
   * Tells that the next calls are for a change of this transaction, at this place, into this batch.
   */
  void at(Transaction current, long changeLsn, Batch batch) {
    transaction = current;
    lsn = changeLsn;
    out = batch;
  }

  /**
   * Adds the records of an Insert, Update or Delete. If a row does not fit what the catalog said,
   * the table's schema is compiled again. The reason may be an enum label that was added since, or
   * that was renamed, if the catalog does not have it now. It may also be a column that is NULL
   * here and became NOT NULL later, or a value without a representation in a NOT NULL column. Each
   * attempt fixes one of these.
   *
   * @return the table as it is known now
   * @throws io.waltap.connect.schema.UndeliverableTableException if the change cannot become a
   *     record without an invented key; as after any other exception, no record of it was added
   */
  StreamedTable add(StreamedTable known, PgOutputMessage message, StreamedTables tables) {
    EnumLabels labels = EnumLabels.KNOWN_ONLY;
    StreamedTable table = known;
    while (true) {
      try {
        attempt(table, message);
        return table;
      } catch (StaleTypeException stale) {
        table = tables.replace(table, schemas.recompile(table.schema(), labels));
        labels = EnumLabels.ANY;
      } catch (UnexpectedNullException unexpected) {
        table = tables.replace(table, schemas.recompile(table.schema(), unexpected));
      }
    }
  }

  private void attempt(StreamedTable table, PgOutputMessage message) {
    if (message instanceof Insert insert) {
      insert(table, insert);
    } else if (message instanceof Update update) {
      update(table, update);
    } else if (message instanceof Delete delete) {
      delete(table, delete);
    } else {
      throw new IllegalArgumentException("not a row change: " + message);
    }
  }

  private void insert(StreamedTable table, Insert insert) {
    if (skipInserts) {
      return;
    }
    unavailable.clear();
    Struct row = table.schema().row(insert.newTuple(), unavailable);
    Struct key = table.schema().key(row, insert.newTuple());
    Struct value = change(table, Operation.CREATE, null, row);
    emit(
        table,
        record(
            table,
            table.cursor().delivered(),
            key,
            value,
            signaled(table, 0, context.headers().withUnavailable(unavailable))));
  }

  private void update(StreamedTable table, Update update) {
    TableSchema schema = table.schema();
    // an update that moves the row to another key counts as a delete and a create
    boolean moves = schema.keyChanged(update.oldTuple(), update.newTuple());
    if (!moves
        && (skipUpdates
            || skipUnchanged && schema.unchanged(update.oldTuple(), update.newTuple()))) {
      return;
    }
    unavailable.clear();
    unavailableBefore.clear();
    Struct row = schema.row(update.newTuple(), update.oldTuple(), unavailable);
    Struct key = schema.key(row, update.newTuple(), update.oldTuple());
    Struct old = schema.oldRow(update.oldTuple(), unavailableBefore);
    if (moves) {
      Struct oldKey = schema.key(old, update.oldTuple().tuple());
      moved(table, new Move(oldKey, key, old, row));
      return;
    }
    Struct value = change(table, Operation.UPDATE, old, row);
    emit(
        table,
        record(
            table,
            table.cursor().delivered(),
            key,
            value,
            signaled(table, 0, context.headers().withUnavailable(unavailable, unavailableBefore))));
  }

  /**
   * An update that moved the row to another key: a delete of the old key, its tombstone, and a
   * create of the new.
   */
  private void moved(StreamedTable table, Move move) {
    TableCursor cursor = table.cursor();
    Struct deleted = skipDeletes ? null : change(table, Operation.DELETE, move.old(), null);
    Struct created = skipInserts ? null : change(table, Operation.CREATE, null, move.row());
    if (deleted != null) {
      Map<String, Object> offset =
          skipInserts && !tombstones ? cursor.delivered() : cursor.undelivered();
      emit(
          table,
          record(
              table,
              offset,
              move.oldKey(),
              deleted,
              signaled(table, 0, context.headers().withNewKey(move.newKey(), unavailableBefore))));
      if (tombstones) {
        out.add(
            tombstone(
                table,
                skipInserts ? cursor.delivered() : cursor.undelivered(),
                move.oldKey(),
                context.headers().withNewKey(move.newKey(), List.of())));
      }
    }
    if (created != null) {
      emit(
          table,
          record(
                  table,
                  cursor.delivered(),
                  move.newKey(),
                  created,
                  signaled(table, 1, context.headers().withOldKey(move.oldKey(), unavailable)))
              .endingParts());
    }
  }

  /** The move of a row from one key to another. */
  private record Move(Struct oldKey, Struct newKey, Struct old, Struct row) {}

  private void delete(StreamedTable table, Delete delete) {
    if (skipDeletes) {
      return;
    }
    unavailable.clear();
    Struct old = table.schema().oldRow(delete.oldTuple(), unavailable);
    Struct key = table.schema().key(old, delete.oldTuple().tuple());
    Struct value = change(table, Operation.DELETE, old, null);
    TableCursor cursor = table.cursor();
    emit(
        table,
        record(
            table,
            tombstones ? cursor.undelivered() : cursor.delivered(),
            key,
            value,
            signaled(table, 0, context.headers().withUnavailable(unavailable))));
    if (tombstones) {
      out.add(tombstone(table, cursor.delivered(), key, context.headers().plain()));
    }
  }

  /** Adds the record of a TRUNCATE of the table. */
  void truncate(StreamedTable table) {
    if (skipTruncates) {
      return;
    }
    Struct value = change(table, Operation.TRUNCATE, null, null);
    emit(
        table,
        new CapturedRecord(
            table.cursor().partition(),
            table.cursor().delivered(),
            table.schema().topic(),
            null,
            null,
            null,
            table.envelope().schema(),
            value,
            signaled(table, 0, context.headers().plain())));
  }

  /**
   * Counts a change that was delivered before as it was counted then, so that later events of the
   * transaction have the numbers that they would have had without a break.
   */
  void count(StreamedTable table, PgOutputMessage message) {
    int events = 0;
    if (message instanceof Insert) {
      events = skipInserts ? 0 : 1;
    } else if (message instanceof Delete) {
      events = skipDeletes ? 0 : 1;
    } else if (message instanceof Truncate) {
      events = skipTruncates ? 0 : 1;
    } else if (message instanceof Update update) {
      TableSchema schema = table.schema();
      if (schema.keyChanged(update.oldTuple(), update.newTuple())) {
        events = (skipDeletes ? 0 : 1) + (skipInserts ? 0 : 1);
      } else if (!skipUpdates
          && !(skipUnchanged && schema.unchanged(update.oldTuple(), update.newTuple()))) {
        events = 1;
      }
    }
    for (int i = 0; i < events; i++) {
      transaction.count(table.schema().collection());
    }
  }

  /** Adds a record that may be the task's first of the table's topic. */
  private void emit(StreamedTable table, CapturedRecord made) {
    out.add(table.envelope().firstUse() ? context.beginTopic(made) : made);
  }

  private Struct change(StreamedTable table, Operation operation, Struct before, Struct after) {
    TableId id = table.schema().id();
    Struct source = context.source().streamed(transaction, id.schema(), id.name(), lsn);
    Struct block =
        transactionMetadata
            ? Envelope.transactionBlock(transaction, table.schema().collection(), lsn)
            : null;
    return table.envelope().fill(operation, before, after, source, block, out.time());
  }

  /**
   * If a mirror is to be told, adds the place in the stream to the headers of the record that is
   * made next, and the markers that come before it. All values of the change are made.
   */
  private ConnectHeaders signaled(StreamedTable table, int part, ConnectHeaders headers) {
    if (markers == null) {
      return headers;
    }
    markers.change(table.marks(), out);
    return PositionHeader.add(headers, transaction.commitLsn(), lsn, table.cursor().index(), part);
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

  /** Ends the delete of a key. */
  private static CapturedRecord tombstone(
      StreamedTable table, Map<String, Object> offset, Struct key, ConnectHeaders headers) {
    return CapturedRecord.endingParts(
        table.cursor().partition(),
        offset,
        table.schema().topic(),
        table.schema().keySchema(),
        key,
        headers);
  }
}
