/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.time.Duration;

/**
 * How records get to Connect, and what happens when the server cannot be reached.
 *
 * @param heartbeatInterval zero for no heartbeats
 * @param maxQueueBytes zero for no limit
 * @param transactionLinger how long a Kafka transaction waits for further PostgreSQL transactions
 * @param transactionSplitAfter how long a Kafka transaction may take before it is split; zero: any
 *     time
 * @param errorsMaxRetries how many retries in a row; -1 for no limit
 */
public record DeliverySettings(
    Duration heartbeatInterval,
    int maxBatchSize,
    int maxQueueSize,
    long maxQueueBytes,
    Duration transactionLinger,
    Duration transactionSplitAfter,
    Duration pollInterval,
    int errorsMaxRetries,
    Duration reconnectBackoff,
    Duration reconnectBackoffMax) {
  /** Longer waits would keep a task from stopping in time; Debezium has the same bound. */
  private static final Duration LONGEST_POLL = Duration.ofSeconds(5);

  static DeliverySettings of(Values values) {
    Duration poll = values.millis(AdvancedKeys.POLL_INTERVAL);
    return new DeliverySettings(
        values.millis(AdvancedKeys.HEARTBEAT_INTERVAL),
        values.number(AdvancedKeys.MAX_BATCH_SIZE),
        values.number(AdvancedKeys.MAX_QUEUE_SIZE),
        values.amount(AdvancedKeys.MAX_QUEUE_BYTES),
        values.millis(AdvancedKeys.TRANSACTION_LINGER),
        values.millis(AdvancedKeys.TRANSACTION_SPLIT_AFTER),
        poll.compareTo(LONGEST_POLL) > 0 ? LONGEST_POLL : poll,
        values.number(AdvancedKeys.ERRORS_MAX_RETRIES),
        values.millis(AdvancedKeys.RECONNECT_BACKOFF),
        values.millis(AdvancedKeys.RECONNECT_BACKOFF_MAX));
  }
}
