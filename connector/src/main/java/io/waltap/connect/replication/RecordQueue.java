/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.replication;

import io.waltap.connect.record.Batch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one hand-over between the thread that captures and Connect's task thread: whole batches, bounded by received bytes and by
 * records. When it is full the reader stops reading, so that pressure goes to the slot and never to the heap. A batch larger than the
 * bound passes alone.
 */
public final class RecordQueue {
  private final long maxBytes;
  private final int maxRecords;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Batch> batches = new ArrayDeque<>();
  private long bytes;
  private int records;
  private RuntimeException failure;

  /**
   * @param maxBytes 0: not bounded by bytes
   */
  public RecordQueue(int maxRecords, long maxBytes) {
    this.maxRecords = maxRecords;
    this.maxBytes = maxBytes;
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
      batches.add(batch);
      bytes += batch.bytes();
      records += batch.size();
      changed.signalAll();
      return true;
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
      Batch batch = batches.poll();
      bytes -= batch.bytes();
      records -= batch.size();
      changed.signalAll();
      return batch;
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

  private boolean hasRoom(Batch batch) {
    return batches.isEmpty()
        || records + batch.size() <= maxRecords
            && (maxBytes == 0 || bytes + batch.bytes() <= maxBytes);
  }
}
