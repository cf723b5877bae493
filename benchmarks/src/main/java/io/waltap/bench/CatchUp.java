/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.bench.Measurement.Cost;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Measures how a connector catches up a backlog: from the time when its first slot is read to the
 * last record in Kafka.
 */
final class CatchUp {
  private static final long START_POLL_MILLIS = 5;
  private static final long POLL_MILLIS = 50;

  private final BenchServers servers;

  CatchUp(BenchServers servers) {
    this.servers = servers;
  }

  /**
   * What to catch up.
   *
   * @param name the connector's name
   * @param slots the slots that it reads
   * @param topics the topics in which its records are counted
   */
  record Task(String name, List<String> slots, List<String> topics, long events) {
    Task {
      slots = List.copyOf(slots);
      topics = List.copyOf(topics);
    }
  }

  /** The result, with the meanings of {@link Measurement}. */
  record Result(long events, double seconds, double latePerSecond, Cost cost) {
    Measurement measurement(Contender contender, String workload, ValueFormat format, int round) {
      return new Measurement(
          contender,
          workload,
          format,
          round,
          events,
          seconds,
          (double) events / seconds,
          latePerSecond,
          cost);
    }
  }

  /**
   * Creates the connector on a worker that does nothing else. Returns when all its records are in
   * Kafka.
   */
  Result run(ConnectProcess worker, BenchDatabase database, Task task, Map<String, String> config)
      throws SQLException, InterruptedException {
    // the first call over JMX loads classes on both sides
    worker.jmx().usage();
    worker.rest().create(task.name(), config);
    ConnectorWatch connector = new ConnectorWatch(worker, task.name());
    SlotWatch slots = new SlotWatch(database, task.slots());
    if (!connector.until(patience(), START_POLL_MILLIS, () -> slots.look() > 0)) {
      throw new IllegalStateException("the connector does not read its slot");
    }
    Meter meter = Meter.ofWorker(worker, servers.postgres());
    Progress progress = new Progress();
    boolean complete =
        connector.until(patience(), POLL_MILLIS, () -> sample(progress, slots, task));
    if (!complete) {
      throw new IllegalStateException(
          progress.lastRecords()
              + " of "
              + task.events()
              + " records after "
              + patience().toSeconds()
              + " s");
    }
    Cost cost = meter.read(slots.cpuSeconds());
    return new Result(
        task.events(),
        meter.secondsUntil(progress.lastNanos()),
        progress.rateFrom(task.events() / 2),
        cost);
  }

  /** Returns whether all records are in Kafka. */
  private boolean sample(Progress progress, SlotWatch slots, Task task)
      throws SQLException, InterruptedException {
    long records = servers.topics().records(task.topics());
    progress.add(System.nanoTime(), records);
    slots.look();
    return records >= task.events();
  }

  private Duration patience() {
    return servers.options().patience();
  }
}
