/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.database.Catalog;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.TablePartition;
import io.waltap.connect.database.TablePartitions;
import io.waltap.connect.layout.Lane;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.TestTable;
import io.waltap.connect.snapshot.incremental.IncrementalSnapshot;
import io.waltap.connect.table.Membership;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.Streaming;
import io.waltap.connect.table.Tables;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A lane that streams, and has delivered up to {@link #NOW}; the publication, whose tables come, go
 * and change meanwhile; and the readings of tables, which a test moves on.
 */
final class AdmissionWorld implements AutoCloseable {
  static final long NOW = 1L << 24;
  static final TableId A = new TableId("public", "a");

  /** Of a table that has streamed for a while. */
  static final TablePosition STREAMED = TablePosition.streamed(NOW - 10, NOW - 20, 0);

  private final Map<TableId, PublishedTable> published = new TreeMap<>();
  private final Map<TableId, TablePosition> stored = new HashMap<>();
  private final List<InMemoryReading> readings = new ArrayList<>();
  private final SteppedClock clock = new SteppedClock();
  private final RelationDecisions decisions = new RelationDecisions();
  private final Set<TableId> others = new HashSet<>();
  private ConnectWorker connect;
  private PublicationCheck check;
  private TableAdmission admission;
  private Tables tables;
  private int schemaQuestions;
  private int questions;

  // What there is

  /** The lane with these properties: key, value, key, value... */
  void given(String... properties) throws Exception {
    lane(false, properties);
  }

  /** The same, and the publication is FOR ALL TABLES. */
  void givenAllTables(String... properties) throws Exception {
    lane(true, properties);
  }

  /** Nothing of the lane connects to the database: its checks are not started. */
  private void lane(boolean allTables, String... properties) throws Exception {
    TestTable test = new TestTable(properties);
    TaskConfig config = new TaskConfig(test.config, Lane.single("slot"));
    ConnectionFactory connections = new ConnectionFactory(test.config.connection(), "test");
    Catalog catalog = new Catalog(connections);
    connect = new ConnectWorker(test);
    connect.streamTo(NOW);
    decisions.opened(18, NOW, NOW);
    LanePublicationChoice publication =
        new LanePublicationChoice(config, connections, catalog, connect.outbox());
    check = new PublicationCheck(config, connections, publication);
    IncrementalSnapshot chunks =
        new IncrementalSnapshot(
            connections,
            test.config,
            config.slot(),
            test.context,
            test.heartbeats,
            test.schemas,
            catalog,
            oid -> {},
            oid -> {});
    TableTrouble trouble = new TableTrouble(config, clock);
    admission =
        new TableAdmission(
            config,
            this::asked,
            allTables ? Set.of(7) : Set.of(),
            connect.outbox(),
            test.heartbeats,
            publication,
            decisions,
            check,
            new TableReadings(
                config,
                connect.outbox(),
                test.heartbeats,
                decisions,
                chunks,
                new TableCatchUp(connect.outbox(), test.heartbeats, this::begun, trouble),
                trouble),
            stored::get);
    tables = new Tables("srv", Map.of(), admission);
    admission.serve(tables, () -> schemaQuestions++);
  }

  private CapturedTables found(long seenAt) {
    return new CapturedTables(Map.copyOf(published), Set.copyOf(others), seenAt);
  }

  private CapturedTables asked() {
    questions++;
    return found(NOW);
  }

  private InMemoryReading begun(Collection<TableWork> all) {
    InMemoryReading reading = new InMemoryReading(all);
    readings.add(reading);
    return reading;
  }

  /** The publication has this table now, in place of another of this name. */
  void publish(int oid, String name, Integer... members) {
    PublishedTable table = InMemoryServer.table(oid, name, members);
    published.put(table.id(), table);
  }

  /** The publication has this table of another schema. */
  PublishedTable inSchema(int oid, String schema, String name) {
    Relation relation =
        new Relation(oid, schema, name, ReplicaIdentity.DEFAULT, TestTable.RELATION.columns());
    PublishedTable table =
        new PublishedTable(oid, relation.id(), Set.of(7), relation, false, null, 1, true, true);
    published.put(table.id(), table);
    return table;
  }

  /** The publication has this table now, and something has altered it since it was made. */
  void publishAltered(int oid, String name, Integer... members) {
    PublishedTable table = InMemoryServer.table(oid, name, members);
    PublishedTable altered =
        new PublishedTable(
            oid, table.id(), table.members(), table.relation(), false, null, 1, true, false);
    published.put(table.id(), altered);
  }

  /** The publication has the table a as the root of these partitions. */
  void publishRoot(long seen, TablePartition... leaves) {
    TablePartitions partitions = new TablePartitions(seen, List.of(leaves));
    published.put(A, InMemoryServer.root(1, "a", 7, partitions));
  }

  /** The publication does not have this table any more. */
  void unpublish(TableId id) {
    published.remove(id);
  }

  /** The table as the publication has it; null if it does not. */
  PublishedTable published(TableId id) {
    return published.get(id);
  }

  /** Another lane of the connector has this table. */
  void anotherLaneHas(TableId id) {
    others.add(id);
  }

  /** Connect has stored this of the table. */
  void hasStored(TableId id, TablePosition position) {
    stored.put(id, position);
  }

  /** The lane streams the table a, all rows of which are delivered. */
  TableEntry streamingRoot(long seen, TablePartition... leaves) {
    publishRoot(seen, leaves);
    TableEntry entry = streaming(1, "a", 7);
    admission.startsWith(entry, published.get(A), 0, false);
    return entry;
  }

  /** The lane streams this table, whether or not the publication has it. */
  TableEntry streaming(int oid, String name, Integer member) {
    TableEntry entry =
        tables.add(
            oid, new TableId("public", name), new Membership(Set.of(member)), Streaming.INSTANCE);
    tables.delivered(entry, STREAMED);
    return entry;
  }

  // What happens

  /** The stream describes this table. Returns null if it is none of the lane. */
  TableEntry described(int oid, String name) {
    return tables.described(InMemoryServer.relation(oid, name));
  }

  /** A check finds what the publication has now. */
  void checked() {
    checkedAt(NOW);
  }

  /** The same, when the WAL ends here. */
  void checkedAt(long seenAt) {
    check.answer(found(seenAt));
  }

  /** The stream comes to the end of a transaction. */
  void boundary() throws SQLException, InterruptedException {
    assertThat(admission.isDue()).isTrue();
    assertThat(admission.betweenTransactions(() -> {})).isTrue();
  }

  // What has become of it

  /** The tables whose reading was begun last. */
  List<String> read() {
    return readings.get(readings.size() - 1).tables().stream()
        .map(work -> work.table().id().text())
        .toList();
  }

  /** All readings that were begun, in their order. */
  List<InMemoryReading> readings() {
    return List.copyOf(readings);
  }

  /** One of the readings that were begun, from 0. */
  InMemoryReading reading(int index) {
    return readings.get(index);
  }

  /** How often all tables of the publication were asked for, outside of the checks. */
  int questions() {
    return questions;
  }

  /** How often the schemas were told to ask again for what was not known of locked tables. */
  int schemaQuestions() {
    return schemaQuestions;
  }

  // Its parts

  TableAdmission admission() {
    return admission;
  }

  Tables tables() {
    return tables;
  }

  ConnectWorker connect() {
    return connect;
  }

  PublicationCheck check() {
    return check;
  }

  RelationDecisions decisions() {
    return decisions;
  }

  SteppedClock clock() {
    return clock;
  }

  @Override
  public void close() {
    admission.close();
  }
}
