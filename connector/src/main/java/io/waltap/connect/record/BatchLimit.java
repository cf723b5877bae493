/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

/**
 * When a batch is full: {@code max.batch.size} records, or a mebibyte that was received for them,
 * whichever comes first. A batch that becomes full in the middle of a change takes the rest of the
 * change's records.
 */
public record BatchLimit(int records, long bytes) {
  private static final long BYTES = 1 << 20;

  /**
   * @param records {@code max.batch.size}
   */
  public BatchLimit(int records) {
    this(records, BYTES);
  }

  public boolean reachedBy(Batch batch) {
    return batch.size() >= records || batch.bytes() >= bytes;
  }

  /** Whether another batch fits in as well. */
  public boolean allows(Batch batch, Batch next) {
    return batch.size() + next.size() <= records && batch.bytes() + next.bytes() <= bytes;
  }
}
