/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.time.Duration;
import java.util.List;

/**
 * The options of the mirror part.
 *
 * @param loads how often each sink loads the rows for the first time
 * @param changes updates per second
 * @param intervals seconds from one commit to the next; each is measured with a table of its own
 * @param time how long updates come, for each interval
 * @param locate how the mirror finds rows, one of {@link #WAYS}
 */
record MirrorOptions(
    int loads, int changes, List<Integer> intervals, Duration time, String locate) {
  /** The values of {@code mirror.locate}. */
  static final List<String> WAYS = List.of("auto", "index", "scan", "both");

  /** How long updates come in a run that only shows that everything works. */
  static final Duration QUICK_TIME = Duration.ofSeconds(20);

  MirrorOptions {
    intervals = List.copyOf(intervals);
  }
}
