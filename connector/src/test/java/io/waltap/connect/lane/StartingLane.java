/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.layout.Lane;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.metrics.ConnectorMetrics;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.BatchLimit;
import io.waltap.connect.record.RecordBuilder;
import io.waltap.connect.record.TestTable;
import io.waltap.connect.stream.AckTracker;
import io.waltap.connect.stream.ChangeStream;
import io.waltap.connect.stream.Outbox;
import io.waltap.connect.stream.RecordQueue;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.Tables;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;

/** One run of a lane's task, until it streams, at a server in memory. */
final class StartingLane implements AutoCloseable {
  private final RecordQueue queue = new RecordQueue(1_000, 0, true);
  private final InMemoryAdmission admission = new InMemoryAdmission();
  private final Outbox outbox;
  private final ConnectorMetrics metrics;
  private final LaneStart start;

  /** The heartbeat's interval is so long that a task sends one heartbeat. */
  StartingLane(TestTable test, Lane lane, InMemoryServer server, StoredOffsets stored) {
    AckTracker acks = new AckTracker();
    outbox =
        new Outbox(
            queue,
            acks,
            test.heartbeats,
            test.context.earlyConversion(),
            lane.noPosition(),
            Duration.ofHours(1));
    metrics = new ConnectorMetrics("srv", lane.slot(), queue, acks);
    start =
        new LaneStart(
            new TaskConfig(test.config, lane),
            server,
            stored,
            outbox,
            test.schemas,
            test.heartbeats,
            metrics,
            positions -> assemble(test, positions));
  }

  private Started assemble(TestTable test, Map<String, TablePosition> positions) {
    Tables tables = new Tables("srv", positions, (lane, relation) -> null);
    admission.serve(tables);
    RecordBuilder records = new RecordBuilder(test.context, test.schemas, tables);
    ChangeStream stream = new ChangeStream(records, outbox, admission, new BatchLimit(100));
    return new Started(tables, records, stream, admission);
  }

  Optional<Started> start() throws SQLException, InterruptedException {
    return start.start();
  }

  /** A link has shown that no stream of the slot can come further. */
  void slotIsStuck() {
    start.slotIsStuck("The slot is stuck.");
  }

  ConnectorMetrics metrics() {
    return metrics;
  }

  InMemoryAdmission admission() {
    return admission;
  }

  Tables tables() {
    return start.started().tables();
  }

  /** The table with this name. */
  TableEntry table(String name) {
    return tables().find(new TableId("public", name));
  }

  /** The records that were handed over since the last call. */
  List<SourceRecord> taken() throws InterruptedException {
    List<SourceRecord> records = new ArrayList<>();
    Batch batch = queue.poll(Duration.ZERO);
    while (batch != null) {
      records.addAll(batch.records());
      batch = queue.poll(Duration.ZERO);
    }
    return records;
  }

  /** The same as texts. */
  List<String> delivered() throws InterruptedException {
    return taken().stream().map(captured -> Delivered.by(captured).text()).toList();
  }

  @Override
  public void close() {
    metrics.close();
  }
}
