/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

/**
 * The result of catching up one backlog once. A value that was not measured is NaN.
 *
 * @param workload its name
 * @param seconds from the start of the stream to the last record in Kafka
 * @param perSecond events per second over the whole time
 * @param latePerSecond events per second over the second half of the events, when most code is
 *     compiled and caches are warm
 */
record Measurement(
    Contender contender,
    String workload,
    ValueFormat format,
    int round,
    long events,
    double seconds,
    double perSecond,
    double latePerSecond,
    Cost cost) {

  /**
   * CPU in seconds, memory in bytes.
   *
   * @param client the worker's process, or the process that drains
   * @param connector threads that the connector has made
   * @param task the task's thread: poll, transforms, converter
   * @param producer the producer's network thread
   * @param virtualMachine compilation and garbage collection
   * @param walsender the process that serves the slot
   * @param server all of PostgreSQL
   * @param ourselves the process of the bench, which also runs the broker
   * @param allocated by all threads of the worker
   * @param allocatedByConnector by the threads that the connector has made
   */
  record Cost(
      double client,
      double connector,
      double task,
      double producer,
      double virtualMachine,
      double walsender,
      double server,
      double ourselves,
      double allocated,
      double allocatedByConnector,
      double peakHeap,
      double gcMillis) {

    /** The cost of a process that is not a Java worker. */
    static Cost ofProcess(double client, double walsender, double server, double ourselves) {
      double none = Double.NaN;
      return new Cost(
          client, none, none, none, none, walsender, server, ourselves, none, none, none, none);
    }
  }

  /** Converts to CPU seconds per million events. */
  double perMillion(double cpuSeconds) {
    return cpuSeconds * 1e6 / events;
  }

  double perEvent(double amount) {
    return amount / events;
  }
}
