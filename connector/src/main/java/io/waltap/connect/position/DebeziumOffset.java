/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.position;

import io.waltap.connect.pgoutput.Lsn;
import java.util.Map;
import java.util.Optional;

/**
 * The one source offset of Debezium's PostgreSQL connector. It is read when a Debezium connector of
 * the same name is replaced. It says that all tables have been read, and that their changes have
 * been delivered up to a place in the stream.
 *
 * @param committedLsn end of the last transaction that was delivered whole; transactions that
 *     committed before it are delivered too
 * @param xid the transaction that was delivered in part, 0 if none was
 * @param lsn the last change that was delivered of it
 * @param eventsAtLsn how many changes with this LSN were delivered
 */
public record DebeziumOffset(long committedLsn, long xid, long lsn, long eventsAtLsn) {
  private static final String COMMIT = "COMMIT";

  /**
   * @return empty if Debezium had not finished its snapshot, so that the tables are to be read
   * @throws IllegalArgumentException if the map is not one of Debezium's offsets
   */
  public static Optional<DebeziumOffset> fromMap(Map<String, ?> map) {
    long lsn = TablePosition.lsn(map, "lsn");
    if (map.containsKey("snapshot") && !Boolean.TRUE.equals(map.get("snapshot_completed"))) {
      return Optional.empty();
    }
    if (map.get("lsn_commit") == null) {
      // nothing was streamed yet: the snapshot's position, or where a stream without one began
      return Optional.of(new DebeziumOffset(lsn, 0, Lsn.NONE, 0));
    }
    long committed = TablePosition.lsn(map, "lsn_commit");
    Object type = map.get("messageType");
    boolean whole = type == null || COMMIT.equals(type) || map.get("lsn_proc") == null;
    if (whole) {
      return Optional.of(new DebeziumOffset(committed, 0, Lsn.NONE, 0));
    }
    return Optional.of(
        new DebeziumOffset(
            committed,
            number(map.get("txId")),
            TablePosition.lsn(map, "lsn_proc"),
            number(map.get("lsn_events_processed"))));
  }

  /** The position of a table as of this offset. */
  public TablePosition tablePosition() {
    return TablePosition.snapshot(true, committedLsn);
  }

  /**
   * Whether a change of the transaction that was delivered in part is among what was delivered.
   *
   * @param ordinal of the change among those with its LSN, from 1
   */
  public boolean covers(long changeXid, long changeLsn, long ordinal) {
    if (changeXid != xid || xid == 0) {
      return false;
    }
    int order = Long.compareUnsigned(changeLsn, lsn);
    return order < 0 || order == 0 && ordinal <= eventsAtLsn;
  }

  private static long number(Object value) {
    return value instanceof Number number ? number.longValue() : 0;
  }
}
