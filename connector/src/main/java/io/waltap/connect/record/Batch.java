/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Records on their way to {@code poll()}, filled by one thread and then handed over whole. The
 * records of one change are never split over two batches.
 */
public final class Batch {
  private final List<CapturedRecord> records = new ArrayList<>();
  private long bytes;
  private int boundary;
  private boolean beside;
  private EventTime time;

  /**
   * When the batch began: of all its changes, since it is handed over before anybody waits for
   * more.
   */
  public EventTime time() {
    if (time == null) {
      time = EventTime.now();
    }
    return time;
  }

  public void add(CapturedRecord captured) {
    records.add(captured);
  }

  /**
   * Counts the bytes that were received for the records: the measure by which the queue is bounded.
   */
  public void addBytes(long received) {
    bytes += received;
  }

  /** A PostgreSQL transaction, or a stretch between two, ends here. */
  public void endTransaction() {
    boundary = records.size();
  }

  /**
   * Rows of a snapshot, or of another stream: they come between the stream's batches and end none
   * of its transactions.
   */
  public void besideTheStream() {
    beside = true;
  }

  public boolean isBesideTheStream() {
    return beside;
  }

  /** Whether the last PostgreSQL transaction of the batch goes on in the next one. */
  public boolean endsWithinTransaction() {
    return !beside && boundary < records.size();
  }

  /** Whether the last record is the last of a PostgreSQL transaction, or comes between two. */
  public boolean endsWithTransaction() {
    return boundary == records.size();
  }

  /**
   * The last record before which, and with which, only whole PostgreSQL transactions come; null if
   * there is none.
   */
  public SourceRecord lastOfWholeTransactions() {
    return boundary == 0 ? null : records.get(boundary - 1);
  }

  /** Whether the other batch may come right behind this one in the same. */
  public boolean isFollowedBy(Batch next) {
    return beside == next.beside;
  }

  /** Takes the other batch's records in, behind its own. */
  public void append(Batch next) {
    if (next.boundary > 0) {
      boundary = records.size() + next.boundary;
    }
    records.addAll(next.records);
    bytes += next.bytes;
  }

  /** The last record; a batch that is asked has one. */
  public SourceRecord last() {
    return records.get(records.size() - 1);
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

  /** Tells every record whom to report to. */
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
