/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import io.waltap.connect.table.TableCursor;
import io.waltap.connect.table.Tables;
import java.time.Duration;
import java.util.List;

/**
 * Lets heartbeat records carry the positions of tables whose own records could not, because Connect
 * dropped them. Otherwise these changes are delivered again after a restart.
 *
 * <p>A change of several records has its position on the last of them. If a transformation drops
 * only the last, such as tombstones, the others are delivered twice. So from the first such drop
 * on, the position comes in the same batch as the change. For all other drops, it comes at the
 * heartbeat's interval. Owned by the stream's thread.
 */
final class CarriedPositions {
  /** The interval without heartbeats. */
  private static final Duration NO_HEARTBEATS = Duration.ofSeconds(5);

  private final RecordContext context;
  private final DroppedRecords dropped;
  private final Tables tables;
  private final long intervalNanos;
  private List<TableCursor> inParts = List.of();
  private long next = System.nanoTime();

  CarriedPositions(RecordContext context, Tables tables) {
    this.context = context;
    this.dropped = context.dropped();
    this.tables = tables;
    Duration interval = context.config().delivery().heartbeatInterval();
    this.intervalNanos = (interval.isZero() ? NO_HEARTBEATS : interval).toNanos();
  }

  /** Adds the positions that are due, after all records of the batch. */
  void addTo(Batch out) {
    if (!dropped.any()) {
      return;
    }
    for (TableCursor cursor : inParts) {
      if (cursor.takeInParts()) {
        add(cursor, out);
      }
    }
    boolean urgent = dropped.takeUrgent();
    boolean due = !dropped.waiting().isEmpty() && System.nanoTime() - next >= 0;
    if (urgent || due) {
      next = System.nanoTime() + intervalNanos;
      inParts = tables.cursors(dropped.inParts());
      for (TableCursor cursor : tables.cursors(dropped.waiting())) {
        dropped.carried(cursor.partition()); // first: what is dropped from here on counts again
        add(cursor, out);
      }
    }
  }

  private void add(TableCursor cursor, Batch out) {
    if (cursor.position() != null) {
      out.add(HeartbeatRecords.reached(context, cursor));
    }
  }
}
