/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.pgoutput.TupleData;
import io.waltap.connect.record.CapturedRecord;
import io.waltap.connect.record.EventTime;
import io.waltap.connect.record.SnapshotRecords;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of a chunk, kept at the version that the stream has reached. The stream's thread owns it
 * once that thread has the chunk.
 */
final class ChunkRow {
  private TupleData tuple;
  // the record that the reader's thread made of the tuple; null once the tuple is a newer version
  private CapturedRecord captured;
  private List<Integer> transactions = List.of();

  ChunkRow(TupleData tuple, CapturedRecord captured) {
    this.tuple = tuple;
    this.captured = captured;
  }

  int bytes() {
    return tuple.data().length;
  }

  /**
   * Takes a newer version, which the stream delivered without some large values. These values are
   * the same as in the current version.
   */
  void follow(int xid, TupleData sent) {
    int last = transactions.size() - 1;
    int place = transactions.indexOf(xid);
    if (place >= 0 && place < last) {
      return; // a new link replays it, and the row is newer already
    }
    if (place < 0) {
      transactions = new ArrayList<>(transactions);
      transactions.add(xid);
    }
    tuple = Tuples.completed(sent, tuple);
    captured = null;
  }

  CapturedRecord captured(SnapshotRecords records) {
    return captured == null
        ? records.row(tuple, SnapshotRecords.INCREMENTAL, EventTime.now())
        : captured;
  }
}
