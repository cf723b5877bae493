/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.pgoutput;

import java.util.List;

/**
 * One message of the pgoutput plugin, protocol version 1. The field names are those of PostgreSQL's
 * page "Logical Replication Message Formats". Times are microseconds since the Unix epoch.
 */
public sealed interface PgOutputMessage
    permits PgOutputMessage.Begin,
        PgOutputMessage.Commit,
        PgOutputMessage.Origin,
        PgOutputMessage.Type,
        PgOutputMessage.Insert,
        PgOutputMessage.Update,
        PgOutputMessage.Delete,
        PgOutputMessage.Truncate,
        PgOutputMessage.LogicalMessage,
        Relation {

  /**
   * A transaction starts. The server sends this message after the transaction has committed, so the
   * commit's LSN and time are known.
   *
   * @param finalLsn where the commit record starts; transactions are sent in the order of this
   *     position
   */
  record Begin(long finalLsn, long commitTimeMicros, int xid) implements PgOutputMessage {}

  /**
   * @param commitLsn where the commit record starts, equal to {@link Begin#finalLsn}
   * @param endLsn where the commit record ends; this position may be confirmed once the transaction
   *     is acknowledged
   */
  record Commit(long commitLsn, long endLsn, long commitTimeMicros) implements PgOutputMessage {}

  /** The transaction was replicated to this server from another server. */
  record Origin(long originLsn, String name) implements PgOutputMessage {}

  /** A type that is not built in. Waltap asks the catalog instead, which knows more. */
  record Type(int oid, String namespace, String name) implements PgOutputMessage {}

  record Insert(int relationOid, TupleData newTuple) implements PgOutputMessage {}

  record Update(int relationOid, OldTuple oldTuple, TupleData newTuple)
      implements PgOutputMessage {}

  record Delete(int relationOid, OldTuple oldTuple) implements PgOutputMessage {}

  record Truncate(boolean cascade, boolean restartIdentity, List<Integer> relationOids)
      implements PgOutputMessage {
    public Truncate {
      relationOids = List.copyOf(relationOids);
    }
  }

  /**
   * A message written by {@code pg_logical_emit_message}.
   *
   * @param transactional false if the message is sent at once, outside of any Begin and Commit
   */
  record LogicalMessage(boolean transactional, long lsn, String prefix, byte[] content)
      implements PgOutputMessage {}
}
