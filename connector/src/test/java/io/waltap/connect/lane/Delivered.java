/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.position.TablePosition;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * What a record delivers: the position of a lane or a table, and perhaps a row.
 *
 * @param name the lane's slot, or the table as the offsets have it
 * @param row the row's primary key; 0 for a record without a row
 * @param stage what the position says before its LSN
 * @param lsn of a table's position, where its transactions are delivered up to
 */
record Delivered(String name, int row, String stage, long lsn) {

  static Delivered by(SourceRecord captured) {
    Map<String, ?> partition = captured.sourcePartition();
    if (partition.get(SourcePartition.SLOT) instanceof String slot) {
      return new Delivered(slot, 0, "at", LanePosition.fromMap(captured.sourceOffset()).lsn());
    }
    String table = partition.get(SourcePartition.TABLE).toString();
    TablePosition position = TablePosition.fromMap(captured.sourceOffset());
    return new Delivered(table, row(captured), stage(position), position.commitLsn());
  }

  /** {@code public.a row 1 unread at 600}, {@code public.a read at 600}, {@code slot at 600}. */
  String text() {
    return name + (row == 0 ? "" : " row " + row) + " " + stage + " " + lsn;
  }

  private static int row(SourceRecord captured) {
    // the key of a heartbeat names the server
    return captured.key() instanceof Struct key && key.schema().field("id") != null
        ? key.getInt32("id")
        : 0;
  }

  private static String stage(TablePosition position) {
    return switch (position.stage()) {
      case SNAPSHOT_STARTED -> "unread at";
      case SNAPSHOT_COMPLETED -> "read at";
      case STREAMING -> "streamed to";
    };
  }
}
