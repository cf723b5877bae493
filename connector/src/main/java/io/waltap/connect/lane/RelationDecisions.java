/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.pgoutput.Lsn;
import java.util.HashMap;
import java.util.Map;

/**
 * Knows of tables whose changes the server sends as it did before a partition was attached or
 * detached. Before PostgreSQL 15, pgoutput decides once per link whether it sends the changes of a
 * relation, and as which table ({@code rel_sync_cache_relation_cb} in its pgoutput.c). A change of
 * a publication makes it decide again; {@code ATTACH PARTITION} and {@code DETACH PARTITION} do
 * not. So the link is opened again, once all that it sends was written after the change. Until
 * then, the rows of such a table are not read: the stream would miss what comes after them.
 *
 * <p>Owned by the stream's thread.
 */
final class RelationDecisions {
  private static final int FIRST_THAT_DECIDES_AGAIN = 15;

  /**
   * By the table's OID, the WAL position before which the change is; {@link Lsn#NONE}: before the
   * end that the log has when the next link is opened.
   */
  private final Map<Integer, Long> outdated = new HashMap<>();

  /** Not known before the first link. */
  private boolean kept = true;

  /** Whether a server of this major version keeps its decisions as long as a link is open. */
  static boolean areKeptBy(int majorVersion) {
    return majorVersion < FIRST_THAT_DECIDES_AGAIN;
  }

  /**
   * A link was opened.
   *
   * @param majorVersion the server's
   * @param from the position from which the link sends
   * @param walEnd the end of the server's log
   */
  void opened(int majorVersion, long from, long walEnd) {
    kept = areKeptBy(majorVersion);
    outdated.replaceAll((table, seenAt) -> seenAt == Lsn.NONE ? walEnd : seenAt);
    outdated.values().removeIf(seenAt -> !kept || !Lsn.isAfter(seenAt, from));
  }

  /** Whether the server keeps its decisions as long as the link is open. */
  boolean kept() {
    return kept;
  }

  /**
   * Relations have become part of this table, or have left it.
   *
   * @param seenAt the WAL position at which that was found; {@link Lsn#NONE}: before the next link
   */
  void changed(int table, long seenAt) {
    if (kept) {
      outdated.merge(table, seenAt, Lsn::max);
    }
  }

  /** The server's log is another one: positions in the one before mean nothing. */
  void forget() {
    outdated.clear();
  }

  /** Whether changes of some table may be missing from the link. */
  boolean anyOutdated() {
    return !outdated.isEmpty();
  }

  /** Whether changes of this table may be missing from the link. */
  boolean isOutdated(int table) {
    return outdated.containsKey(table);
  }

  /**
   * Whether a new link would send changes of some table that this one does not.
   *
   * @param confirmed the position from which a new link sends
   */
  boolean needNewLink(long confirmed) {
    for (long seenAt : outdated.values()) {
      if (seenAt != Lsn.NONE && !Lsn.isAfter(seenAt, confirmed)) {
        return true;
      }
    }
    return false;
  }
}
