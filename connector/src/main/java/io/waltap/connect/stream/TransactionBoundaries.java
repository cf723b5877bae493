/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.stream;

import io.waltap.connect.record.Batch;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For {@code transaction.boundary=connector}: decides where Kafka's transactions end. Each ends
 * where a PostgreSQL transaction ends; several small PostgreSQL transactions share one. The
 * exception is a PostgreSQL transaction that takes so long to deliver that Kafka would abort it
 * ({@code transaction.timeout.ms} of the producer), and again after every restart. Such a
 * transaction is split.
 */
public final class TransactionBoundaries {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionBoundaries.class);

  private final Duration splitAfter;
  private final LongSupplier nanoClock;

  /** The stream's latest batch ended in the middle of a PostgreSQL transaction. */
  private boolean withinTransaction;

  /** There are records in Kafka's transaction. */
  private boolean open;

  private long openedAt;

  /**
   * @param splitAfter zero: never
   */
  public TransactionBoundaries(Duration splitAfter, LongSupplier nanoClock) {
    this.splitAfter = splitAfter;
    this.nanoClock = nanoClock;
  }

  /**
   * The record of the batch with which Kafka's transaction ends; null if it goes on. If the batch
   * has no record, {@link #endsWithoutRecord} tells.
   */
  public SourceRecord endIn(Batch batch) {
    if (batch.isEmpty()) {
      withinTransaction &= !batch.isOnlyAnEnd();
      return null;
    }
    long now = nanoClock.getAsLong();
    if (!open) {
      openedAt = now;
    }
    SourceRecord end =
        withinTransaction && batch.isAside() ? null : batch.lastOfWholeTransactions();
    if (!batch.isAside()) {
      withinTransaction = batch.endsWithinTransaction();
    }
    open = end == null || !batch.endsWithTransaction();
    if (end == null && isTooOld(now)) {
      end = batch.last();
      split(end.sourceOffset());
    }
    if (end != null) {
      openedAt = now; // for the records after it in this batch
    }
    return end;
  }

  /**
   * Whether Kafka's transaction ends now, although there is no record to send: it has whole
   * PostgreSQL transactions only, or is open too long. Kafka aborts it also while the link is down.
   */
  public boolean endsWithoutRecord() {
    if (!open) {
      return false;
    }
    if (!withinTransaction) {
      open = false;
    } else if (isTooOld(nanoClock.getAsLong())) {
      split("what was delivered until now");
    }
    return !open;
  }

  private boolean isTooOld(long now) {
    return !splitAfter.isZero() && now - openedAt >= splitAfter.toNanos();
  }

  private void split(Object place) {
    LOG.warn(
        "a PostgreSQL transaction takes longer to deliver than transaction.split.after.ms={}: it is"
            + " split over several Kafka transactions, here after {}; nothing is lost or doubled,"
            + " but read_committed consumers see its parts one by one",
        splitAfter.toMillis(),
        place);
    open = false;
  }
}
