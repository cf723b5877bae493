/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.Deleting;
import io.waltap.mirror.Notes;
import io.waltap.mirror.TestCatalog;
import io.waltap.mirror.commit.MirrorState;
import io.waltap.mirror.table.Things.Thing;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.catalog.Catalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guards against: a table that an engine cannot read, though it was made for that engine. */
class TableFormatTest {
  private final Catalog catalog = TestCatalog.inMemory();
  private final Things things = new Things(false);

  private void insert(long... ids) {
    things.begin();
    for (long id : ids) {
      things.insert(id, new Thing("n" + id, "big " + id));
    }
    things.commit();
  }

  private void rename(long id) {
    things.begin();
    things.rename(id, "renamed");
    things.commit();
  }

  @ParameterizedTest
  @EnumSource
  void aNewTableHasTheFormatVersionThatTheConfigurationNeeds(Deleting deleting) {
    insert(1);
    new Worker(catalog, things, deleting).drain();

    assertThat(TableUtil.formatVersion(catalog.loadTable(Worker.NAME)))
        .isEqualTo(deleting.policy().formatVersion());
  }

  @Test
  void thePropertiesOfNewTablesMayNameAnotherFormatVersion() {
    MirrorCatalog tables =
        new MirrorCatalog(
            catalog,
            Map.of("format-version", "2"),
            (name, schema) -> PartitionSpec.unpartitioned());
    MirrorState state = MirrorState.created("mirror", Notes.TOPIC, Notes.SHAPE.keyNames());

    assertThat(TableUtil.formatVersion(tables.create(Notes.NAME, Notes.SHAPE, state, 3)))
        .isEqualTo(2);
  }

  // Guards against: a table that cannot go on, because the configuration has changed.
  @Test
  void eachTableGoesOnWithWhateverIsConfigured() {
    insert(1, 2, 3);
    insert(4, 5, 6);
    new Worker(catalog, things, Deleting.BY_POSITIONS).drain();
    rename(1);
    new Worker(catalog, things, Deleting.BY_VECTORS).drain();
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
    assertThat(summary()).containsEntry("total-delete-files", "1");

    catalog.loadTable(Worker.NAME).updateProperties().set("format-version", "3").commit();
    rename(2);
    new Worker(catalog, things, Deleting.BY_POSITIONS).drain();
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
    assertThat(summary()).containsEntry("added-dvs", "1").containsEntry("total-delete-files", "1");

    rename(4);
    new Worker(catalog, things, Deleting.BY_REWRITE).drain();
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
    rename(5);
    new Worker(catalog, things, Deleting.OF_SMALL_TABLES).drain();
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
    assertThat(summary())
        .containsEntry("total-delete-files", "0")
        .containsEntry("total-data-files", "1");
  }

  private Map<String, String> summary() {
    Table table = catalog.loadTable(Worker.NAME);
    return table.currentSnapshot().summary();
  }
}
