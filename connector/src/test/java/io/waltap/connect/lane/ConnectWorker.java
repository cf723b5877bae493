/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.layout.Lane;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.CapturedRecord;
import io.waltap.connect.record.TestTable;
import io.waltap.connect.stream.AckTracker;
import io.waltap.connect.stream.Outbox;
import io.waltap.connect.stream.RecordQueue;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/** A lane's outbox without heartbeats, and the Connect that takes and stores what is delivered. */
final class ConnectWorker {
  private final RecordQueue queue = new RecordQueue(1_000, 0, true);
  private final AckTracker acks = new AckTracker();
  private final Outbox outbox;
  private final List<String> delivered = new ArrayList<>();

  ConnectWorker(TestTable test) {
    outbox =
        new Outbox(
            queue,
            acks,
            test.heartbeats,
            test.context.earlyConversion(),
            Lane.single("slot").noPosition(),
            Duration.ZERO);
  }

  Outbox outbox() {
    return outbox;
  }

  /** The lane's stream comes to a position, and Connect stores what was delivered until then. */
  void streamTo(long lsn) throws SQLException, InterruptedException {
    outbox.delivered(lsn);
    outbox.hand(new Batch(), true, () -> {});
    take();
    for (int i = 0; i < 2; i++) {
      acks.polled();
      acks.polled();
      acks.committed();
    }
  }

  /** What the records that were handed over since the last call deliver. */
  List<String> delivered() throws InterruptedException {
    take();
    List<String> texts = List.copyOf(delivered);
    delivered.clear();
    return texts;
  }

  private void take() throws InterruptedException {
    Batch batch = queue.poll(Duration.ZERO);
    while (batch != null) {
      for (SourceRecord captured : batch.records()) {
        delivered.add(Delivered.by(captured).text());
        ((CapturedRecord) captured).acknowledged(true);
      }
      batch = queue.poll(Duration.ZERO);
    }
  }
}
