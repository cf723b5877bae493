/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.standalone.lake.LakeUpkeep;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Expires old snapshots of the tables that {@code run} has made: each commit adds one, and the
 * metadata of a table grows with them. Compaction of small files has its place here, too.
 */
final class LakeSnapshots {
  private static final Logger LOG = LoggerFactory.getLogger(LakeSnapshots.class);
  private static final Duration INTERVAL = Duration.ofHours(1);

  private final LakeUpkeep lake;
  private final String namespace;
  private final Duration retention;
  private final Pacer pacer = new Pacer(INTERVAL);

  LakeSnapshots(LakeUpkeep lake, RunConfig config) {
    this.lake = lake;
    this.namespace = config.namespace();
    this.retention = config.snapshotRetention();
  }

  /** Does nothing with a retention of zero, or if it was done within the hour. */
  void expire() {
    if (retention.isZero() || !pacer.due()) {
      return;
    }
    int expired =
        lake.expireSnapshots(namespace, SinkConfig.MADE_BY_RUN, Instant.now().minus(retention));
    if (expired > 0) {
      LOG.info("expired {} snapshots that are older than {}", expired, retention);
    }
  }
}
