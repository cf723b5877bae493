/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.AnotherWriter;
import io.waltap.mirror.Deleting;
import io.waltap.mirror.Indexes;
import io.waltap.mirror.Notes;
import io.waltap.mirror.WatchedCatalog;
import io.waltap.mirror.buffer.Batch;
import io.waltap.mirror.change.Key;
import io.waltap.mirror.change.RowChange;
import io.waltap.mirror.locate.FileRows;
import io.waltap.mirror.locate.LiveFile;
import io.waltap.mirror.locate.LiveFiles;
import io.waltap.mirror.locate.Locators;
import io.waltap.mirror.write.DataFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Another program writes between the commits of a mirror, and while they are under way: it appends,
 * deletes, overwrites and compacts rows, and expires snapshots. What it writes stays until the key
 * changes in the topic. {@code -Dmirror.histories=1000} tries more, {@code -Dmirror.seed=N} one of
 * them again.
 */
class ForeignWriterTest {
  private static final List<String> KEY = List.of("id");
  private static final int IN_THE_BUILD = 8;
  private static final int HISTORIES = Integer.getInteger("mirror.histories", IN_THE_BUILD);
  private static final Long SEED = Long.getLong("mirror.seed");
  private static final int STEPS = 40;
  private static final int KEYS = 10;

  /** So often a commit may meet the other program, which writes once. */
  private static final int TRIES = 3;

  @TempDir static Path indexes;

  // Guards against: rows of another program that vanish, or stay next to the row of their key; rows
  // that it has deleted and that come back by themselves; a change that is applied to another row,
  // because files were rewritten; an index that does not have what the files have.
  @ParameterizedTest
  @EnumSource
  void whatAnotherProgramWritesStaysUntilTheKeyChanges(Deleting deleting) {
    if (SEED != null) {
      history(SEED, deleting);
      return;
    }
    // the build tries the same ones each time, and a longer run new ones
    long first = HISTORIES == IN_THE_BUILD ? 1 : System.nanoTime();
    for (int i = 0; i < HISTORIES; i++) {
      history(first + i, deleting);
    }
  }

  private static void history(long seed, Deleting deleting) {
    History history = new History(seed, deleting);
    try {
      for (int step = 0; step < STEPS; step++) {
        history.step();
      }
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          deleting + " of -Dmirror.seed=" + seed + "\n" + String.join("\n", history.log), e);
    } finally {
      history.locators.close();
    }
  }

  /** One table, and the rows that it should have. */
  private static final class History {
    private final WatchedCatalog catalog = new WatchedCatalog();
    private final Notes notes = new Notes();
    private final List<String> log = new ArrayList<>();

    /** The rows of each key, as {@link Notes#rows} gives them. */
    private final Map<Long, List<String>> expected = new TreeMap<>();

    private final Random random;
    private final Deleting deleting;
    private final Path index;
    private Locators locators;
    private TableCommitter committer;

    History(long seed, Deleting deleting) {
      this.random = new Random(seed);
      this.deleting = deleting;
      this.index = indexes.resolve(deleting + "-" + seed);
      PartitionSpec spec = random.nextInt(3) == 0 ? Notes.byName() : PartitionSpec.unpartitioned();
      Notes.table(catalog, spec, deleting.policy().formatVersion());
      start();
    }

    /** A task begins, with the index that the one before has left. */
    private void start() {
      locators = new Locators(Indexes.both(index));
      Table table = catalog.loadTable(Notes.NAME);
      MirrorState state = MirrorState.of(table).orElseThrow();
      committer = new TableCommitter(table, state, "mirror", deleting.policy(), locators);
    }

    void step() {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> commit(() -> {});
        case 3, 4 -> commit(foreign());
        case 5 -> {
          log.add("restart");
          locators.close();
          start();
        }
        default -> foreign().run();
      }
      assertThat(Notes.rows(catalog))
          .containsExactlyInAnyOrderElementsOf(
              expected.values().stream().flatMap(List::stream).toList());
    }

    /**
     * Commits changes of some keys, each of which changes once.
     *
     * @param meanwhile what the other program does before the catalog gets the commit. In effect it
     *     comes first: if that matters, the commit is tried again
     */
    private void commit(Runnable meanwhile) {
      List<RowChange> changes = new ArrayList<>();
      Set<Long> touched = new HashSet<>();
      int unfilled = 0;
      for (int i = 0; i <= random.nextInt(3); i++) {
        long id = random.nextInt(KEYS);
        long other = random.nextInt(KEYS);
        List<String> rows = rows(id);
        if (!touched.add(id)) {
          continue;
        }
        switch (random.nextInt(4)) {
          case 0 -> {
            log.add("delete " + id);
            changes.add(notes.delete(id));
            expected.remove(id);
          }
          case 1 -> {
            // of several rows, any one may give its text
            if (rows.size() < 2) {
              String name = name();
              log.add("rename " + id + " to " + name);
              changes.add(notes.rename(id, name));
              unfilled += rows.isEmpty() ? 1 : 0;
              rows.replaceAll(row -> row(id, name, text(row)));
            }
          }
          case 2 -> {
            if (rows.size() == 1 && rows(other).isEmpty() && touched.add(other)) {
              String name = name();
              log.add("move " + id + " to " + other + " " + name);
              changes.add(notes.delete(id));
              changes.add(notes.moved(other, name));
              expected.remove(id);
              rows(other).add(row(other, name, text(rows.get(0))));
            }
          }
          default -> {
            String name = name();
            String text = "t" + random.nextInt(1000);
            log.add("put " + row(id, name, text));
            changes.add(notes.put(id, name, text));
            rows.clear();
            rows.add(row(id, name, text));
          }
        }
      }
      if (changes.isEmpty()) {
        meanwhile.run();
        return;
      }
      catalog.onceBefore("commit", meanwhile);
      Batch batch = Notes.batch(changes.toArray(RowChange[]::new));
      int tries = 1;
      while (!committer.commit(batch)) {
        tries++;
        assertThat(tries).isLessThanOrEqualTo(TRIES);
      }
      assertThat(committer.report().unfilled()).isEqualTo(unfilled);
    }

    /** What the other program does, and what it makes of the expected rows. */
    private Runnable foreign() {
      Table table = catalog.loadTable(Notes.NAME);
      List<Long> there = new ArrayList<>();
      expected.forEach(
          (id, rows) -> {
            if (!rows.isEmpty()) {
              there.add(id);
            }
          });
      int what = random.nextInt(6);
      if (there.isEmpty() || what == 0) {
        return append(table);
      }
      long id = there.get(random.nextInt(there.size()));
      return switch (what) {
        case 1 -> {
          log.add("foreign delete " + id);
          expected.remove(id);
          yield () -> AnotherWriter.delete(table, KEY, Notes.key(id));
        }
        case 2 -> deleteTogether(table, id, there.get(random.nextInt(there.size())));
        case 3 -> {
          log.add("foreign overwrite without " + id);
          expected.remove(id);
          yield () -> overwrite(table, id);
        }
        case 4 -> {
          log.add("foreign compaction");
          long seed = random.nextLong();
          yield () -> compact(table, new Random(seed));
        }
        default -> {
          log.add("foreign expiry");
          yield () -> expire(table);
        }
      };
    }

    private Runnable append(Table table) {
      List<Record> records = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(3); i++) {
        long id = random.nextInt(KEYS);
        String name = name();
        String text = "foreign " + random.nextInt(1000);
        records.add(Notes.row(table, id, name, text));
        rows(id).add(row(id, name, text));
        log.add("foreign append " + row(id, name, text));
      }
      return () -> AnotherWriter.append(table, records.toArray(Record[]::new));
    }

    /** By one delete file for all data files, which only tables without vectors may have. */
    private Runnable deleteTogether(Table table, long one, long other) {
      if (TableUtil.formatVersion(table) > 2 || table.spec().isPartitioned()) {
        return append(table);
      }
      log.add("foreign delete of " + one + " and " + other + " together");
      expected.remove(one);
      expected.remove(other);
      Key[] keys = LongStream.of(one, other).distinct().mapToObj(Notes::key).toArray(Key[]::new);
      return () -> AnotherWriter.deleteTogether(table, KEY, keys);
    }

    /** As Spark deletes by default: the files that have the row are written again without it. */
    private static void overwrite(Table table, long id) {
      table.refresh();
      OverwriteFiles overwrite = table.newOverwrite();
      List<Record> left = new ArrayList<>();
      for (LiveFile file : LiveFiles.of(table)) {
        List<Record> rows = rows(table, file);
        if (rows.removeIf(row -> row.getField("id").equals(id))) {
          overwrite.deleteFile(file.data());
          left.addAll(rows);
        }
      }
      write(table, left).forEach(overwrite::addFile);
      overwrite.commit();
    }

    /** Some files, or all of them, become one in each partition. */
    private static void compact(Table table, Random random) {
      table.refresh();
      RewriteFiles rewrite =
          table.newRewrite().validateFromSnapshot(table.currentSnapshot().snapshotId());
      List<Record> rows = new ArrayList<>();
      boolean all = random.nextBoolean();
      boolean some = false;
      for (LiveFile file : LiveFiles.of(table)) {
        List<Record> ofFile = rows(table, file);
        if ((all || random.nextBoolean()) && !ofFile.isEmpty()) {
          some = true;
          rewrite.deleteFile(file.data());
          file.ownDeletes().forEach(rewrite::deleteFile);
          rows.addAll(ofFile);
        }
      }
      if (some) {
        write(table, rows).forEach(rewrite::addFile);
        rewrite.commit();
      }
    }

    private static void expire(Table table) {
      table.refresh();
      long current = table.currentSnapshot().snapshotId();
      List<Long> old = new ArrayList<>();
      for (Snapshot snapshot : table.snapshots()) {
        if (snapshot.snapshotId() != current) {
          old.add(snapshot.snapshotId());
        }
      }
      for (long snapshot : old) {
        table.expireSnapshots().expireSnapshotId(snapshot).commit();
      }
    }

    private static List<DataFile> write(Table table, List<Record> rows) {
      return rows.isEmpty()
          ? List.of()
          : new DataFiles(table, table.schema(), AnotherWriter.names(table, FileFormat.PARQUET))
              .write(rows);
    }

    /** The rows of a file that are not deleted. */
    private static List<Record> rows(Table table, LiveFile file) {
      List<Record> rows = new ArrayList<>();
      int position = table.schema().columns().size();
      try (CloseableIterable<Record> records =
          new FileRows(table).readToKeep(file.data(), table.schema())) {
        for (Record row : records) {
          if (!file.deleted().isDeleted((Long) row.get(position))) {
            rows.add(
                Notes.row(
                    table,
                    (Long) row.getField("id"),
                    (String) row.getField("name"),
                    (String) row.getField("text")));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return rows;
    }

    private List<String> rows(long id) {
      return expected.computeIfAbsent(id, any -> new ArrayList<>());
    }

    private String name() {
      return "n" + random.nextInt(3);
    }

    private static String row(long id, String name, String text) {
      return id + "/" + name + "/" + text;
    }

    private static String text(String row) {
      return row.substring(row.lastIndexOf('/') + 1);
    }
  }
}
