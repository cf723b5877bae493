/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.stream;

import io.waltap.connect.record.Batch;
import io.waltap.connect.record.BatchLimit;
import io.waltap.connect.record.Delivery;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The one hand-over between the thread that captures and Connect's task thread: whole batches,
 * bounded by received bytes and by records. When it is full, the reader stops reading: changes then
 * wait in the server's WAL, and not in the heap. A batch larger than the bound passes alone.
 *
 * <p>Bytes count until Kafka has the records: while Connect converts and sends them they are in
 * memory several times.
 */
public final class RecordQueue {
  private final long maxBytes;
  private final int maxRecords;
  private final boolean untilAcknowledged;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Batch> batches = new ArrayDeque<>();
  private long bytes;
  private int records;
  private RuntimeException failure;

  /**
   * Bytes of the batches that wait here or are on their way to Kafka; changed with the lock, read
   * without.
   */
  private final AtomicLong held = new AtomicLong();

  /**
   * @param maxBytes 0: not bounded by bytes
   * @param untilAcknowledged false where acknowledgments come only after more than the bound may
   *     have been handed over, so that waiting for them would never end
   */
  public RecordQueue(int maxRecords, long maxBytes, boolean untilAcknowledged) {
    this.maxRecords = maxRecords;
    this.maxBytes = maxBytes;
    this.untilAcknowledged = untilAcknowledged;
  }

  /** Whether nothing more should even be read. */
  public boolean isFull() {
    return maxBytes > 0 && held.get() >= maxBytes;
  }

  /** Whether what was handed over waits for Connect to ask for it. */
  public boolean isBehind() {
    lock.lock();
    try {
      return !batches.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Whether Kafka has everything that was handed over. */
  public boolean isLeft() {
    return held.get() == 0;
  }

  /**
   * Waits until there is room for more than is held.
   *
   * @return false if there was none in time
   */
  public boolean awaitRoom(Duration timeout) throws InterruptedException {
    long nanos = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (isFull()) {
        if (nanos <= 0) {
          return false;
        }
        nanos = changed.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The receiver of the acknowledgments of a batch. It counts the batch's bytes until the last
   * record is acknowledged.
   */
  public Delivery counted(Batch batch, Delivery delivery) {
    return untilAcknowledged && batch.bytes() > 0
        ? new Counted(delivery, batch.size(), batch.bytes())
        : delivery;
  }

  /**
   * Hands over a batch.
   *
   * @return false if there was no room for it in time
   */
  public boolean offer(Batch batch, Duration timeout) throws InterruptedException {
    long nanos = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (!hasRoom(batch)) {
        if (nanos <= 0) {
          return false;
        }
        nanos = changed.awaitNanos(nanos);
      }
      put(batch);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Hands over a batch even if there is no room for it. */
  public void force(Batch batch) {
    lock.lock();
    try {
      put(batch);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the next batch.
   *
   * @return null if none came in time
   * @throws RuntimeException what {@link #fail} was given, once all batches before it are taken
   */
  public Batch poll(Duration timeout) throws InterruptedException {
    long nanos = TimeUnit.MILLISECONDS.toNanos(timeout.toMillis());
    lock.lockInterruptibly();
    try {
      while (batches.isEmpty()) {
        if (failure != null) {
          throw failure;
        }
        if (nanos <= 0) {
          return null;
        }
        nanos = changed.awaitNanos(nanos);
      }
      return take();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Appends to a taken batch the batches after it, as far as they fit and come in time.
   *
   * @param limit the most that the batch may hold
   */
  public void gather(Batch batch, BatchLimit limit, Duration timeout) throws InterruptedException {
    long nanos = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (!limit.reachedBy(batch)) {
        Batch next = batches.peek();
        if (next == null) {
          if (nanos <= 0 || failure != null) {
            return;
          }
          nanos = changed.awaitNanos(nanos);
        } else if (batch.isFollowedBy(next) && limit.allows(batch, next)) {
          batch.append(take());
        } else {
          return;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more will come: the reader has given up. */
  public void fail(RuntimeException cause) {
    lock.lock();
    try {
      failure = cause;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Bytes received for the records that wait here. */
  public long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  public int records() {
    lock.lock();
    try {
      return records;
    } finally {
      lock.unlock();
    }
  }

  /** Called with the lock. */
  private void put(Batch batch) {
    batches.add(batch);
    bytes += batch.bytes();
    held.addAndGet(batch.bytes());
    records += batch.size();
    changed.signalAll();
  }

  /** The first batch, which is there; called with the lock. */
  private Batch take() {
    Batch batch = batches.remove();
    bytes -= batch.bytes();
    records -= batch.size();
    if (!untilAcknowledged || batch.isEmpty()) {
      held.addAndGet(-batch.bytes());
    }
    changed.signalAll();
    return batch;
  }

  private void letGo(long size) {
    lock.lock();
    try {
      held.addAndGet(-size);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean hasRoom(Batch batch) {
    boolean recordsFit = batches.isEmpty() || records + batch.size() <= maxRecords;
    boolean bytesFit = maxBytes == 0 || held.get() == 0 || held.get() + batch.bytes() <= maxBytes;
    return recordsFit && bytesFit;
  }

  /** Counts a batch's records until all are acknowledged. */
  private final class Counted implements Delivery {
    private final Delivery delivery;
    private final AtomicInteger outstanding;
    private final long size;

    Counted(Delivery delivery, int records, long size) {
      this.delivery = delivery;
      this.outstanding = new AtomicInteger(records);
      this.size = size;
    }

    @Override
    public void acknowledged(SourceRecord captured, boolean stored) {
      delivery.acknowledged(captured, stored);
      if (outstanding.decrementAndGet() == 0) {
        letGo(size);
      }
    }
  }
}
