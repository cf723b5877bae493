/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.maintain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.iceberg.util.SnapshotUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes old snapshots, and the files that only they have. The state of the mirror is a property
 * of the table, so it does not go with them.
 *
 * <p>The snapshots are named one by one. Then Iceberg deletes only files that no other snapshot
 * has. If it chooses the snapshots by their age, it deletes the file of a deletion vector that was
 * replaced without checking whether it has other vectors.
 */
final class Expiry {
  /** The newest snapshots are kept, however old they are. */
  static final int KEPT = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);

  private Expiry() {}

  /**
   * Expires snapshots.
   *
   * @param table as it was loaded last
   * @param age that a snapshot may have
   * @param now milliseconds since 1970
   * @return how many have expired
   */
  static int expire(Table table, Duration age, long now) {
    if (!mayDelete(table)) {
      LOG.info("no snapshot of {} expires: the table has gc.enabled=false", table.name());
      return 0;
    }
    List<Long> old = old(table, now - age.toMillis());
    if (old.isEmpty()) {
      return 0;
    }
    // otherwise those expire as well that are older than the property of the table says, or 5 days
    ExpireSnapshots expiry = table.expireSnapshots().expireOlderThan(0);
    for (long snapshot : old) {
      expiry = expiry.expireSnapshotId(snapshot);
    }
    expiry.cleanupLevel(ExpireSnapshots.CleanupLevel.ALL).commit();
    LOG.info("{} snapshots of {} have expired", old.size(), table.name());
    return old.size();
  }

  /** Whether the files of a table are its own, and not those of other tables, too. */
  static boolean mayDelete(Table table) {
    return PropertyUtil.propertyAsBoolean(
        table.properties(), TableProperties.GC_ENABLED, TableProperties.GC_ENABLED_DEFAULT);
  }

  private static List<Long> old(Table table, long before) {
    Set<Long> kept = keptByOthers(table);
    List<Long> old = new ArrayList<>();
    int newer = 0;
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      newer++;
      if (newer > KEPT
          && snapshot.timestampMillis() < before
          && !kept.contains(snapshot.snapshotId())) {
        old.add(snapshot.snapshotId());
      }
    }
    return old;
  }

  /** Snapshots of tags and of branches that others have made. */
  private static Set<Long> keptByOthers(Table table) {
    Set<Long> kept = new HashSet<>();
    for (Map.Entry<String, SnapshotRef> ref : table.refs().entrySet()) {
      long id = ref.getValue().snapshotId();
      if (ref.getValue().isTag()) {
        kept.add(id);
      } else if (!ref.getKey().equals(SnapshotRef.MAIN_BRANCH)) {
        SnapshotUtil.ancestorsOf(id, table::snapshot)
            .forEach(snapshot -> kept.add(snapshot.snapshotId()));
      }
    }
    return kept;
  }
}
