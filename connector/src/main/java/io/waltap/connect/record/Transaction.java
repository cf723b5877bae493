/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import java.util.LinkedHashMap;
import java.util.Map;

/** The PostgreSQL transaction that the stream is in. Owned by the stream's thread. */
final class Transaction {
  private final long commitLsn;
  private final long commitTimeMicros;
  private final long xid;
  private final String previousEnd;
  private final EventTime sourceTime;
  private final Long sourceTxId;
  private Map<String, long[]> perCollection = Map.of();
  private String origin;
  private long originLsn;
  private long events;
  private long sequenceLsn;
  private String sequence;

  /**
   * @param xid 0 for an event outside of a transaction
   * @param previousEnd end LSN of the transaction before, as a decimal number in text, or null if
   *     it is not known
   */
  Transaction(long commitLsn, long commitTimeMicros, long xid, String previousEnd) {
    this.commitLsn = commitLsn;
    this.commitTimeMicros = commitTimeMicros;
    this.xid = xid;
    this.previousEnd = previousEnd;
    this.sourceTime = EventTime.ofMicros(commitTimeMicros);
    this.sourceTxId = xid == 0 ? null : Long.valueOf(xid);
  }

  void replicatedFrom(String name, long lsn) {
    this.origin = name;
    this.originLsn = lsn;
  }

  long commitLsn() {
    return commitLsn;
  }

  long commitTimeMicros() {
    return commitTimeMicros;
  }

  /** The time of the commit, for {@code source}. */
  EventTime sourceTime() {
    return sourceTime;
  }

  long xid() {
    return xid;
  }

  /** The id for {@code source}; null for an event outside of a transaction. */
  Long sourceTxId() {
    return sourceTxId;
  }

  String origin() {
    return origin;
  }

  long originLsn() {
    return originLsn;
  }

  /**
   * Debezium's {@code source.sequence}: a JSON array of strings, with the end of the last commit
   * and the change's own LSN. The rows of a multi-insert have the same LSN, and share the text.
   */
  String sequence(long lsn) {
    if (sequence == null || sequenceLsn != lsn) {
      sequenceLsn = lsn;
      sequence =
          previousEnd == null
              ? "[null,\"" + lsn + "\"]"
              : "[\"" + previousEnd + "\",\"" + lsn + "\"]";
    }
    return sequence;
  }

  /** Debezium's transaction id, which ends with the LSN of the event. */
  String id(long lsn) {
    return xid + ":" + lsn;
  }

  /** Counts an event and returns its ordinal in its collection. */
  long count(String collection) {
    events++;
    if (perCollection.isEmpty()) {
      perCollection = new LinkedHashMap<>(); // with transaction metadata only
    }
    return ++perCollection.computeIfAbsent(collection, unused -> new long[1])[0];
  }

  long events() {
    return events;
  }

  Map<String, long[]> perCollection() {
    return perCollection;
  }
}
