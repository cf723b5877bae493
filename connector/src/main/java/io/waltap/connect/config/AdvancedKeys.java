/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/** Heartbeats, buffers, retries. */
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
        "Milliseconds between heartbeats. A heartbeat carries the position of the slot's stream"
            + " into Connect's offsets, so that an idle slot moves on and releases WAL, and a slot"
            + " that has moved without the connector is noticed. 0 turns them off: gaps are then"
            + " found less surely, and an idle slot restarts from an older place and holds more"
            + " WAL. (Debezium's default is 0.)");
    group.count(
        MAX_BATCH_SIZE,
        2_048,
        Range.atLeast(1),
        Importance.MEDIUM,
        "Batch size",
        "The most records that a task hands to Connect at once.");
    group.count(
        MAX_QUEUE_SIZE,
        8_192,
        Range.atLeast(1),
        Importance.MEDIUM,
        "Queue size",
        "The most records that wait between reading and handing over; more than max.batch.size. A"
            + " full queue stops the reading, and the changes wait in the server's WAL.");
    group.amount(
        MAX_QUEUE_BYTES,
        64L * 1024 * 1024,
        Range.atLeast(0),
        Importance.MEDIUM,
        "Queue bytes",
        "The most bytes of rows that are on their way from the server to Kafka, counted as received,"
            + " and as JSON where the connector has converted them already; 0 for no limit. A single row that is larger passes alone. Calculate several times as"
            + " much heap: a row is in it as it came, as Connect converts it, and in the producer's"
            + " buffer. With transaction.boundary=connector or interval a row counts until it is"
            + " handed to Connect. (Debezium's default is 0.)");
    group.amount(
        POLL_INTERVAL,
        500,
        Range.atLeast(1),
        Importance.MEDIUM,
        "Poll interval",
        "Milliseconds for which a poll waits when there is nothing to hand over. A record that"
            + " arrives ends the wait at once. More than 5000 counts as 5000, so that a task stops"
            + " soon when told to.");
    group.amount(
        TRANSACTION_LINGER,
        0,
        Range.between(0, 60_000),
        Importance.LOW,
        "Transaction linger",
        "With exactly-once support and transaction.boundary=connector: milliseconds for which a Kafka"
            + " transaction waits for further PostgreSQL transactions, up to max.batch.size records"
            + " or 1 MiB in all. 0 takes those that have come while the one before was committed:"
            + " the sooner Kafka commits, the smaller its transactions.");
    group.amount(
        TRANSACTION_SPLIT_AFTER,
        45_000,
        Range.atLeast(0),
        Importance.LOW,
        "Transaction split",
        "With exactly-once support and transaction.boundary=connector: a PostgreSQL transaction that"
            + " takes more than so many milliseconds to deliver is split over several Kafka"
            + " transactions, since Kafka aborts one that is open for longer than the producer's"
            + " transaction.timeout.ms (60000 by default; stay well below it). Nothing is lost or"
            + " doubled by that, but read_committed consumers see the parts one by one, and a"
            + " warning is logged. 0: never; such a task fails instead.");
    group.count(
        ERRORS_MAX_RETRIES,
        -1,
        Range.atLeast(-1),
        Importance.LOW,
        "Retries",
        "How many times in a row the task tries again after an error that may pass (a lost"
            + " connection, a restart of the server, a failover) before it fails; -1 for ever, 0"
            + " never. Progress in between starts the count anew.");
    group.amount(
        RECONNECT_BACKOFF,
        1_000,
        Range.atLeast(1),
        Importance.LOW,
        "Backoff",
        "Milliseconds before the first retry. Each further one waits about twice as long, up to"
            + " reconnect.backoff.max.ms.");
    group.amount(
        RECONNECT_BACKOFF_MAX,
        60_000,
        Range.atLeast(1),
        Importance.LOW,
        "Longest backoff",
        "The most milliseconds between two retries; not less than reconnect.backoff.ms.");
  }
}
