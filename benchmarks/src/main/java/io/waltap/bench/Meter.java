/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.bench.Measurement.Cost;
import io.waltap.embedded.EmbeddedPostgres;

/**
 * Measures the cost of the worker, of PostgreSQL and of this process, from its creation to {@link
 * #read}.
 */
final class Meter {
  private final WorkerJmx jmx;
  private final long server;
  private final long startNanos;
  private final double serverBefore;
  private final double ourselvesBefore;
  private final WorkerUsage before;

  private Meter(WorkerJmx jmx, EmbeddedPostgres postgres) {
    this.jmx = jmx;
    this.server = postgres.pid();
    this.startNanos = System.nanoTime();
    this.serverBefore = ProcStat.family(server);
    this.ourselvesBefore = ourselves();
    this.before = jmx == null ? null : jmx.usage();
  }

  /** Starts counting, and resets the peaks. */
  static Meter ofWorker(ConnectProcess worker, EmbeddedPostgres postgres) {
    worker.jmx().resetPeak();
    return new Meter(worker.jmx(), postgres);
  }

  static Meter withoutWorker(EmbeddedPostgres postgres) {
    return new Meter(null, postgres);
  }

  double secondsUntil(long nanos) {
    return (double) (nanos - startNanos) / 1e9;
  }

  /**
   * Returns the cost until now.
   *
   * @param walsender CPU seconds of the process that serves the slot
   */
  Cost read(double walsender) {
    double serverCpu = ProcStat.family(server) - serverBefore;
    double ourCpu = ourselves() - ourselvesBefore;
    WorkerUsage after = jmx.usage();
    return new Cost(
        after.cpuSeconds() - before.cpuSeconds(),
        after.cpuSince(before, WorkerUsage::ofConnector),
        after.cpuSince(before, WorkerUsage::ofTask),
        after.cpuSince(before, WorkerUsage::ofProducer),
        after.cpuSince(before, WorkerUsage::ofVirtualMachine),
        walsender,
        serverCpu,
        ourCpu,
        after.allocatedSince(before),
        after.allocatedByConnectorSince(before),
        (double) jmx.peakHeap(),
        (double) (after.gcMillis() - before.gcMillis()));
  }

  /**
   * Returns the cost until now, without a worker.
   *
   * @param client CPU seconds of the process that reads
   */
  Cost read(double client, double walsender) {
    return Cost.ofProcess(
        client, walsender, ProcStat.family(server) - serverBefore, ourselves() - ourselvesBefore);
  }

  private static double ourselves() {
    return ProcStat.process(ProcessHandle.current().pid());
  }
}
