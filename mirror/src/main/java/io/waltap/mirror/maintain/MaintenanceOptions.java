/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.maintain;

import java.time.Duration;

/**
 * What the configuration says about the maintenance of all tables.
 *
 * @param compaction whether files are rewritten
 * @param targetBytes how large rewritten files become
 * @param deleteRatio from this share of deleted rows on, a file is rewritten
 * @param compactionInterval from one check for files to rewrite to the next
 * @param expireAfter how old a snapshot gets; zero if none expires
 * @param orphans whether files that nothing names are deleted
 */
public record MaintenanceOptions(
    boolean compaction,
    long targetBytes,
    double deleteRatio,
    Duration compactionInterval,
    Duration expireAfter,
    boolean orphans) {
  /** Nothing is done. */
  public static final MaintenanceOptions NONE =
      new MaintenanceOptions(false, 1, 1, Duration.ZERO, Duration.ZERO, false);
}
