/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

import io.waltap.mirror.MirrorSinkTask;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.connect.sink.SinkRecord;

/** Calls the sink's task as a worker does, in this process. For one thread. */
final class MirrorDriver implements AutoCloseable {
  private static final long IDLE_MILLIS = 5;

  private final TopicConsumer consumer;
  private final CommitWatch commits;
  private final MirrorSinkTask task = new MirrorSinkTask();

  private MirrorDriver(Map<String, String> properties, GeneratedEvents events) {
    this.consumer = new TopicConsumer(properties, events);
    this.commits = new CommitWatch(properties.get("name"));
  }

  /**
   * Starts a task that has the topic's partition.
   *
   * @param properties of the connector
   */
  static MirrorDriver start(Map<String, String> properties, GeneratedEvents events) {
    MirrorDriver driver = new MirrorDriver(properties, events);
    driver.task.initialize(driver.consumer);
    driver.task.start(properties);
    driver.task.open(List.of(TopicConsumer.PARTITION));
    return driver;
  }

  /**
   * One round of a worker: it polls, and gives the task what there is.
   *
   * @param end the offset behind the last record that the topic has now
   */
  void step(long end) throws InterruptedException {
    List<SinkRecord> records = consumer.poll(end);
    if (records.isEmpty()) {
      // a consumer waits for records; the task's commits go on in threads of their own
      Thread.sleep(IDLE_MILLIS);
    }
    task.put(records);
    commits.poll();
  }

  /** Goes on until all records before an offset are in the table. */
  void finish(long end, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (committed() < end) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "only the records before "
                + committed()
                + " of "
                + end
                + " are in the table within the time of --patience; its state is "
                + commits.state());
      }
      step(end);
    }
  }

  /** The offset before which all records are in the table; 0 if none is. */
  long committed() {
    OffsetAndMetadata offset = task.preCommit(Map.of()).get(TopicConsumer.PARTITION);
    return offset == null ? 0 : offset.offset();
  }

  /** The offset before which the task has taken all records. */
  long taken() {
    return consumer.next();
  }

  /** What its commits did. */
  CommitWatch commits() {
    return commits;
  }

  @Override
  public void close() {
    task.close(List.of(TopicConsumer.PARTITION));
    task.stop();
  }
}
