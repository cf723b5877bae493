/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.AnotherWriter;
import io.waltap.mirror.Events;
import io.waltap.mirror.TestCatalog;
import io.waltap.mirror.commit.MirrorState;
import io.waltap.mirror.table.TableMirror.Phase;
import io.waltap.mirror.table.Things.Thing;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.types.Types;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.junit.jupiter.api.Test;

/**
 * Guards against: a table that is changed though it must not be, and a table that is tried again
 * forever though nothing will help.
 */
class StoppedTableTest {
  private static final org.apache.iceberg.Schema SCHEMA =
      new org.apache.iceberg.Schema(
          Types.NestedField.required(1, "id", Types.LongType.get()),
          Types.NestedField.optional(2, "name", Types.StringType.get()));

  private final Catalog catalog = TestCatalog.inMemory();
  private final Things things = new Things(false);

  private Worker running() {
    insert(1);
    insert(2);
    Worker worker = new Worker(catalog, things);
    worker.drain();
    assertThat(worker.mirror().phase()).isEqualTo(Phase.RUNNING);
    return worker;
  }

  private void insert(long id) {
    things.begin();
    things.insert(id, new Thing("n" + id, "big " + id));
    things.commit();
  }

  private Table create(Map<String, String> properties) {
    SupportsNamespaces namespaces = (SupportsNamespaces) catalog;
    if (!namespaces.namespaceExists(Worker.NAME.namespace())) {
      namespaces.createNamespace(Worker.NAME.namespace());
    }
    return catalog.createTable(Worker.NAME, SCHEMA, PartitionSpec.unpartitioned(), properties);
  }

  @Test
  void aTableThatIsNoMirrorIsNotTouched() {
    String location = create(Map.of("owner", "someone")).location();
    insert(1);
    Worker worker = new Worker(catalog, things);
    worker.drain();

    assertStopped(worker, "lake.things", "is no mirror", "mirror.renames");
    Table table = catalog.loadTable(Worker.NAME);
    assertThat(table.currentSnapshot()).isNull();
    assertThat(table.schema().sameSchema(SCHEMA)).isTrue();
    assertThat(table.properties()).doesNotContainKey(MirrorState.PROPERTY);
    assertThat(table.location()).isEqualTo(location);
  }

  // Guards against: a table that another program has created after the task has started.
  @Test
  void aTableThatIsNoMirrorIsNotTouchedIfItComesLater() {
    insert(1);
    Worker worker = new Worker(catalog, things);
    create(Map.of());
    worker.drain();

    assertStopped(worker, "is no mirror");
    assertThat(catalog.loadTable(Worker.NAME).currentSnapshot()).isNull();
  }

  @Test
  void theMirrorOfAnotherTopicIsNotTouched() {
    create(
        Map.of(
            MirrorState.PROPERTY,
            MirrorState.created("mirror", "shop.other.things", List.of("id")).json()));
    insert(1);
    Worker worker = new Worker(catalog, things);
    worker.drain();

    assertStopped(worker, "shop.other.things", Things.TOPIC);
    assertThat(catalog.loadTable(Worker.NAME).currentSnapshot()).isNull();
  }

  @Test
  void aDroppedTableIsNotCreatedAgain() {
    Worker worker = running();
    catalog.dropTable(Worker.NAME, false);
    insert(3);
    worker.drain();

    assertStopped(worker, "was dropped");
    assertThat(catalog.tableExists(Worker.NAME)).isFalse();
  }

  @Test
  void aTableThatReplacesTheMirrorIsNotTouched() {
    Worker worker = running();
    catalog.dropTable(Worker.NAME, false);
    create(Map.of());
    insert(3);
    worker.drain();

    assertStopped(worker, "was replaced by another table");
    assertThat(catalog.loadTable(Worker.NAME).currentSnapshot()).isNull();
  }

  // Guards against: rows that stay as they were before the rollback, since the offset says that
  // they were changed.
  @Test
  void aTableThatWasRolledBackStopsAtTheStart() {
    Worker worker = running();
    long before = catalog.loadTable(Worker.NAME).currentSnapshot().snapshotId();
    insert(3);
    worker.drain();
    catalog.loadTable(Worker.NAME).manageSnapshots().rollbackTo(before).commit();
    Worker next = new Worker(catalog, things);
    next.drain();

    assertStopped(next, "was rolled back");
    assertThat(catalog.loadTable(Worker.NAME).currentSnapshot().snapshotId()).isEqualTo(before);
  }

  @Test
  void aTableThatWasRolledBackStopsARunningTask() {
    Worker worker = running();
    long before = catalog.loadTable(Worker.NAME).currentSnapshot().snapshotId();
    insert(3);
    worker.drain();
    catalog.loadTable(Worker.NAME).manageSnapshots().rollbackTo(before).commit();
    insert(4);
    worker.drain();

    assertStopped(worker, "was rolled back");
    assertThat(catalog.loadTable(Worker.NAME).currentSnapshot().snapshotId()).isEqualTo(before);
  }

  // Guards against: a table that is changed as if rows were there that another program has deleted.
  @Test
  void equalityDeletesOfAnotherProgramStopTheTable() {
    Worker worker = running();
    AnotherWriter.deleteByEquality(catalog.loadTable(Worker.NAME), "id", 1L);
    long before = catalog.loadTable(Worker.NAME).currentSnapshot().snapshotId();
    insert(3);
    worker.drain();

    assertStopped(worker, "lake.things", "equality deletes", "have the source read it again");
    assertThat(catalog.loadTable(Worker.NAME).currentSnapshot().snapshotId()).isEqualTo(before);
  }

  @Test
  void aTopicOfSeveralPartitionsIsNotRead() {
    insert(1);
    Worker worker = new Worker(catalog, things, "mirror", Set.of(), false);
    worker.drain();

    assertStopped(worker, "several partitions");
    assertThat(worker.mirror().committed()).isEmpty();
    assertThat(catalog.tableExists(Worker.NAME)).isFalse();
  }

  @Test
  void anIncompatibleColumnStopsTheTableAndNothingIsWritten() {
    running();
    Events events =
        new Events(
            SchemaBuilder.struct()
                .optional()
                .field("id", Schema.INT64_SCHEMA)
                .field("name", Schema.OPTIONAL_INT32_SCHEMA)
                .field("big", Schema.OPTIONAL_STRING_SCHEMA)
                .build(),
            "id");
    things.add(events.change("u", events.row(1L, 7, "big")));
    Worker worker = new Worker(catalog, things);
    worker.drain();

    assertStopped(worker, "the column name", "string", "int", "PostgreSQL has rewritten");
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
  }

  @Test
  void aNewColumnThatIsTheKeyStopsTheTable() {
    Worker worker = running();
    Events events =
        new Events(
            SchemaBuilder.struct()
                .optional()
                .field("id", Schema.INT64_SCHEMA)
                .field("code", Schema.STRING_SCHEMA)
                .build(),
            "code");
    things.add(events.change("c", events.row(1L, "x")));
    worker.drain();

    assertStopped(worker, "the new column code");
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
  }

  // Guards against: a record that is skipped, so that the table is wrong without a word.
  @Test
  void aRecordThatCannotBeReadStopsTheTableBeforeIt() {
    insert(1);
    Schema flat =
        SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field("_op", Schema.STRING_SCHEMA)
            .build();
    Events events = new Events(Events.things(), "id");
    Struct value = new Struct(flat).put("id", 9L).put("_op", "c");
    things.add(events.sinkRecord(null, null, flat, value, new ConnectHeaders()));
    insert(2);
    Worker worker = new Worker(catalog, things);
    worker.drain();

    assertStopped(worker, "offset 1", Things.TOPIC, "flat row");
    assertThat(worker.mirror().committed()).isEmpty();
  }

  // Guards against: a task that fails with all its tables, because one was stopped while it was
  // being loaded.
  @Test
  void whatATableLoadsWhenItIsStoppedIsForgotten() {
    Worker worker = running();
    worker.mirror().add(things.get(0), 1); // it goes back, so that the table is loaded again
    worker.take(0);
    assertThat(worker.mirror().phase()).isEqualTo(Phase.LOADING);
    worker.mirror().refuse("the topic has another partition");
    worker.take(0);

    assertStopped(worker, "another partition");
  }

  // Guards against: a task that fails with all its tables, because one was stopped during a commit.
  @Test
  void aCommitThatIsUnderWayWhenATableIsStoppedIsNotRepeated() {
    Worker worker = running();
    insert(3);
    insert(4);
    worker.take(2);
    worker.mirror().hurry(0);
    worker.take(0); // the commit is done, and the task does not know that yet
    worker.mirror().refuse("the topic has another partition");
    worker.take(0);

    assertStopped(worker, "another partition");
    assertThat(Mirrored.rows(catalog)).containsOnlyKeys(1L, 2L, 3L);
  }

  /** It has stopped for a reason, and does nothing any more. */
  private void assertStopped(Worker worker, String... reason) {
    assertThat(worker.mirror().phase()).isEqualTo(Phase.STOPPED);
    assertThat(worker.mirror().reason()).contains(reason);
    assertThat(worker.mirror().bytes()).isZero();
    worker.mirror().add(things.get(0), 0);
    worker.commit();
    assertThat(worker.mirror().bytes()).isZero();
    assertThat(worker.mirror().phase()).isEqualTo(Phase.STOPPED);
  }
}
