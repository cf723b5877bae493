/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The time from commit to consumer in milliseconds, at one rate.
 *
 * @param rate events per second that the writer was asked for
 * @param written events per second that it wrote
 * @param firstQuarter median of the events that arrived in the first quarter of the measured time
 * @param lastQuarter median of the events that arrived in its last quarter; it is larger if the lag
 *     grows
 */
record Latency(
    Contender contender,
    int round,
    double rate,
    double written,
    double p50,
    double p90,
    double p99,
    double p999,
    double most,
    double firstQuarter,
    double lastQuarter) {

  /**
   * The latency of all events, in the order in which they arrived.
   *
   * @param arrivals when each event arrived, in nanoseconds
   * @param micros how long each event took, in microseconds
   */
  static Latency of(
      Contender contender, int round, double rate, double written, long[] arrivals, long[] micros) {
    long[] sorted = LongStream.of(micros).sorted().toArray();
    long first = arrivals.length == 0 ? 0 : arrivals[0];
    long last = arrivals.length == 0 ? 0 : arrivals[arrivals.length - 1];
    long quarter = (last - first) / 4;
    return new Latency(
        contender,
        round,
        rate,
        written,
        percentile(sorted, 0.5),
        percentile(sorted, 0.9),
        percentile(sorted, 0.99),
        percentile(sorted, 0.999),
        percentile(sorted, 1),
        median(arrivals, micros, first, first + quarter),
        median(arrivals, micros, last - quarter, last));
  }

  /** The median of the events that arrived from one time to another. */
  private static double median(long[] arrivals, long[] micros, long from, long to) {
    long[] sorted =
        IntStream.range(0, arrivals.length)
            .filter(event -> arrivals[event] >= from && arrivals[event] <= to)
            .mapToLong(event -> micros[event])
            .sorted()
            .toArray();
    return percentile(sorted, 0.5);
  }

  private static double percentile(long[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(share * sorted.length) - 1;
    return (double) sorted[Math.max(0, rank)] / 1000;
  }
}
