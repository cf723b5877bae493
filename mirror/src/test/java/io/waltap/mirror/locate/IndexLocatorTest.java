/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.AnotherWriter;
import io.waltap.mirror.Notes;
import io.waltap.mirror.TestCatalog;
import io.waltap.mirror.change.Key;
import io.waltap.mirror.write.DataFiles;
import io.waltap.mirror.write.Vectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories of a table, to which several programs write. After each step the index has to
 * find what a scan finds. {@code -Dmirror.index.histories=1000} tries more, {@code
 * -Dmirror.index.seed=N} one of them again.
 *
 * <p>Guards against: an old row that stays next to the new one, or another row that is deleted.
 */
class IndexLocatorTest {
  private static final int IN_THE_BUILD = 15;
  private static final int HISTORIES = Integer.getInteger("mirror.index.histories", IN_THE_BUILD);
  private static final Long SEED = Long.getLong("mirror.index.seed");
  private static final int STEPS = 40;
  private static final int KEYS = 30;
  private static final List<String> KEY = List.of("id");

  @TempDir Path indexes;

  @Test
  void itFindsWhatAScanFindsWhateverHappensToTheTable() throws IOException {
    if (SEED != null) {
      history(SEED);
      return;
    }
    // the build tries the same ones each time, and a longer run new ones
    long first = HISTORIES == IN_THE_BUILD ? 1 : System.nanoTime();
    for (int i = 0; i < HISTORIES; i++) {
      history(first + i);
    }
  }

  private void history(long seed) throws IOException {
    List<String> steps = new ArrayList<>();
    try (History history = new History(new Random(seed), indexes.resolve("seed-" + seed))) {
      for (int i = 0; i < STEPS; i++) {
        steps.add(history.step());
        history.check();
      }
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("-Dmirror.index.seed=" + seed + " " + steps, e);
    }
  }

  /** A table, and an index that is kept, lost and damaged. */
  private static final class History implements AutoCloseable {
    private final Random random;
    private final Path directory;
    private final Table table = Notes.table(TestCatalog.inMemory());
    private final int inMemory;
    private IndexHome home;
    private int columns;

    History(Random random, Path directory) throws IOException {
      this.random = random;
      this.directory = directory;
      this.inMemory = 1 + random.nextInt(20);
      open();
    }

    private void open() throws IOException {
      KeyColumns key = new KeyColumns(table.schema(), KEY);
      home = IndexHome.open(directory, IndexLocator.identity(table.uuid().toString(), key));
    }

    private IndexLocator locator() {
      IndexLocator.Limits limits =
          new IndexLocator.Limits() {
            @Override
            public long maxBytes() {
              return Long.MAX_VALUE;
            }

            @Override
            public int maxEntriesInMemory() {
              return inMemory;
            }

            @Override
            public void requireOpen() {}
          };
      return new IndexLocator(table, new KeyColumns(table.schema(), KEY), home, limits);
    }

    /** Does something; returns what. */
    String step() throws IOException {
      table.refresh();
      boolean isEmpty = table.currentSnapshot() == null;
      switch (isEmpty ? random.nextInt(4) : random.nextInt(20)) {
        case 0, 1 -> {
          AnotherWriter.append(table, rows());
          return "another appends";
        }
        case 2, 3 -> {
          appendOurs();
          return "append";
        }
        case 4, 5, 6, 7, 8 -> {
          delete(1 + random.nextInt(6));
          return "delete";
        }
        case 9 -> {
          delete(KEYS);
          return "delete many";
        }
        case 10 -> {
          table.newOverwrite().overwriteByRowFilter(Expressions.alwaysTrue()).commit();
          return "truncate";
        }
        case 11, 12, 13 -> {
          rewrite();
          return "rewrite";
        }
        case 14 -> {
          rollBack();
          return "roll back";
        }
        case 15 -> {
          columns++;
          table.updateSchema().addColumn("more" + columns, Types.StringType.get()).commit();
          return "add a column";
        }
        case 16 -> {
          damage();
          return "damage";
        }
        case 17 -> {
          damage();
          home.close();
          open();
          return "damage and restart";
        }
        default -> {
          home.close();
          open();
          return "restart";
        }
      }
    }

    private Record[] rows() {
      Record[] rows = new Record[1 + random.nextInt(8)];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Notes.row(table, random.nextInt(KEYS), "n", "t");
      }
      return rows;
    }

    /** Deletes the rows of so many keys: by vectors, or whole files. */
    private void delete(int count) {
      Set<Key> keys = new HashSet<>();
      for (int i = 0; i < count; i++) {
        keys.add(Notes.key(random.nextInt(KEYS)));
      }
      List<Location> places = AnotherWriter.places(table, KEY, keys);
      if (!places.isEmpty()) {
        Vectors vectors =
            new Vectors(table, AnotherWriter.names(table, FileFormat.PUFFIN), random.nextBoolean());
        AnotherWriter.commit(table, vectors.delete(places));
      }
    }

    /** Some of the files that we write are told to the index, and others are not. */
    private void appendOurs() throws IOException {
      List<DataFiles.Written> files =
          new DataFiles(table, table.schema(), AnotherWriter.names(table, FileFormat.PARQUET))
              .writeRows(List.of(rows()), List.of());
      AppendFiles append = table.newAppend();
      files.forEach(file -> append.appendFile(file.data()));
      KeyColumns key = new KeyColumns(table.schema(), KEY);
      if (random.nextInt(4) > 0) {
        append.commit(); // and sometimes the commit does not succeed
      }
      if (random.nextInt(4) > 0) {
        List<NewFile> told =
            files.stream()
                .map(file -> new NewFile(file.data(), () -> key.keys(file.rows().orElseThrow())))
                .toList();
        try {
          locator().committed(told);
        } catch (IndexDamagedException e) {
          // the commit has succeeded in any case
          home.close();
          open();
        }
      }
    }

    /** Compacts some of the files, as a program does that knows nothing of the index. */
    private void rewrite() {
      List<PlannedFile> some = new ArrayList<>(PlannedFile.of(table));
      some.removeIf(file -> random.nextInt(3) == 0);
      List<Record> rows = new ArrayList<>();
      FileRows files = new FileRows(table);
      RewriteFiles rewrite =
          table.newRewrite().validateFromSnapshot(table.currentSnapshot().snapshotId());
      for (PlannedFile file : some) {
        LiveFile live = file.load(files);
        rewrite.deleteFile(file.data());
        file.deletes().forEach(rewrite::deleteFile);
        rows.addAll(liveRows(live, files));
      }
      if (rows.isEmpty()) {
        return;
      }
      new DataFiles(table, table.schema(), AnotherWriter.names(table, FileFormat.PARQUET))
          .write(rows)
          .forEach(rewrite::addFile);
      rewrite.commit();
    }

    private List<Record> liveRows(LiveFile live, FileRows files) {
      List<Record> rows = new ArrayList<>();
      try (var records = files.readToKeep(live.data(), table.schema())) {
        for (Record read : records) {
          long position = (Long) read.get(table.schema().columns().size());
          if (!live.deleted().isDeleted(position)) {
            rows.add(Notes.row(table, (Long) read.getField("id"), "n", "t"));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return rows;
    }

    private void rollBack() {
      List<Long> ancestors = new ArrayList<>();
      for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
        ancestors.add(snapshot.snapshotId());
      }
      long to = ancestors.get(random.nextInt(ancestors.size()));
      table.manageSnapshots().rollbackTo(to).commit();
    }

    /** Changes a bit of a file of the index. */
    private void damage() throws IOException {
      List<Path> files;
      try (Stream<Path> all = Files.list(directory)) {
        files = all.filter(path -> !path.endsWith("lock")).sorted().toList();
      }
      if (!files.isEmpty()) {
        Path file = files.get(random.nextInt(files.size()));
        byte[] bytes = Files.readAllBytes(file);
        int at = random.nextInt(bytes.length);
        bytes[at] = (byte) (bytes[at] ^ 1 << random.nextInt(8));
        Files.write(file, bytes);
      }
    }

    void check() {
      table.refresh();
      if (table.currentSnapshot() == null) {
        return;
      }
      Set<Key> all = new HashSet<>();
      for (long id = 0; id < KEYS + 2; id++) {
        all.add(Notes.key(id));
      }
      assertThat(places(locator().locate(all, PlannedFile.of(table))))
          .isEqualTo(places(new ScanLocator(table, KEY).locate(all)));
    }

    private static Map<Key, List<String>> places(Map<Key, List<Location>> found) {
      Map<Key, List<String>> places = new TreeMap<>();
      found.forEach(
          (key, locations) ->
              places.put(
                  key,
                  locations.stream()
                      .map(
                          place ->
                              place.file().data().location()
                                  + ":"
                                  + place.position()
                                  + " of "
                                  + place.file().liveRows())
                      .sorted()
                      .toList()));
      return places;
    }

    @Override
    public void close() throws IOException {
      home.close();
    }
  }
}
