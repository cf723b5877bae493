/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.maintain;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.AnotherWriter;
import io.waltap.mirror.Deleting;
import io.waltap.mirror.Indexes;
import io.waltap.mirror.Notes;
import io.waltap.mirror.TestCatalog;
import io.waltap.mirror.WatchedCatalog;
import io.waltap.mirror.change.RowChange;
import io.waltap.mirror.commit.MirrorState;
import io.waltap.mirror.commit.TableCommitter;
import io.waltap.mirror.locate.LocateOptions;
import io.waltap.mirror.locate.Locators;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;

/**
 * Random histories of a table that is compacted while the stream commits: between the plan and the
 * writing, in the middle of the writing, and several times before the commit. Another program
 * writes in the middle of the commit. After each commit the table has to be the fold of all
 * changes. {@code -Dmirror.histories=1000} tries more, {@code -Dmirror.seed=N} one of them again.
 *
 * <p>Guards against: rows that are lost or come back, because they have changed while they were
 * written again.
 */
class CompactionModelTest {
  private static final int IN_THE_BUILD = 20;
  private static final int HISTORIES = Integer.getInteger("mirror.histories", IN_THE_BUILD);
  private static final Long SEED = Long.getLong("mirror.seed");
  private static final int STEPS = 80;
  private static final int KEYS = 14;
  private static final long FOREIGN = 1000;

  @Test
  void theTableIsTheFoldOfItsChangesAfterEachCommit() {
    if (SEED != null) {
      new History(SEED).run();
      return;
    }
    // the build tries the same ones each time, and a longer run new ones
    long first = HISTORIES == IN_THE_BUILD ? 1 : System.nanoTime();
    int replaced = 0;
    for (int i = 0; i < HISTORIES; i++) {
      replaced += new History(first + i).run();
    }
    assertThat(replaced).as("histories from %s on", first).isGreaterThan(HISTORIES / 4);
  }

  private static final class History {
    private final long seed;
    private final Random random;
    private final WatchedCatalog catalog = new WatchedCatalog();
    private final Notes notes = new Notes();
    private final MaintenanceOptions options;
    private final Map<Long, String[]> rows = new TreeMap<>();
    private final Map<Long, List<String>> states = new HashMap<>();
    private final StringBuilder text = new StringBuilder();
    private final LocateOptions locate = Indexes.both();
    private Locators locators = new Locators(locate);
    private TableCommitter committer;
    private Compactor compactor;
    private List<InputFile> planned;
    private Rewritten rewritten;
    private int replaced;

    History(long seed) {
      this.seed = seed;
      random = new Random(seed);
      long[] targets = {1, 2000, 1 << 20};
      options =
          new MaintenanceOptions(
              true,
              targets[random.nextInt(targets.length)],
              random.nextBoolean() ? 0.01 : 0.4,
              Duration.ZERO,
              Duration.ZERO,
              false);
      Notes.table(catalog, random.nextInt(3) == 0 ? Notes.byName() : PartitionSpec.unpartitioned());
      startCommitter();
    }

    private void startCommitter() {
      Table table = catalog.loadTable(Notes.NAME);
      // the next one has the index of the one before
      locators.close();
      locators = new Locators(locate);
      committer =
          new TableCommitter(
              table,
              MirrorState.of(table).orElseThrow(),
              "mirror",
              Deleting.BY_VECTORS.policy(),
              locators);
    }

    int run() {
      try {
        for (int step = 0; step < STEPS; step++) {
          switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> commit();
            case 4 -> plan();
            case 5, 6 -> write();
            case 7, 8 -> replace();
            default -> {
              if (random.nextInt(4) == 0) {
                note("start again");
                startCommitter();
                planned = null;
                rewritten = null;
              }
            }
          }
        }
        Table table = catalog.loadTable(Notes.NAME);
        for (Snapshot snapshot : table.snapshots()) {
          assertThat(texts(table, snapshot.snapshotId()))
              .as("snapshot %s", snapshot.snapshotId())
              .containsExactlyInAnyOrderElementsOf(states.get(snapshot.snapshotId()));
        }
        return replaced;
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("-Dmirror.seed=" + seed + "\n" + text, e);
      } finally {
        locators.close();
      }
    }

    private void note(String what) {
      text.append(what).append('\n');
    }

    private void plan() {
      if (planned != null) {
        return;
      }
      compactor = new Compactor(catalog.loadTable(Notes.NAME), List.of("id"), "mirror", options);
      planned = compactor.plan().orElse(null);
      note("plan " + (planned == null ? "nothing" : planned.size() + " files"));
    }

    private void write() {
      if (planned == null || rewritten != null) {
        return;
      }
      if (random.nextBoolean()) {
        catalog.onceBefore(random.nextBoolean() ? "newInputFile" : "newOutputFile", this::commit);
      }
      rewritten = compactor.rewrite(planned);
      catalog.unwatch();
      note("write " + rewritten);
    }

    private void replace() {
      if (rewritten == null) {
        return;
      }
      long before = catalog.loadTable(Notes.NAME).currentSnapshot().snapshotId();
      if (random.nextInt(4) == 0) {
        catalog.onceBefore("commit", this::foreignRow);
      }
      boolean done = committer.replace(rewritten);
      catalog.unwatch();
      note("replace " + done);
      check();
      if (done) {
        replaced += catalog.loadTable(Notes.NAME).currentSnapshot().snapshotId() == before ? 0 : 1;
        planned = null;
        rewritten = null;
      }
    }

    /** A row of another program. It is in the way of nothing. */
    private void foreignRow() {
      long id = FOREIGN + rows.size();
      if (rows.containsKey(id)) {
        return;
      }
      note("foreign row " + id);
      Table table = catalog.loadTable(Notes.NAME);
      AnotherWriter.append(table, Notes.row(table, id, "a", "foreign"));
      rows.put(id, new String[] {"a", "foreign"});
      check();
    }

    private void commit() {
      List<RowChange> changes = new ArrayList<>();
      int number = 1 + random.nextInt(4);
      for (int i = 0; i < number; i++) {
        changes.add(change());
      }
      assertThat(committer.commit(Notes.batch(changes.toArray(RowChange[]::new)))).isTrue();
      check();
    }

    private RowChange change() {
      List<Long> ids = rows.keySet().stream().filter(id -> id < FOREIGN).toList();
      String name = "abc".substring(random.nextInt(3)).substring(0, 1);
      if (ids.isEmpty() || random.nextInt(3) == 0) {
        long id = random.nextInt(KEYS);
        String value = "text " + random.nextInt(1000);
        rows.put(id, new String[] {name, value});
        note("put " + id + " " + name + " " + value);
        return notes.put(id, name, value);
      }
      long id = ids.get(random.nextInt(ids.size()));
      if (random.nextInt(40) == 0) {
        rows.clear();
        note("truncate");
        return notes.truncate();
      }
      if (random.nextBoolean()) {
        rows.get(id)[0] = name;
        note("rename " + id + " " + name);
        return notes.rename(id, name);
      }
      rows.remove(id);
      note("delete " + id);
      return notes.delete(id);
    }

    private void check() {
      Table table = catalog.loadTable(Notes.NAME);
      List<String> expected =
          rows.entrySet().stream()
              .map(row -> row.getKey() + "/" + row.getValue()[0] + "/" + row.getValue()[1])
              .toList();
      assertThat(texts(table, null)).containsExactlyInAnyOrderElementsOf(expected);
      states.put(table.currentSnapshot().snapshotId(), expected);
    }

    private static List<String> texts(Table table, Long snapshot) {
      return TestCatalog.rows(table, snapshot).stream()
          .map(row -> row.get("id") + "/" + row.get("name") + "/" + row.get("text"))
          .toList();
    }
  }
}
