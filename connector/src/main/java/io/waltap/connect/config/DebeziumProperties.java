/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How each property of Debezium 3.7's PostgreSQL connector is treated. */
public final class DebeziumProperties {

  private static final List<Entry> ENTRIES = new Table().entries();

  private DebeziumProperties() {}

  /** How a property of Debezium is treated. */
  public enum Status {
    /** It means the same here. */
    SUPPORTED,
    /** It may be set, but has no effect. */
    IGNORED,
    /** Only a value that asks for what this connector does anyway is accepted. */
    REFUSED
  }

  /**
   * @param key the property's name; it may have a variable part, written as Debezium does, and
   *     {@code .*} at its end stands for any rest
   * @param reason why it is ignored or refused; if it is supported, what differs, or empty
   */
  public record Entry(String key, Status status, String reason) {}

  /** All entries, in the order of Debezium's groups. */
  public static List<Entry> entries() {
    return ENTRIES;
  }

  /** The properties that are set but ignored, each under the name that was set. */
  static List<Entry> ignoredIn(Map<String, String> properties) {
    List<Entry> ignored = new ArrayList<>();
    for (Entry entry : ENTRIES) {
      if (entry.status() != Status.IGNORED) {
        continue;
      }
      if (entry.key().endsWith(".*")) {
        String prefix = entry.key().substring(0, entry.key().length() - 1);
        for (String key : properties.keySet()) {
          if (key.startsWith(prefix)) {
            ignored.add(new Entry(key, entry.status(), entry.reason()));
          }
        }
      } else if (properties.containsKey(entry.key())) {
        ignored.add(entry);
      }
    }
    return ignored;
  }

  /**
   * Whether a user waits for something that an ignored property would do: a message, or a statement
   * that is run.
   */
  public static boolean isAwaited(String key) {
    return key.startsWith("notification.")
        || key.startsWith("signal.kafka.")
        || key.equals("heartbeat.action.query");
  }

  /** Whether Debezium has a property of exactly this name. */
  static boolean isKnown(String key) {
    for (Entry entry : ENTRIES) {
      if (entry.key().equals(key)) {
        return true;
      }
    }
    return false;
  }

  /** Builds the list of entries. */
  private static final class Table {

    private final List<Entry> rows = new ArrayList<>();

    List<Entry> entries() {
      supported();
      ignored();
      for (RefusedProperties.Refusal refusal : RefusedProperties.ALL) {
        rows.add(new Entry(refusal.key(), Status.REFUSED, refusal.reason()));
      }
      return List.copyOf(rows);
    }

    private void supported() {
      same(
          ConnectionKeys.HOSTNAME,
          ConnectionKeys.PORT,
          ConnectionKeys.DBNAME,
          ConnectionKeys.USER,
          ConnectionKeys.PASSWORD,
          ConnectionKeys.SSL_MODE,
          ConnectionKeys.SSL_ROOT_CERT,
          ConnectionKeys.SSL_CERT,
          ConnectionKeys.SSL_KEY,
          ConnectionKeys.SSL_PASSWORD,
          ConnectionKeys.SSL_FACTORY,
          ConnectionKeys.TCP_KEEP_ALIVE,
          ConnectionKeys.QUERY_TIMEOUT,
          ConnectionKeys.INITIAL_STATEMENTS,
          ReplicationKeys.SLOT_NAME,
          ReplicationKeys.SLOT_FAILOVER,
          ReplicationKeys.SLOT_STREAM_PARAMS,
          ReplicationKeys.PUBLICATION_NAME,
          ReplicationKeys.PUBLISH_VIA_PARTITION_ROOT,
          ReplicationKeys.STATUS_UPDATE_INTERVAL,
          SnapshotKeys.INCLUDE_LIST,
          SnapshotKeys.SELECT_OVERRIDES,
          SnapshotKeys.SELECT_OVERRIDES + ".<schema.table>",
          SnapshotKeys.SNAPSHOT_DELAY,
          SnapshotKeys.STREAMING_DELAY,
          SnapshotKeys.CHUNK_SIZE,
          FilterKeys.SCHEMA_INCLUDE_LIST,
          FilterKeys.SCHEMA_EXCLUDE_LIST,
          FilterKeys.TABLE_INCLUDE_LIST,
          FilterKeys.TABLE_EXCLUDE_LIST,
          FilterKeys.COLUMN_INCLUDE_LIST,
          FilterKeys.COLUMN_EXCLUDE_LIST,
          FilterKeys.MESSAGE_PREFIX_INCLUDE_LIST,
          FilterKeys.MESSAGE_PREFIX_EXCLUDE_LIST,
          FilterKeys.SKIPPED_OPERATIONS,
          FilterKeys.SKIP_MESSAGES_WITHOUT_CHANGE,
          EventKeys.TOMBSTONES_ON_DELETE,
          EventKeys.PROVIDE_TRANSACTION_METADATA,
          EventKeys.MESSAGE_KEY_COLUMNS,
          EventKeys.COLUMN_PROPAGATE_SOURCE_TYPE,
          EventKeys.DATATYPE_PROPAGATE_SOURCE_TYPE,
          EventKeys.INCLUDE_SCHEMA_COMMENTS,
          EventKeys.EXTENDED_HEADERS_ENABLED,
          TypeKeys.DECIMAL_HANDLING_MODE,
          TypeKeys.TIME_PRECISION_MODE,
          TypeKeys.BINARY_HANDLING_MODE,
          TypeKeys.INTERVAL_HANDLING_MODE,
          TypeKeys.HSTORE_HANDLING_MODE,
          TypeKeys.INCLUDE_UNKNOWN_DATATYPES,
          TypeKeys.UNAVAILABLE_VALUE_PLACEHOLDER,
          TypeKeys.MONEY_FRACTION_DIGITS,
          TopicKeys.TOPIC_PREFIX,
          TopicKeys.TOPIC_DELIMITER,
          TopicKeys.TOPIC_TRANSACTION,
          TopicKeys.TOPIC_HEARTBEAT_PREFIX,
          TopicKeys.HEARTBEAT_TOPICS_PREFIX,
          TopicKeys.SCHEMA_NAME_ADJUSTMENT_MODE,
          TopicKeys.FIELD_NAME_ADJUSTMENT_MODE,
          AdvancedKeys.MAX_BATCH_SIZE,
          AdvancedKeys.MAX_QUEUE_SIZE,
          AdvancedKeys.POLL_INTERVAL,
          AdvancedKeys.ERRORS_MAX_RETRIES);
      differing(
          ReplicationKeys.PUBLICATION_AUTOCREATE_MODE,
          "filtered alters only a publication that this connector has created. Tables without a"
              + " replica identity are not published, and all_tables creates nothing while there"
              + " are any; publication.tables.without.identity=publish is as Debezium.");
      differing(
          SnapshotKeys.MODE,
          "The values custom and configuration_based are refused. The value never is accepted, as"
              + " an alias of no_data.");
      differing(
          SnapshotKeys.MAX_THREADS, "The default is 4, not 1. Large tables are read in pieces.");
      differing(
          AdvancedKeys.HEARTBEAT_INTERVAL,
          "The default is 5000, not 0: heartbeats carry the position of the stream.");
      differing(AdvancedKeys.MAX_QUEUE_BYTES, "The default is 67108864 (64 MiB), not 0.");
      differing(
          "column.mask.with.(d+).chars",
          "If several masks select a column, this one wins over hashes and cuts.");
      differing(
          "column.mask.hash.([^.]+).with.salt.(.+)",
          "There is column.mask.hash.v2.* too, which hashes the text itself.");
      differing(
          "column.truncate.to.(d+).chars", "If a mask selects the same column, the mask wins.");
      differing(
          "database.*", "Names that are not in this list go to the JDBC driver, as driver.* do.");
    }

    private void ignored() {
      String timing = "Retries and time limits are set by ";
      ignore(
          timing + "errors.max.retries, reconnect.backoff.ms and reconnect.backoff.max.ms.",
          "retriable.restart.connector.wait.ms",
          "slot.max.retries",
          "slot.retry.delay.ms",
          "internal.custom.retriable.exception");
      ignore(
          timing + "the driver's properties, driver.connectTimeout and driver.socketTimeout.",
          "connection.validation.timeout.ms",
          "internal.create.slot.command.timeout");
      ignore(
          "There is no executor. A task that stops waits up to 10 seconds for its thread.",
          "executor.shutdown.timeout.ms");
      ignore(
          "Metrics are always published, with fixed names.",
          "custom.metric.tags",
          "internal.advanced.metrics.enable",
          "statistics.metrics.enabled");
      ignore("The connector does not log its properties.", "custom.sanitize.pattern");
      ignore(
          "The number of tables is not limited.",
          "guardrail.collections.limit.action",
          "guardrail.collections.max");
      ignore(
          "Stored positions are always compared with the slot. If changes are missing, the task"
              + " fails, or with snapshot.mode=when_needed or always reads the tables again.",
          "internal.log.position.check.enable",
          "internal.offset.activity.monitor.interval.ms",
          "internal.slot.seek.to.known.offset.on.start",
          "offset.mismatch.strategy");
      ignore(
          "There are no signals. Offsets are changed through Connect's REST API instead.",
          "internal.signal.processor.semaphore.wait.ms",
          "internal.signal.synchronous.batch.size",
          "signal.emit.failure.backoff.ms",
          "signal.emit.failure.max.retries",
          "signal.poll.interval.ms",
          "signal.file",
          "signal.kafka.*",
          "incremental.snapshot.allow.schema.changes",
          "incremental.snapshot.watermarking.strategy");
      ignore(
          "There are no notifications. Progress is in the log and in the metrics.",
          "notification.enabled.channels",
          "notification.sink.topic.name",
          "notification.http.url",
          "notification.http.allow.private.networks",
          "notification.http.retries",
          "notification.http.timeout.ms");
      ignore(
          "There is no OpenLineage integration. Records are the same without it.",
          "openlineage.integration.enabled",
          "openlineage.integration.config.file.path",
          "openlineage.integration.dataset.kafka.bootstrap.servers",
          "openlineage.integration.job.description",
          "openlineage.integration.job.namespace",
          "openlineage.integration.job.owners",
          "openlineage.integration.job.tags");
      ignore(
          "An idle slot moves on without writes to the database. See heartbeat.interval.ms.",
          "heartbeat.action.query");
      ignore(
          "A position is confirmed by a status message, for which nothing waits. See"
              + " status.update.interval.ms.",
          "lsn.flush.timeout.action",
          "lsn.flush.timeout.ms");
      ignore(
          "A value that cannot be decoded stops the task. No record is left out for it.",
          "event.converting.failure.handling.mode");
      ignore(
          "How tables and records are kept in memory is fixed.",
          "memory.management.schemas.class",
          "memory.management.tables.class",
          "queue.provider.type",
          "topic.cache.size",
          "poll.dispatch.interval.ms");
      ignore(
          "A record always has the schema that the stream announces for it.",
          "schema.refresh.mode");
      ignore(
          "PostgreSQL's stream has no schema changes to emit. Debezium emits none either.",
          "include.schema.changes");
      ignore(
          "Snapshots are read in read-only, repeatable-read transactions that see one state of the"
              + " database. They block no writes.",
          "snapshot.isolation.mode",
          "snapshot.lock.timeout.ms",
          "snapshot.locking.mode",
          "snapshot.locking.mode.custom.name");
      ignore(
          "Snapshots are read by COPY, which streams. There is no fetch size.",
          "query.fetch.size",
          "snapshot.fetch.size");
      ignore(
          "Large tables are read in pieces; their order is fixed. See snapshot.max.threads.",
          "snapshot.tables.order.by.row.count",
          "snapshot.max.threads.multiplier",
          "legacy.snapshot.max.threads",
          "internal.legacy.snapshot.max.threads",
          "internal.snapshot.scan.all.columns.force");
      ignore(
          "It belongs to a snapshot.mode or snapshot.query.mode that is refused.",
          "snapshot.mode.configuration.based.snapshot.data",
          "snapshot.mode.configuration.based.snapshot.on.data.error",
          "snapshot.mode.configuration.based.snapshot.on.schema.error",
          "snapshot.mode.configuration.based.snapshot.schema",
          "snapshot.mode.configuration.based.start.stream",
          "snapshot.mode.custom.name",
          "snapshot.query.mode.custom.name");
      ignore("It belongs to converters, which are refused.", "<converter>.type");
      ignore("The connector never writes to tables, with or without it.", "read.only");
      ignore("PostgreSQL publishes no changes of system tables.", "table.ignore.builtin");
    }

    private void same(String... keys) {
      for (String key : keys) {
        rows.add(new Entry(key, Status.SUPPORTED, ""));
      }
    }

    private void differing(String key, String note) {
      rows.add(new Entry(key, Status.SUPPORTED, note));
    }

    private void ignore(String reason, String... keys) {
      for (String key : keys) {
        rows.add(new Entry(key, Status.IGNORED, reason));
      }
    }
  }
}
