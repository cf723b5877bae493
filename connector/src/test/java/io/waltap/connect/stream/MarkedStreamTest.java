/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.stream;

import static io.waltap.connect.stream.InMemorySource.begin;
import static io.waltap.connect.stream.InMemorySource.commit;
import static io.waltap.connect.stream.InMemorySource.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.BatchLimit;
import io.waltap.connect.record.RecordBuilder;
import io.waltap.connect.record.TestTable;
import io.waltap.connect.table.Membership;
import io.waltap.connect.table.TableLife;
import io.waltap.connect.table.Tables;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** When a stream tells a mirror up to where its tables are complete. */
class MarkedStreamTest {
  private static final String OPEN = "w1-open-0000000000000000-00000000-0000000000000000-00004010";

  private final List<String> handed = new ArrayList<>();
  private final InMemorySource source = new InMemorySource();

  @Test
  void whereTheStreamIsDryItsPlaceIsTold() {
    ChangeStream stream = stream("0");
    source.send(10, begin(30));
    source.send(20, insert(TestTable.OID, 1));
    source.keepAlive(25);
    source.send(21, insert(TestTable.OID, 2));
    source.send(35, commit(30));
    source.keepAlive(90);
    runUntilTheLinkBreaks(stream);

    assertThat(handed).containsExactly(OPEN, "row", "row", "w1-watermark-0000000000000023");
  }

  @Test
  void withinTheIntervalNothingIsToldUntilTheStreamEnds() throws Exception {
    ChangeStream stream = stream("3600000");
    source.transaction(30, TestTable.OID, 1);
    source.transaction(60, TestTable.OID, 2);
    source.keepAlive(70);
    source.transaction(630, TestTable.OID, 3);
    stream.runUntil(600, source);

    assertThat(handed)
        .containsExactly(
            OPEN,
            "row",
            "w1-watermark-0000000000000023",
            "row",
            // exactly what committed before the position is delivered
            "w1-watermark-0000000000000258");
  }

  // Guards against: a stream that ends for an error and tells that a transaction is complete.
  @Test
  void aLinkThatBreaksTellsNothing() {
    ChangeStream stream = stream("3600000");
    source.transaction(30, TestTable.OID, 1);
    source.keepAlive(40);
    source.transaction(60, TestTable.OID, 2);
    runUntilTheLinkBreaks(stream);

    assertThat(handed).containsExactly(OPEN, "row", "w1-watermark-0000000000000023");
  }

  private ChangeStream stream(String interval) {
    TestTable visits =
        new TestTable("mirror.signals.enabled", "true", "mirror.signals.interval.ms", interval);
    Tables tables = new Tables("srv", Map.of(), (lane, relation) -> null);
    tables.add(TestTable.OID, TestTable.ID, Membership.UNKNOWN, TableLife.Streaming.INSTANCE);
    source.send(0, InMemorySource.relation(TestTable.OID, "visits"));
    RecordBuilder records = new RecordBuilder(visits.context, visits.schemas, tables);
    Sink sink = new Sink(handed);
    return new ChangeStream(records, sink, sink, new BatchLimit(100));
  }

  private void runUntilTheLinkBreaks(ChangeStream stream) {
    assertThatThrownBy(() -> stream.run(source)).isInstanceOf(SQLException.class);
  }

  /** Notes what it takes; of a watermark, without the time. */
  private record Sink(List<String> handed) implements RecordSink, SideWork {
    @Override
    public void delivered(long lsn) {}

    @Override
    public boolean heartbeatDue() {
      return false;
    }

    @Override
    public long confirmable() {
      return Lsn.NONE;
    }

    @Override
    public void awaitRoom(KeepAlive keepAlive) {}

    @Override
    public boolean hand(Batch batch, boolean betweenTransactions, KeepAlive keepAlive) {
      for (SourceRecord record : batch.records()) {
        Header marker = record.headers().lastWithName("__waltap.marker");
        String text = marker == null ? "row" : marker.value().toString();
        handed.add(text.replaceFirst("(w1-watermark-[0-9a-f]{16}).*", "$1"));
      }
      return !batch.isEmpty();
    }

    @Override
    public boolean isDue() {
      return false;
    }

    @Override
    public boolean betweenTransactions(KeepAlive keepAlive) {
      return true;
    }
  }
}
