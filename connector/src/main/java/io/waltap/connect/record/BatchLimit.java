/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

/**
 * When a batch is full: {@code max.batch.size} records, a mebibyte that was received for them, or
 * the first records of so many topics, whichever comes first. A batch that becomes full in the
 * middle of a change takes the rest of the change's records.
 *
 * <p>Connect creates topics one by one while it sends a batch. With exactly-once support, that is
 * in a Kafka transaction, which Kafka aborts after {@code transaction.timeout.ms}.
 */
public record BatchLimit(int records, long bytes) {
  private static final long BYTES = 1 << 20;

  /** With a second for each, they are created before Kafka's default timeout of a minute. */
  public static final int NEW_TOPICS = 50;

  /**
   * @param records {@code max.batch.size}
   */
  public BatchLimit(int records) {
    this(records, BYTES);
  }

  public boolean reachedBy(Batch batch) {
    return batch.size() >= records || batch.bytes() >= bytes || batch.newTopics() >= NEW_TOPICS;
  }

  /** Whether another batch fits in as well. */
  public boolean allows(Batch batch, Batch next) {
    return batch.size() + next.size() <= records
        && batch.bytes() + next.bytes() <= bytes
        && batch.newTopics() + next.newTopics() <= NEW_TOPICS;
  }
}
