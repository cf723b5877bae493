/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import static io.waltap.connect.record.TestTable.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.pgoutput.TupleData;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.TestTable;
import io.waltap.connect.table.Membership;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.Tables;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class TableChunksTest {
  private static final String NOBODY_RUNS = "105:105:";
  private static final String[] SIGNALS = {"mirror.signals.enabled", "true"};
  private static final TupleData ONE = tuple(1, "one", "x");
  private static final TupleData TWO = tuple(2, "two", "x");

  private TestTable visits = new TestTable();
  private final Tables tables = new Tables("srv", Map.of(), (lane, relation) -> null);
  private final Source source = new Source();
  private final List<SourceRecord> handed = new ArrayList<>();

  @Test
  void rowsComeWhenTheStreamHasDeliveredWhatTheyShow() throws Exception {
    TableChunks chunks = prepared(null);
    source.answer(read(TestChunks.chunk(visits, NOBODY_RUNS, null, "[\"2\"]", false, ONE, TWO)));

    proceed(chunks, 99);
    assertThat(handed).isEmpty();
    assertThat(chunks.waitsFor(99)).isTrue();
    assertThat(source.after).as("the next chunk is read meanwhile").isEqualTo("[\"2\"]");

    proceed(chunks, 100);
    assertThat(names()).containsExactly("one", "two");
    assertThat(offset(0)).isEqualTo(Map.of("snapshot", "started", "lsn", 100L));
    assertThat(offset(1)).isEqualTo(Map.of("snapshot", "started", "after", "[\"2\"]", "lsn", 100L));
    assertThat(((Struct) handed.get(0).value()).getStruct("source").getString("snapshot"))
        .isEqualTo("incremental");
    assertThat(((Struct) handed.get(0).value()).getStruct("source").getInt64("lsn")).isEqualTo(7);
    assertThat(chunks.isThrough()).isFalse();
  }

  @Test
  void theLastRowOfTheLastChunkCompletesTheTable() throws Exception {
    TableChunks chunks = prepared("[\"0\"]");
    assertThat(source.after).isEqualTo("[\"0\"]");
    source.answer(
        read(TestChunks.chunk(visits, NOBODY_RUNS, "[\"0\"]", "[\"2\"]", true, ONE, TWO)));

    proceed(chunks, 200);

    assertThat(offset(0)).containsEntry("after", "[\"0\"]");
    assertThat(offset(1)).isEqualTo(Map.of("snapshot", "completed", "lsn", 200L));
    assertThat(chunks.isThrough()).isTrue();
    assertThat(source.pending).as("nothing more is read").isNull();
  }

  @Test
  void whereNoRowIsLeftAHeartbeatCarriesTheProgress() throws Exception {
    TableChunks chunks = prepared(null);
    chunks.truncated(120);
    source.answer(read(TestChunks.chunk(visits, NOBODY_RUNS, null, "[\"1\"]", false, ONE)));

    proceed(chunks, 100);

    assertThat(handed).hasSize(1);
    assertThat(handed.get(0).topic()).startsWith("hb");
    assertThat(offset(0)).containsEntry("after", "[\"1\"]");
  }

  @Test
  void newerVersionsThatTheStreamDeliveredTakeRowsOut() throws Exception {
    TableChunks chunks = prepared(null);
    chunks.changed(104, null, tuple(1, "shown", "x"));
    chunks.changed(110, null, tuple(2, "newer", "x"));
    source.answer(
        read(
            TestChunks.chunk(
                visits, NOBODY_RUNS, null, "[\"3\"]", false, ONE, TWO, tuple(3, "three", "x"))));
    proceed(chunks, 99);
    chunks.changed(111, tuple(3, null, null), null);

    proceed(chunks, 100);

    assertThat(names()).containsExactly("one");
  }

  @Test
  void aTransactionThatCameByBeforeTheSnapshotMayStillBeHiddenByIt() throws Exception {
    TableChunks chunks = prepared(null);
    source.answer(
        read(TestChunks.chunk(visits, NOBODY_RUNS, null, "[\"0\"]", false, tuple(0, "zero", "x"))));
    proceed(chunks, 99);
    // it is on disk, but waits for a synchronous standby
    chunks.changed(110, null, tuple(1, "newer", "x"));
    proceed(chunks, 100);
    // asked for before; this one is read after the change came by
    source.answer(read(TestChunks.chunk(visits, NOBODY_RUNS, "[\"0\"]", "[\"0\"]", false)));
    proceed(chunks, 100);
    handed.clear();

    source.answer(
        read(TestChunks.chunk(visits, "110:112:110", "[\"0\"]", "[\"2\"]", false, ONE, TWO)));
    proceed(chunks, 100);

    assertThat(names()).containsExactly("two");
  }

  @Test
  void aChunkWhoseRowsCannotBeToldFromTheStreamsIsReadAgain() throws Exception {
    TableChunks chunks = prepared(null);
    source.answer(read(TestChunks.chunk(visits, NOBODY_RUNS, null, "[\"1\"]", false, ONE)));
    proceed(chunks, 99);
    chunks.described(TestTable.relation(ReplicaIdentity.INDEX, "name"));
    chunks.changed(110, null, tuple(1, "newer", "x"));
    Future<ReadResult> unwanted = source.pending;

    proceed(chunks, 100);
    assertThat(handed).isEmpty();
    assertThat(source.pending).as("the reader is busy").isSameAs(unwanted);
    source.answer(read(TestChunks.chunk(visits, NOBODY_RUNS, "[\"1\"]", "[\"2\"]", false, TWO)));
    proceed(chunks, 100);

    assertThat(source.lookedUpAgain).isTrue();
    Relation byName = TestTable.relation(ReplicaIdentity.INDEX, "name");
    source.answer(new ReadResult.Prepared(TestChunks.table(visits, byName), false));
    proceed(chunks, 100);
    assertThat(source.after).isNull();
    source.answer(read(TestChunks.chunk(visits, "120:120:", null, "[\"1\"]", false, ONE)));
    proceed(chunks, 100);
    assertThat(names()).containsExactly("one");
  }

  @Test
  void anotherDefinitionIsLookedUpOnceAndThenAFailure() throws Exception {
    TableChunks chunks = prepared(null);
    source.answer(new ReadResult.Redefined(new SQLException("no such column", "42703")));
    proceed(chunks, 0);
    assertThat(source.lookedUpAgain).isTrue();

    source.answer(new ReadResult.Prepared(TestChunks.table(visits, TestTable.RELATION), false));
    proceed(chunks, 0);
    source.answer(new ReadResult.Redefined(new SQLException("no such column", "42703")));

    assertThatThrownBy(() -> proceed(chunks, 0))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("public.visits")
        .hasMessageContaining("42703");
  }

  @Test
  void aFailureOfTheReaderIsTheStreams() throws Exception {
    TableChunks chunks = prepared(null);
    source.pending.completeExceptionally(new ConnectException("chunk 1 could not be read"));

    assertThatThrownBy(() -> proceed(chunks, 0))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("chunk 1");
  }

  @Test
  void aChunkThatWasNotTakenIsHandedOverAgain() throws Exception {
    TableChunks chunks = prepared(null);
    source.answer(read(TestChunks.chunk(visits, NOBODY_RUNS, null, "[\"1\"]", true, ONE)));

    assertThatThrownBy(
            () ->
                chunks.proceed(
                    100,
                    tables,
                    batch -> {
                      throw new SQLException("link lost", "08006");
                    }))
        .isInstanceOf(SQLException.class);
    assertThat(tables.position(TestTable.ID).snapshotPending()).isTrue();
    assertThat(chunks.isThrough()).isFalse();

    proceed(chunks, 100);
    assertThat(names()).containsExactly("one");
    assertThat(tables.position(TestTable.ID).snapshotPending()).isFalse();
  }

  // Guards against: rows that a mirror removes after the snapshot, because the newer version that
  // has taken them out of the first chunk came before the marker.
  @Test
  void aMirrorIsToldBeforeTheOlderTransactionsAreWaitedFor() throws Exception {
    visits = new TestTable(SIGNALS);
    TableChunks chunks = chunks(null);
    proceed(chunks, 50);

    assertThat(told()).containsExactly("w1-open started", "w1-snapshot-begin started");
    assertThat(source.settled).isFalse();
    assertThat(source.pending).isNotNull();
    assertThat(marker(1)).isEqualTo("w1-snapshot-begin-0000000000000032");
  }

  // Guards against: a marker that is lost, because the table counts as read without it.
  @Test
  void theMarkerBehindTheLastRowCompletesTheTable() throws Exception {
    visits = new TestTable(SIGNALS);
    TableChunks chunks = prepared(null);
    source.answer(read(TestChunks.chunk(visits, NOBODY_RUNS, null, "[\"1\"]", false, ONE)));
    proceed(chunks, 100);
    source.answer(read(TestChunks.chunk(visits, NOBODY_RUNS, "[\"1\"]", "[\"2\"]", true, TWO)));
    proceed(chunks, 200);

    assertThat(told())
        .containsExactly(
            "w1-open started",
            "w1-snapshot-begin started",
            "row started",
            "row started",
            "w1-snapshot-end completed");
    assertThat(marker(4)).isEqualTo("w1-snapshot-end-00000000000000c8");
    assertThat(chunks.isThrough()).isTrue();
  }

  @Test
  void anEmptyTableIsCompletedByTheMarker() throws Exception {
    visits = new TestTable(SIGNALS);
    TableChunks chunks = prepared(null);
    source.answer(read(TestChunks.chunk(visits, NOBODY_RUNS, null, null, true)));
    proceed(chunks, 100);

    assertThat(told())
        .containsExactly(
            "w1-open started", "w1-snapshot-begin started", "w1-snapshot-end completed");
  }

  // Guards against: a mirror that takes the rest of a table for all of it.
  @Test
  void aReadingThatGoesOnAfterAKeyDoesNotBegin() throws Exception {
    visits = new TestTable(SIGNALS);
    TableChunks chunks = prepared("[\"1\"]");
    assertThat(handed).isEmpty();
    source.answer(read(TestChunks.chunk(visits, NOBODY_RUNS, "[\"1\"]", "[\"2\"]", true, TWO)));
    proceed(chunks, 100);

    assertThat(told())
        .containsExactly("w1-open started", "row started", "w1-snapshot-end completed");
  }

  // Guards against: markers that are lost with the link.
  @Test
  void markersThatWereNotTakenAreHandedOverAgain() throws Exception {
    visits = new TestTable(SIGNALS);
    TableChunks chunks = chunks(null);
    assertThatThrownBy(() -> chunks.proceed(50, tables, TableChunksTest::loseLink))
        .isInstanceOf(SQLException.class);
    proceed(chunks, 50);
    assertThat(told()).containsExactly("w1-open started", "w1-snapshot-begin started");

    source.answer(new ReadResult.Prepared(TestChunks.table(visits, TestTable.RELATION), false));
    proceed(chunks, 50);
    source.answer(read(TestChunks.chunk(visits, NOBODY_RUNS, null, "[\"1\"]", true, ONE)));
    handed.clear();
    assertThatThrownBy(() -> chunks.proceed(100, tables, TableChunksTest::loseLink))
        .isInstanceOf(SQLException.class);
    proceed(chunks, 100);
    assertThat(told()).contains("row started", "w1-snapshot-end completed");
  }

  private static void loseLink(Batch batch) throws SQLException {
    throw new SQLException("link lost with " + batch.size() + " records", "08006");
  }

  @Test
  void aTableThatLeftIsGivenUp() throws Exception {
    TableChunks chunks = prepared(null);
    source.answer(new ReadResult.Gone());

    proceed(chunks, 0);

    assertThat(chunks.isGone()).isTrue();
  }

  @Test
  void onlySoManyChunksWait() throws Exception {
    TableChunks chunks = prepared(null);
    int asked = 0;
    while (source.pending != null) {
      source.answer(read(TestChunks.chunk(visits, NOBODY_RUNS, null, "[\"1\"]", false, ONE)));
      asked++;
      proceed(chunks, 99);
    }

    assertThat(asked).isEqualTo(8);
    proceed(chunks, 100);
    assertThat(handed).hasSize(1);
    assertThat(source.pending).as("and the next is read").isNotNull();
  }

  private TableChunks chunks(String after) {
    TableEntry entry =
        tables.add(TestTable.OID, TestTable.ID, Membership.UNKNOWN, Snapshotting.inChunks(after));
    TableChunks chunks =
        new TableChunks(
            entry,
            TestChunks.published(TestTable.RELATION),
            visits.config,
            source,
            visits.heartbeats,
            visits.context.markers());
    chunks.described(TestTable.RELATION);
    return chunks;
  }

  private TableChunks prepared(String after) throws Exception {
    TableChunks chunks = chunks(after);
    proceed(chunks, 0);
    assertThat(source.settled).isEqualTo(after != null);
    source.answer(new ReadResult.Prepared(TestChunks.table(visits, TestTable.RELATION), false));
    proceed(chunks, 0);
    assertThat(source.limit).isEqualTo(1024);
    return chunks;
  }

  private void proceed(TableChunks chunks, long delivered) throws Exception {
    chunks.proceed(delivered, tables, batch -> handed.addAll(batch.records()));
  }

  private static ReadResult read(Chunk chunk) {
    return new ReadResult.Read(chunk);
  }

  private List<String> names() {
    return handed.stream()
        .map(row -> ((Struct) row.value()).getStruct("after").getString("name"))
        .toList();
  }

  /** Of each record, what it is, and what its position says of the snapshot. */
  private List<String> told() {
    List<String> told = new ArrayList<>();
    for (int i = 0; i < handed.size(); i++) {
      String marker = marker(i);
      told.add(
          (marker == null ? "row" : marker.replaceFirst("(-[0-9a-f]+)+$", ""))
              + " "
              + offset(i).get("snapshot"));
    }
    return told;
  }

  private String marker(int row) {
    Header marker = handed.get(row).headers().lastWithName("__waltap.marker");
    return marker == null ? null : marker.value().toString();
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> offset(int row) {
    return (Map<String, Object>) handed.get(row).sourceOffset();
  }

  /** Answers when the test says so. */
  private static final class Source implements ChunkSource {
    private CompletableFuture<ReadResult> pending;
    private boolean lookedUpAgain;
    private boolean settled;
    private String after;
    private int limit;

    @Override
    public Future<ReadResult> prepare(PublishedTable table, boolean again, boolean waited) {
      lookedUpAgain = again;
      settled = waited;
      pending = new CompletableFuture<>();
      return pending;
    }

    @Override
    public Future<ReadResult> read(ChunkedTable table, long number, String key, int most) {
      after = key;
      limit = most;
      pending = new CompletableFuture<>();
      return pending;
    }

    void answer(ReadResult result) {
      CompletableFuture<ReadResult> asked = pending;
      pending = null;
      asked.complete(result);
    }
  }
}
