/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.maintain;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.Deleting;
import io.waltap.mirror.Indexes;
import io.waltap.mirror.Notes;
import io.waltap.mirror.TestCatalog;
import io.waltap.mirror.change.RowChange;
import io.waltap.mirror.commit.MirrorState;
import io.waltap.mirror.commit.ReplacedFiles;
import io.waltap.mirror.commit.TableCommitter;
import io.waltap.mirror.locate.Locators;
import io.waltap.mirror.write.Deletes;
import io.waltap.mirror.write.Deletion;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Guards against: a task that runs out of memory, because most rows of a large table have changed
 * while they were written again.
 */
class RewrittenTest {
  private final Catalog catalog = TestCatalog.inMemory();
  private final Notes notes = new Notes();
  private final Locators locators = new Locators(Indexes.both());
  private final Deletes deletes =
      places -> new Deletion(List.of(), List.of(), List.of(), List.of(), places.size());

  @AfterEach
  void close() {
    locators.close();
  }

  private Table table() {
    return catalog.loadTable(Notes.NAME);
  }

  private void commit(RowChange... changes) {
    TableCommitter committer =
        new TableCommitter(
            table(),
            MirrorState.of(table()).orElseThrow(),
            "mirror",
            Deleting.BY_VECTORS.policy(),
            locators);
    assertThat(committer.commit(Notes.batch(changes))).isTrue();
  }

  /** What is replaced if three of four rows were deleted meanwhile: two with their file. */
  private ReplacedFiles threeDead(int mostDead) {
    Notes.table(catalog);
    commit(notes.put(1, "a", "x"), notes.put(2, "b", "x"));
    commit(notes.put(3, "c", "x"), notes.put(4, "d", "x"));
    List<InputFile> files = InputFile.of(table());
    Rewritten rewritten = new Rewritten(files, mostDead);
    for (int file = 0; file < files.size(); file++) {
      rewritten.moved(file, 0);
      rewritten.moved(file, 1);
      rewritten.written(files.get(file).data());
    }
    commit(notes.delete(1), notes.delete(2), notes.delete(3));
    return rewritten.at(table(), Optional.of(deletes));
  }

  @Test
  void asManyRowsAsAllowedMayBeDeletedMeanwhile() {
    assertThat(threeDead(3).removed()).hasSize(1);
  }

  @Test
  void nothingIsReplacedIfMoreAreDeleted() {
    assertThat(threeDead(2).isEmpty()).isTrue();
  }

  @Test
  void nothingIsReplacedIfTheRowsOfOneFileAreTooMany() {
    assertThat(threeDead(1).isEmpty()).isTrue();
  }
}
