/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.util.Arrays;

/**
 * The time from commit to consumer in milliseconds, at one rate.
 *
 * @param rate events per second that the writer was asked for
 * @param written events per second that it wrote
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
    double most) {

  /** The latency from times in microseconds; this method sorts them. */
  static Latency of(Contender contender, int round, double rate, double written, long[] micros) {
    Arrays.sort(micros);
    return new Latency(
        contender,
        round,
        rate,
        written,
        percentile(micros, 0.5),
        percentile(micros, 0.9),
        percentile(micros, 0.99),
        percentile(micros, 0.999),
        percentile(micros, 1));
  }

  private static double percentile(long[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(share * sorted.length) - 1;
    return (double) sorted[Math.max(0, rank)] / 1000;
  }
}
