/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/** The properties of heartbeats, buffers, Kafka transactions and retries. */
final class AdvancedKeys {

  static final String GROUP = "Advanced";

  static final String HEARTBEAT_INTERVAL = "heartbeat.interval.ms";
  static final String MAX_BATCH_SIZE = "max.batch.size";
  static final String MAX_QUEUE_SIZE = "max.queue.size";
  static final String MAX_QUEUE_BYTES = "max.queue.size.in.bytes";
  static final String TRANSACTION_LINGER = "transaction.linger.ms";
  static final String TRANSACTION_SPLIT_AFTER = "transaction.split.after.ms";
  static final String POLL_INTERVAL = "poll.interval.ms";
  static final String ERRORS_MAX_RETRIES = "errors.max.retries";
  static final String RECONNECT_BACKOFF = "reconnect.backoff.ms";
  static final String RECONNECT_BACKOFF_MAX = "reconnect.backoff.max.ms";

  private AdvancedKeys() {}

  static void define(ConfigDef definition) {
    KeyGroup group = new KeyGroup(definition, GROUP);
    group.amount(
        HEARTBEAT_INTERVAL,
        5_000,
        Range.atLeast(0),
        Importance.MEDIUM,
        "Heartbeat interval",
        "Milliseconds between two heartbeats, records that carry the lane's position into Connect's"
            + " offsets. From this position the connector sees whether the slot was advanced, or"
            + " dropped and created again. 0: no heartbeats; then only a slot that is gone or"
            + " invalidated is noticed. (Debezium's default is 0.)");
    group.count(
        MAX_BATCH_SIZE,
        2_048,
        Range.atLeast(1),
        Importance.MEDIUM,
        "Batch size",
        "The most records that a task hands to Connect at once. A batch also ends at 1 MiB of"
            + " received bytes.");
    group.count(
        MAX_QUEUE_SIZE,
        8_192,
        Range.atLeast(1),
        Importance.MEDIUM,
        "Queue size",
        "The most records that wait until Connect takes them. It must be more than max.batch.size."
            + " If the queue is full, the task stops reading, and the changes wait in the server's"
            + " WAL.");
    group.amount(
        MAX_QUEUE_BYTES,
        64L * 1024 * 1024,
        Range.atLeast(0),
        Importance.MEDIUM,
        "Queue bytes",
        "The most bytes of rows that are on their way from the server to Kafka; 0 for no limit."
            + " Rows count as received. Values that the connector has converted early count too. A"
            + " single row that is larger passes alone. Plan several times as much heap: a row is"
            + " in memory as received, as converted, and in the producer's buffer. With"
            + " transaction.boundary=connector or interval, a row counts only until Connect takes"
            + " it. (Debezium's default is 0.)");
    group.amount(
        POLL_INTERVAL,
        500,
        Range.atLeast(1),
        Importance.MEDIUM,
        "Poll interval",
        "Milliseconds that a poll waits if there is no record. A record that arrives ends the wait"
            + " at once. More than 5000 counts as 5000, so that a task stops soon after Connect"
            + " tells it to.");
    group.amount(
        TRANSACTION_LINGER,
        0,
        Range.between(0, 60_000),
        Importance.LOW,
        "Transaction linger",
        "Milliseconds that a Kafka transaction waits for more PostgreSQL transactions, up to"
            + " max.batch.size records or 1 MiB. It is used only with exactly-once support and"
            + " transaction.boundary=connector. 0: the Kafka transaction takes those that came"
            + " while the one before was committed. The faster Kafka commits, the fewer these"
            + " are.");
    group.amount(
        TRANSACTION_SPLIT_AFTER,
        45_000,
        Range.atLeast(0),
        Importance.LOW,
        "Transaction split",
        "A PostgreSQL transaction that takes more milliseconds than this to deliver is split over"
            + " several Kafka transactions. It is used only with exactly-once support and"
            + " transaction.boundary=connector. Kafka aborts a transaction that is open longer than"
            + " the producer's transaction.timeout.ms (60000 by default), so stay well below that."
            + " A split loses and doubles nothing, and is logged as a warning. But read_committed"
            + " consumers see the parts one by one. 0: no transaction is split; if Kafka aborts it,"
            + " the task fails.");
    group.count(
        ERRORS_MAX_RETRIES,
        -1,
        Range.atLeast(-1),
        Importance.LOW,
        "Retries",
        "How many times in a row a task tries again after an error that may pass, such as a lost"
            + " connection, a restart of the server, or a failover. Then the task fails. -1: no"
            + " limit. 0: no retries. A success sets the count back to 0.");
    group.amount(
        RECONNECT_BACKOFF,
        1_000,
        Range.atLeast(1),
        Importance.LOW,
        "Backoff",
        "Milliseconds before the first retry. Each further wait is twice as long, up to"
            + " reconnect.backoff.max.ms. Up to half of each wait is left out at random.");
    group.amount(
        RECONNECT_BACKOFF_MAX,
        60_000,
        Range.atLeast(1),
        Importance.LOW,
        "Longest backoff",
        "The longest wait between two retries, in milliseconds. It must not be less than"
            + " reconnect.backoff.ms.");
  }
}
