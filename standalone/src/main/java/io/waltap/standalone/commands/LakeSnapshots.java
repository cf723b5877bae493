/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.standalone.lake.LakeUpkeep;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Expires old snapshots of the change log's tables that {@code run} has made: each commit adds one,
 * and the metadata of a table grows with them. The mirror sink does that itself for its tables.
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
    this.namespace = config.logNamespace();
    this.retention = config.landing().changeLog() ? config.snapshotRetention() : Duration.ZERO;
  }

  /** Does nothing with a retention of zero, or if it was done within the hour. */
  void expire() {
    if (retention.isZero() || !pacer.due()) {
      return;
    }
    Instant limit = Instant.now().minus(retention);
    int expired = lake.expireSnapshots(namespace, SinkConfig.MADE_BY_RUN, limit);
    if (expired > 0) {
      LOG.info("expired {} snapshots that are older than {}", expired, retention);
    }
  }
}
