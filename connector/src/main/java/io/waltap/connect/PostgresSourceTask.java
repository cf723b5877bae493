/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.DebeziumProperties;
import io.waltap.connect.config.DeliverySettings;
import io.waltap.connect.config.Problem;
import io.waltap.connect.convert.Version;
import io.waltap.connect.lane.LaneRunner;
import io.waltap.connect.layout.Lane;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.metrics.ConnectorMetrics;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.BatchLimit;
import io.waltap.connect.record.CapturedRecord;
import io.waltap.connect.record.DroppedRecords;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.record.RecordContext;
import io.waltap.connect.schema.TopicNaming;
import io.waltap.connect.stream.AckTracker;
import io.waltap.connect.stream.Outbox;
import io.waltap.connect.stream.RecordQueue;
import io.waltap.connect.stream.TransactionBoundaries;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.TransactionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one lane as a Connect task: starts the lane's thread, hands its records to Connect, and
 * passes acknowledgments back. It makes no decisions.
 */
public final class PostgresSourceTask extends SourceTask {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresSourceTask.class);

  /** How long the lane has to stop by itself. An interrupt does not end a wait for the server. */
  private static final long STOP_SECONDS = 2;

  /**
   * How long it has after its sessions were ended, and it was interrupted again. Code that others
   * wrote, such as a converter, may swallow the first interrupt.
   */
  private static final long END_SECONDS = 5;

  private TaskConfig task;
  private DeliverySettings settings;
  private RecordQueue queue;
  private AckTracker acks;
  private DroppedRecords dropped;
  private ConnectorMetrics metrics;
  private TransactionBoundaries boundaries;
  private LaneRunner runner;
  private Thread lane;

  @Override
  public String version() {
    return Version.VALUE;
  }

  @Override
  public void start(Map<String, String> properties) {
    task = TaskConfig.of(properties);
    ConnectorConfig config = task.connector();
    settings = config.delivery();
    for (DebeziumProperties.Entry ignored : config.ignoredProperties()) {
      LOG.info("property {} has no effect: {}", ignored.key(), ignored.reason());
    }
    for (Problem warning : config.warnings()) {
      LOG.warn("{}: {}", warning.property(), warning.text());
    }
    if (settings.heartbeatInterval().isZero()) {
      LOG.warn(
          "heartbeat.interval.ms=0: no position of the slot is stored, so a slot that was recreated"
              + " or advanced manually looks like a healthy one");
    }
    queue =
        new RecordQueue(
            settings.maxQueueSize(), settings.maxQueueBytes(), endsTransactionsByPoll(properties));
    acks = new AckTracker(config.replication().slotConfirmOnRequest());
    boundaries = new TransactionBoundaries(settings.transactionSplitAfter(), System::nanoTime);
    metrics = new ConnectorMetrics(task.topicPrefix(), task.slot(), queue, acks);
    TopicNaming topics = TopicNaming.of(config.topics());
    Lane ours = task.lane();
    RecordContext records =
        new RecordContext(config, topics, Version.VALUE, Integer.toString(ours.index()));
    dropped = records.dropped();
    HeartbeatRecords heartbeats = new HeartbeatRecords(records, task.slot());
    Outbox outbox =
        new Outbox(
            queue,
            acks,
            heartbeats,
            records.earlyConversion(),
            ours.noPosition(),
            settings.heartbeatInterval());
    runner =
        new LaneRunner(
            task,
            context.offsetStorageReader(),
            queue,
            outbox,
            records,
            topics,
            heartbeats,
            metrics);
    lane = new Thread(runner, "waltap-" + config.connectorName() + "-" + task.slot());
    lane.start();
  }

  /**
   * Whether each poll ends a Kafka transaction. If not, records are acknowledged only when the
   * transaction ends, and it may be larger than any queue.
   */
  private static boolean endsTransactionsByPoll(Map<String, String> properties) {
    return properties.getOrDefault("transaction.boundary", "poll").equalsIgnoreCase("poll");
  }

  @Override
  public List<SourceRecord> poll() throws InterruptedException {
    acks.polled();
    // only with transaction.boundary=connector
    TransactionContext transactions = context.transactionContext();
    Batch batch = queue.poll(settings.pollInterval());
    if (batch != null && !batch.isEmpty()) {
      // one poll takes what is there: with transaction.boundary=poll it is a Kafka transaction
      Duration linger = transactions == null ? Duration.ZERO : settings.transactionLinger();
      queue.gather(batch, new BatchLimit(settings.maxBatchSize()), linger);
    }
    if (transactions != null) {
      return whole(batch, transactions);
    }
    return batch == null || batch.isEmpty() ? null : batch.records();
  }

  /** Ends Kafka's transaction so that it holds whole PostgreSQL transactions. */
  private List<SourceRecord> whole(Batch batch, TransactionContext transactions) {
    SourceRecord end = batch == null ? null : boundaries.endIn(batch);
    if (end != null) {
      transactions.commitTransaction(end);
    }
    if (batch != null && !batch.isEmpty()) {
      return batch.records();
    }
    if (!boundaries.endsWithoutRecord()) {
      return null;
    }
    transactions.commitTransaction();
    return List.of(); // after null, some versions of Connect do not end the transaction
  }

  @Override
  public void commitRecord(SourceRecord captured, RecordMetadata metadata) {
    CapturedRecord record = (CapturedRecord) captured;
    if (metadata == null) {
      dropped.add(record);
    }
    record.acknowledged(metadata != null);
  }

  @Override
  public void commit() {
    acks.committed();
  }

  @Override
  public void stop() {
    if (lane != null) {
      runner.stop();
      lane.interrupt();
      try {
        lane.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        if (lane.isAlive()) {
          runner.endSessions();
          lane.interrupt();
          lane.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (lane.isAlive()) {
        LOG.warn("the thread of slot \"{}\" did not stop; abandoning it", task.slot());
      }
    }
    if (metrics != null) {
      metrics.close();
    }
  }
}
