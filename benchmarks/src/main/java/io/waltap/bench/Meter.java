/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.bench.Measurement.Cost;
import io.waltap.embedded.EmbeddedPostgres;

/**
 * What one measurement costs, from its making to {@link #read}: the worker, PostgreSQL, and
 * ourselves.
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

  /** Begins to count, and forgets earlier peaks. */
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
   * What it has cost until now.
   *
   * @param walsender CPU seconds of the one who serves the slot
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
   * The same without a worker.
   *
   * @param client CPU seconds of whoever reads
   */
  Cost read(double client, double walsender) {
    return Cost.ofProcess(
        client, walsender, ProcStat.family(server) - serverBefore, ourselves() - ourselvesBefore);
  }

  private static double ourselves() {
    return ProcStat.process(ProcessHandle.current().pid());
  }
}
