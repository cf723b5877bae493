/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.PgOutputMessage;
import io.waltap.connect.pgoutput.PgOutputMessage.Begin;
import io.waltap.connect.pgoutput.PgOutputMessage.Commit;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.table.Membership;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife;
import io.waltap.connect.table.TableLife.Streaming;
import io.waltap.connect.table.Tables;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;

/** The stream of a lane that has the one test table: messages in, the records made of them out. */
final class TestStream {
  static final int XID = 750;
  static final long COMMIT_MICROS = 1_700_000_000_123_456L;

  final Tables tables;
  final TableEntry visits;
  final RecordBuilder builder;

  private Batch out = new Batch();
  private long end;

  /**
   * The table streams, and the stream has described it.
   *
   * @param properties key, value, key, value...
   */
  TestStream(String... properties) {
    this(new TestTable(properties), TestTable.RELATION);
  }

  /** The table streams, and the stream has described it like this. */
  TestStream(TestTable table, Relation relation) {
    this(table, Streaming.INSTANCE, Map.of());
    describe(relation);
  }

  /**
   * The stream has not described the table yet.
   *
   * @param stored positions by the table's name
   */
  TestStream(TestTable table, TableLife life, Map<String, TablePosition> stored) {
    tables = new Tables("srv", stored, (lane, relation) -> null);
    visits = tables.add(TestTable.OID, TestTable.ID, Membership.UNKNOWN, life);
    builder = new RecordBuilder(table.context, table.schemas, tables);
  }

  /** The table streams, and the stream has described it like this. */
  static TestStream of(Relation relation, String... properties) {
    return new TestStream(new TestTable(properties), relation);
  }

  /** A lane that starts with this position of the table. */
  static TestStream after(TablePosition stored) {
    TestStream stream =
        new TestStream(new TestTable(), Streaming.INSTANCE, Map.of(TestTable.ID.text(), stored));
    stream.describe(TestTable.RELATION);
    return stream;
  }

  /** A lane that starts with the position that this record has stored. */
  static TestStream after(SourceRecord stored) {
    return after(TablePosition.fromMap(stored.sourceOffset()));
  }

  /** The catalog has "note" as NOT NULL. */
  static TestStream withRequiredNote(Relation relation, String... properties) {
    TestTable table = new TestTable(properties);
    table.catalog.is(relation, List.of("id", "note"), List.of("id"));
    return new TestStream(table, relation);
  }

  /** The table has a column of an enum, which had these labels when the stream described it. */
  static TestStream withMood(TestTable table, String... labels) {
    table.catalog.hasMood(labels);
    return new TestStream(table, TestTable.WITH_MOOD);
  }

  void describe(Relation relation) {
    add(relation, Lsn.NONE);
  }

  /** The first message of a transaction, 20 bytes before its commit. */
  void begin(long commitLsn, int xid) {
    add(new Begin(commitLsn, COMMIT_MICROS, xid), commitLsn - 20);
  }

  void add(PgOutputMessage message, long lsn) {
    builder.add(message, lsn, out);
  }

  /** The last message of a transaction; its commit record has five bytes. */
  void commit(long commitLsn) {
    add(new Commit(commitLsn, commitLsn + 5, COMMIT_MICROS), commitLsn + 5);
  }

  /** Nothing more is there to read; the server has read the log up to here. */
  void passed(long lsn) {
    builder.passed(lsn, out);
  }

  /** All records since they were asked for last. */
  List<SourceRecord> records() {
    List<SourceRecord> made = out.records();
    out = new Batch();
    return made;
  }

  /**
   * The records of a whole transaction. The first transaction begins at 10, has its changes at 20,
   * 21, and so on, and its commit at 30; the next one is 30 bytes later.
   */
  List<SourceRecord> transaction(PgOutputMessage... changes) {
    long commit = end + 30;
    begin(commit, XID);
    long lsn = end + 20;
    for (PgOutputMessage change : changes) {
      add(change, lsn);
      lsn++;
    }
    commit(commit);
    end = commit;
    return records();
  }

  /** The record of a transaction of one change, of which just one is made. */
  SourceRecord change(PgOutputMessage change) {
    List<SourceRecord> made = transaction(change);
    assertThat(made).hasSize(1);
    return made.get(0);
  }
}
