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
  private final Map<String, long[]> perCollection = new LinkedHashMap<>();
  private String origin;
  private long originLsn;
  private long events;

  /**
   * @param xid 0 for what happens outside of a transaction
   * @param previousEnd end LSN of the transaction before, as a number in text, or null if it is not known
   */
  Transaction(long commitLsn, long commitTimeMicros, long xid, String previousEnd) {
    this.commitLsn = commitLsn;
    this.commitTimeMicros = commitTimeMicros;
    this.xid = xid;
    this.previousEnd = previousEnd;
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

  boolean hasXid() {
    return xid != 0;
  }

  long xid() {
    return xid;
  }

  String origin() {
    return origin;
  }

  long originLsn() {
    return originLsn;
  }

  /** Debezium's {@code source.sequence}: the end of the last commit and the change's own LSN, a JSON array of strings. */
  String sequence(long lsn) {
    return previousEnd == null
        ? "[null,\"" + lsn + "\"]"
        : "[\"" + previousEnd + "\",\"" + lsn + "\"]";
  }

  /** Debezium's transaction id, which ends with the LSN of the single event. */
  String id(long lsn) {
    return xid + ":" + lsn;
  }

  /** Counts an event and returns its ordinal in its collection. */
  long count(String collection) {
    events++;
    return ++perCollection.computeIfAbsent(collection, unused -> new long[1])[0];
  }

  long events() {
    return events;
  }

  Map<String, long[]> perCollection() {
    return perCollection;
  }
}
