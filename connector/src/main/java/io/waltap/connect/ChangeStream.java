/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect;

import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.PgOutputDecoder;
import io.waltap.connect.pgoutput.PgOutputMessage;
import io.waltap.connect.pgoutput.PgOutputMessage.Commit;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.RecordBuilder;
import io.waltap.connect.replication.ReplicationStream;
import java.nio.ByteBuffer;
import java.sql.SQLException;

/**
 * The way of a change, on one screen: read a message from the slot, decode it, build its records, hand them over. What Kafka has
 * acknowledged comes back as one number, and is confirmed to the slot between two messages.
 *
 * <pre>
 *   ReplicationStream.read → PgOutputDecoder.decode → RecordBuilder.add → Outbox.hand → task.poll() → Kafka
 *           ▲                                                                                        │
 *           └────────────── confirm ◄─────────── AckTracker ◄─────────── commitRecord(), commit() ◄──┘
 * </pre>
 *
 * One thread runs all of this up to the hand-over, and owns everything that it touches.
 */
final class ChangeStream {
  private static final long MAX_BATCH_BYTES = 1 << 20;

  private final RecordBuilder records;
  private final Outbox outbox;
  private final int maxBatchSize;
  private Batch batch = new Batch();

  ChangeStream(RecordBuilder records, Outbox outbox, int maxBatchSize) {
    this.records = records;
    this.outbox = outbox;
    this.maxBatchSize = maxBatchSize;
  }

  /** Streams until the thread is interrupted or the link breaks. */
  void run(ReplicationStream stream) throws SQLException, InterruptedException {
    batch = new Batch();
    records.streamStarted();
    while (!Thread.interrupted()) {
      ByteBuffer message = stream.read();
      if (message == null) {
        idle(stream);
      } else {
        capture(message, stream);
      }
      stream.confirm(outbox.confirmable());
    }
    throw new InterruptedException("stopped");
  }

  private void capture(ByteBuffer bytes, ReplicationStream stream)
      throws SQLException, InterruptedException {
    int relation = PgOutputDecoder.relationOid(bytes);
    if (relation != 0 && !records.captures(relation)) {
      return; // a table that is published but not selected: its columns are not even looked at
    }
    int size = bytes.remaining();
    PgOutputMessage message = PgOutputDecoder.decode(bytes);
    int before = batch.size();
    records.add(message, stream.position(), batch);
    if (batch.size() > before) {
      batch.addBytes(size);
    }
    boolean full = batch.size() >= maxBatchSize || batch.bytes() >= MAX_BATCH_BYTES;
    if (message instanceof Commit commit) {
      outbox.delivered(commit.endLsn());
      full |= outbox.heartbeatDue();
    }
    if (full) {
      handOver(stream);
    }
  }

  /** Nothing to read: hand over what there is, and learn from keepalives how far the log holds nothing for us. */
  private void idle(ReplicationStream stream) throws SQLException, InterruptedException {
    if (!records.inTransaction()) {
      long position = stream.position();
      if (position != Lsn.NONE) {
        outbox.delivered(position);
      }
    }
    handOver(stream);
  }

  private void handOver(ReplicationStream stream) throws SQLException, InterruptedException {
    if (outbox.hand(batch, () -> stream.confirmAndKeepAlive(outbox.confirmable()))) {
      batch = new Batch();
    }
  }
}
