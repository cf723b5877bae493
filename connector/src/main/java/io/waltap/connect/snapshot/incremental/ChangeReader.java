/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.Operation;
import io.waltap.connect.pgoutput.OldTuple;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.pgoutput.TupleData;
import io.waltap.connect.schema.TableSchema;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * Says which rows of a chunk a streamed change replaces. An instance is made for tuples of one
 * relation, as the stream described it.
 */
final class ChangeReader {
  private final TableSchema schema;
  private final RowKeys keys;
  private final boolean readable;
  private final boolean whole;
  private final boolean skipUpdates;
  private final boolean skipUnchanged;
  private final boolean[] captured;

  ChangeReader(ChunkedTable table, Relation streamed, ConnectorConfig config) {
    this.schema = table.schema();
    this.keys = table.rowKeys();
    this.readable =
        sameColumns(streamed, schema.relation()) && namesRowsBy(streamed, table.identity());
    this.whole = streamed.replicaIdentity() == ReplicaIdentity.FULL;
    this.skipUpdates = config.filters().skippedOperations().contains(Operation.UPDATE);
    this.skipUnchanged = config.filters().skipUnchanged();
    this.captured = new boolean[schema.relation().columns().size()];
    for (int i = 0; i < captured.length; i++) {
      captured[i] = schema.captures(i);
    }
  }

  /** Keys are compared as bytes, so the columns must be the same and in the same places. */
  private static boolean sameColumns(Relation a, Relation b) {
    if (a.columns().size() != b.columns().size()) {
      return false;
    }
    for (int i = 0; i < a.columns().size(); i++) {
      RelationColumn one = a.columns().get(i);
      RelationColumn other = b.columns().get(i);
      if (!one.name().equals(other.name())
          || one.typeOid() != other.typeOid()
          || one.typmod() != other.typmod()) {
        return false;
      }
    }
    return true;
  }

  /** Whether old rows come with these columns. Without a replica identity there are no old rows. */
  private static boolean namesRowsBy(Relation relation, List<Integer> columns) {
    List<Integer> flagged = ChunkedTable.flagged(relation);
    return relation.replicaIdentity() == ReplicaIdentity.FULL
        || flagged.isEmpty()
        || new HashSet<>(flagged).equals(new HashSet<>(columns));
  }

  /**
   * Whether changed rows can be identified. If not, the streamed relation is not that of the table
   * as it is read.
   */
  boolean isReadable() {
    return readable;
  }

  /**
   * @param before the old key or row, null if the stream sent none
   * @param after null if the row was deleted
   */
  void read(int xid, TupleData before, TupleData after, Consumer<RowEffect> touches) {
    if (!readable) {
      touches.accept(RowEffect.unreadable(xid));
    } else if (after == null) {
      touches.accept(replaced(xid, keys.of(before)));
    } else if (isDelivered(before, after)) {
      updated(xid, before, after, touches);
    }
  }

  /**
   * Whether the change becomes an event. If an update does not, the chunk must keep the row, or no
   * event would ever have it. An insert looks like an update that did not change the identity. It
   * needs no special care: if there was a row before it, that row was deleted.
   */
  private boolean isDelivered(TupleData before, TupleData after) {
    if (!skipUpdates && !skipUnchanged) {
      return true;
    }
    OldTuple old = old(before);
    return schema.keyChanged(old, after)
        || !skipUpdates && !(skipUnchanged && schema.unchanged(old, after));
  }

  private OldTuple old(TupleData before) {
    if (before == null) {
      return OldTuple.NONE;
    }
    return whole ? new OldTuple.Full(before) : new OldTuple.Key(before);
  }

  private void updated(int xid, TupleData before, TupleData after, Consumer<RowEffect> touches) {
    RowKey key = keys.of(after, before);
    if (before != null) {
      RowKey oldKey = keys.of(before);
      if (oldKey == null || !oldKey.equals(key)) {
        touches.accept(replaced(xid, oldKey));
      }
    }
    if (key != null && lacksValues(before, after)) {
      touches.accept(RowEffect.completed(xid, key, after));
    } else {
      touches.accept(replaced(xid, key));
    }
  }

  /**
   * Whether the event has a value that is unavailable, so that the chunk must still deliver the
   * row.
   */
  private boolean lacksValues(TupleData before, TupleData after) {
    for (int i = 0; i < captured.length; i++) {
      if (captured[i] && after.isUnchanged(i)) {
        boolean known = whole && before != null && before.length(i) >= 0;
        if (!known) {
          return true;
        }
      }
    }
    return false;
  }

  private static RowEffect replaced(int xid, RowKey key) {
    return key == null ? RowEffect.unreadable(xid) : RowEffect.replaced(xid, key);
  }
}
