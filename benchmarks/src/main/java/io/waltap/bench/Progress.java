/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.util.ArrayList;
import java.util.List;

/** Samples of the number of records, with their times. */
final class Progress {
  private final List<Sample> samples = new ArrayList<>();

  private record Sample(long nanos, long records) {}

  void add(long nanos, long records) {
    samples.add(new Sample(nanos, records));
  }

  long lastNanos() {
    return samples.get(samples.size() - 1).nanos();
  }

  long lastRecords() {
    return samples.get(samples.size() - 1).records();
  }

  /**
   * Returns records per second from the first sample with at least this number of records to the
   * last sample.
   */
  double rateFrom(long records) {
    Sample last = samples.get(samples.size() - 1);
    for (Sample sample : samples) {
      if (sample.records() >= records && sample.nanos() < last.nanos()) {
        return (double) (last.records() - sample.records())
            * 1e9
            / (double) (last.nanos() - sample.nanos());
      }
    }
    return Double.NaN;
  }
}
