/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.time.Duration;
import java.util.Locale;

/**
 * How far each part is at one moment.
 *
 * @param elapsed since the workload began
 * @param made row changes committed in PostgreSQL
 * @param captured records that the source has written to Kafka
 * @param landed rows in Iceberg snapshots
 * @param lag age of the oldest change that has not landed
 */
record Progress(Duration elapsed, long made, long captured, long landed, Duration lag) {
  String line() {
    return String.format(
        Locale.ROOT,
        "%4d s | changes %,9d | captured %,9d | landed %,9d | lag %,7d rows, %5.1f s",
        elapsed.toSeconds(),
        made,
        captured,
        landed,
        Math.max(0, made - landed),
        lag.toMillis() / 1000.0);
  }
}
