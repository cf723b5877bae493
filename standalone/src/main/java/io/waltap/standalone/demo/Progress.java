/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * How far each part is at one moment.
 *
 * @param elapsed since the workload began
 * @param made row changes committed in PostgreSQL
 * @param captured records that a reader has got from Kafka
 * @param kafkaLag the current lag of captured records, in milliseconds; empty before the first one
 * @param landed rows in Iceberg snapshots
 * @param tableLag the current lag of landed rows, in milliseconds; empty before the first one
 */
record Progress(
    Duration elapsed,
    long made,
    long captured,
    OptionalLong kafkaLag,
    long landed,
    OptionalLong tableLag) {
  /** In place on a terminal with 80 columns, so it must not be longer. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%3d s | made %,7d | captured %,7d (%4s ms) | landed %,7d (%5s ms)",
        elapsed.toSeconds(),
        made,
        captured,
        shown(kafkaLag),
        landed,
        shown(tableLag));
  }

  private static String shown(OptionalLong lag) {
    return lag.isPresent() ? Long.toString(lag.getAsLong()) : "-";
  }
}
