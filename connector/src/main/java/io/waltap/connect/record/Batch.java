/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Records on their way to {@code poll()}. One thread fills a batch and then hands it over as a
 * whole. The records of one change are never split over two batches.
 */
public final class Batch {
  private final List<CapturedRecord> records = new ArrayList<>();
  private long bytes;
  private int boundary;
  private boolean aside;
  private boolean continues;
  private boolean ended;
  private int newTopics;
  private EventTime time;

  /**
   * When the batch began. All its changes have this time, because the batch is handed over before
   * its thread waits for more.
   */
  public EventTime time() {
    if (time == null) {
      time = EventTime.now();
    }
    return time;
  }

  public void add(CapturedRecord captured) {
    records.add(captured);
    if (captured.beginsTopic()) {
      newTopics++;
    }
  }

  /** Counts the bytes that were received for the records. The queue is bounded by these bytes. */
  public void addBytes(long received) {
    bytes += received;
  }

  /** Marks the end of a PostgreSQL transaction, or of a stretch between two transactions. */
  public void endTransaction() {
    boundary = records.size();
    ended = true;
  }

  /** Marks that a PostgreSQL transaction goes on which an earlier batch has records of. */
  public void continueTransaction() {
    continues = true;
  }

  /**
   * Whether the batch has no record, but ends a PostgreSQL transaction that an earlier batch has
   * records of.
   */
  public boolean isOnlyAnEnd() {
    return continues && ended && records.isEmpty();
  }

  /**
   * Marks the records as rows of a snapshot, or of another stream. They come between the stream's
   * batches and end none of its transactions.
   */
  public void aside() {
    aside = true;
  }

  public boolean isAside() {
    return aside;
  }

  /** Whether the last PostgreSQL transaction of the batch continues in the next batch. */
  public boolean endsWithinTransaction() {
    return !aside && boundary < records.size();
  }

  /**
   * Whether the last record is the last of a PostgreSQL transaction, or is between two
   * transactions.
   */
  public boolean endsWithTransaction() {
    return boundary == records.size();
  }

  /**
   * The last record up to which the batch has only whole PostgreSQL transactions; null if there is
   * none.
   */
  public SourceRecord lastOfWholeTransactions() {
    return boundary == 0 ? null : records.get(boundary - 1);
  }

  /** Whether the records of the other batch may be appended to this batch. */
  public boolean isFollowedBy(Batch next) {
    return aside == next.aside;
  }

  /** Appends the records of the other batch. */
  public void append(Batch next) {
    if (next.boundary > 0 || next.isOnlyAnEnd()) {
      boundary = records.size() + next.boundary;
    }
    records.addAll(next.records);
    bytes += next.bytes;
    newTopics += next.newTopics;
  }

  /** The last record. The batch must not be empty. */
  public SourceRecord last() {
    return records.get(records.size() - 1);
  }

  /** How many topics the batch has the task's first record of. */
  public int newTopics() {
    return newTopics;
  }

  public boolean isEmpty() {
    return records.isEmpty();
  }

  public int size() {
    return records.size();
  }

  public long bytes() {
    return bytes;
  }

  /** Gives every record the receiver of its acknowledgement. */
  public void deliverTo(Delivery delivery) {
    for (CapturedRecord captured : records) {
      captured.deliverTo(delivery);
    }
  }

  /** The records as Connect takes them. */
  public List<SourceRecord> records() {
    return Collections.unmodifiableList(records);
  }
}
