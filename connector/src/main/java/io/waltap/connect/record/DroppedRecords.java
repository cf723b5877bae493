/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import io.waltap.connect.position.SourcePartition;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers of which tables Connect has dropped records, because a transformation filtered them or
 * their errors were tolerated. Connect stores no offset of such a record, so another record must
 * carry the table's position; see {@code CarriedPositions}. Safe for several threads.
 */
public final class DroppedRecords {
  private static final Logger LOG = LoggerFactory.getLogger(DroppedRecords.class);

  private final String heartbeatTopic;
  private final AtomicLong heartbeats = new AtomicLong();
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();
  private final Set<String> inParts = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean urgent = new AtomicBoolean();

  /** Whether a record of any table was ever dropped. */
  private volatile boolean any;

  DroppedRecords(String heartbeatTopic) {
    this.heartbeatTopic = heartbeatTopic;
  }

  /** Connect has dropped the record. Called on Connect's threads. */
  public void add(CapturedRecord record) {
    if (record.topic().equals(heartbeatTopic)) {
      heartbeatDropped(record);
      return;
    }
    Object table = record.sourcePartition().get(SourcePartition.TABLE);
    if (!(table instanceof String name)) {
      return;
    }
    waiting.add(name);
    if (record.endsParts() && inParts.add(name)) {
      urgent.set(true);
    }
    any = true;
  }

  /** Warns at the first, second, fourth, eighth... time, since it may happen at each heartbeat. */
  private void heartbeatDropped(CapturedRecord record) {
    long count = heartbeats.incrementAndGet();
    if (Long.bitCount(count) == 1) {
      Map<String, ?> partition = record.sourcePartition();
      LOG.warn(
          "Connect dropped {} heartbeat records of topic {}, now that of {}. A transformation filters"
              + " them, or their errors are tolerated. They carry positions: without them, the slot"
              + " is not confirmed, and its WAL fills the server's disk. Nothing is lost. Exempt the"
              + " topic by a predicate: predicates=heartbeat,"
              + " predicates.heartbeat.type=org.apache.kafka.connect.transforms.predicates"
              + ".TopicNameMatches, predicates.heartbeat.pattern={}, and for the transformation"
              + " transforms.<name>.predicate=heartbeat, transforms.<name>.negate=true",
          count,
          heartbeatTopic,
          partition,
          heartbeatTopic.replace(".", "[.]"));
    }
  }

  /** Whether a record of any table was ever dropped. */
  boolean any() {
    return any;
  }

  /** The tables, by their names in the offsets, whose position another record must carry. */
  Set<String> waiting() {
    return waiting;
  }

  /** A record will carry the position that the table has now. */
  void carried(Map<String, String> partition) {
    waiting.remove(partition.get(SourcePartition.TABLE));
  }

  /** The tables of which the last record of a change was dropped, and others of it maybe not. */
  Set<String> inParts() {
    return inParts;
  }

  /** Whether a table has come to {@link #inParts} since this was asked last. */
  boolean takeUrgent() {
    return urgent.getAndSet(false);
  }
}
