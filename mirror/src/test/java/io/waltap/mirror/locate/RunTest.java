/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunTest {
  private static final int MOST = 1_000_000;

  @TempDir Path directory;
  private int written;

  /** An entry, with a key of 16 bytes unless the layout has keys of 8. */
  private record Entry(long high, long low, int file, int position) {}

  private Run write(EntryLayout layout, List<Entry> some) throws IOException {
    Entries entries = new Entries(layout, MOST);
    some.forEach(e -> entries.add(new IndexKey(e.high, e.low), e.file, e.position));
    written++;
    try (RunWriter writer = new RunWriter(directory.resolve("run-" + written), layout)) {
      entries.drainTo(writer);
      assertThat(entries.isEmpty()).isTrue();
      return writer.finish();
    }
  }

  private static List<Entry> find(Run run, IndexKey... keys) throws IOException {
    IndexKey[] sorted = keys.clone();
    Arrays.sort(sorted);
    List<Entry> found = new ArrayList<>();
    run.find(
        sorted,
        (i, file, position) ->
            found.add(new Entry(sorted[i].high(), sorted[i].low(), file, position)));
    return found;
  }

  private static List<Entry> all(Run run) throws IOException {
    List<Entry> all = new ArrayList<>();
    Run.Cursor cursor = run.cursor();
    while (cursor.next()) {
      all.add(new Entry(cursor.high(), cursor.low(), cursor.file(), cursor.position()));
    }
    return all;
  }

  /** How often each entry is there. */
  private static Map<Entry, Integer> counts(List<Entry> entries) {
    Map<Entry, Integer> counts = new HashMap<>();
    entries.forEach(entry -> counts.merge(entry, 1, Integer::sum));
    return counts;
  }

  /** Entries whose keys are 10, 20, 30 and so on; the position is the number of the entry. */
  private static List<Entry> tens(int count) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(new Entry(10L * (i + 1), 0, 3, i));
    }
    return entries;
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16})
  void whatIsWrittenIsFound(int keyBytes) throws IOException {
    EntryLayout layout = new EntryLayout(keyBytes);
    for (int count : new int[] {1, 2, 100, layout.perBlock(), layout.perBlock() + 1, 20_000}) {
      long seed = count;
      Random random = new Random(seed);
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        // keys that are near each other, and keys of any bits
        long high = random.nextBoolean() ? random.nextInt(count) : random.nextLong();
        long low = keyBytes == 16 ? random.nextInt(3) - 1 : 0;
        entries.add(new Entry(high, low, random.nextInt(), random.nextInt()));
      }
      try (Run run = write(layout, entries)) {
        assertThat(run.count()).isEqualTo(count);
        assertThat(counts(all(run))).as("seed %s", seed).isEqualTo(counts(entries));
        Set<IndexKey> keys = new TreeSet<>();
        entries.forEach(e -> keys.add(new IndexKey(e.high, e.low)));
        assertThat(counts(find(run, keys.toArray(IndexKey[]::new))))
            .as("all keys, seed %s", seed)
            .isEqualTo(counts(entries));
        for (IndexKey key : keys.stream().limit(50).toList()) {
          assertThat(find(run, key))
              .as("one key, seed %s", seed)
              .containsExactlyInAnyOrderElementsOf(
                  entries.stream()
                      .filter(e -> e.high == key.high() && e.low == key.low())
                      .toList());
        }
      }
    }
  }

  @Test
  void theEntriesAreInTheUnsignedOrderOfTheirKeys() throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (long high : new long[] {-1, 0, Long.MIN_VALUE, 255, 256, Long.MAX_VALUE}) {
      entries.add(new Entry(high, -1, 0, 0));
      entries.add(new Entry(high, 1, 0, 0));
    }
    try (Run run = write(new EntryLayout(16), entries)) {
      List<IndexKey> keys = all(run).stream().map(e -> new IndexKey(e.high, e.low)).toList();
      assertThat(keys).isSorted();
    }
  }

  // Guards against: a block that is left out, because the key is the first or the last one of it.
  @Test
  void keysAtTheEdgesOfBlocksAreFound() throws IOException {
    EntryLayout layout = new EntryLayout(8);
    int count = 5 * layout.perBlock() + 3;
    List<Entry> entries = tens(count);
    try (Run run = write(layout, entries)) {
      for (int i = 0; i < count; i++) {
        IndexKey key = new IndexKey(10L * (i + 1), 0);
        IndexKey absent = new IndexKey(10L * (i + 1) + 1, 0);
        assertThat(find(run, key, absent)).containsExactly(entries.get(i));
      }
      assertThat(find(run, new IndexKey(0, 0), new IndexKey(9, 0))).isEmpty();
      assertThat(find(run, new IndexKey(-1, 0))).isEmpty();
      assertThat(find(run)).isEmpty();
    }
  }

  // Guards against: rows of one key that go over the end of a block, and of which some stay alive.
  @ParameterizedTest
  @ValueSource(ints = {8, 16})
  void aKeyThatFillsSeveralBlocksIsFoundWhole(int keyBytes) throws IOException {
    EntryLayout layout = new EntryLayout(keyBytes);
    List<Entry> entries = new ArrayList<>(tens(layout.perBlock() - 1));
    List<Entry> same = new ArrayList<>();
    long high = 10L * layout.perBlock();
    for (int i = 0; i < 3 * layout.perBlock(); i++) {
      same.add(new Entry(high, 0, 7, i));
    }
    entries.addAll(same);
    entries.add(new Entry(high + 10, 0, 3, 1));
    try (Run run = write(layout, entries)) {
      assertThat(find(run, new IndexKey(high, 0))).containsExactlyInAnyOrderElementsOf(same);
      assertThat(find(run, new IndexKey(high - 10, 0), new IndexKey(high + 10, 0))).hasSize(2);
    }
  }

  @Test
  void fewKeysOfManyBlocksAreFound() throws IOException {
    List<Entry> entries = tens(100_000);
    Random random = new Random(1);
    try (Run run = write(new EntryLayout(8), entries)) {
      for (int keys : new int[] {1, 10, 1000, 50_000}) {
        Set<Integer> numbers = new HashSet<>();
        for (int i = 0; i < keys; i++) {
          numbers.add(random.nextInt(entries.size()));
        }
        IndexKey[] wanted =
            numbers.stream().map(i -> new IndexKey(10L * (i + 1), 0)).toArray(IndexKey[]::new);
        assertThat(counts(find(run, wanted)))
            .as("%s keys", keys)
            .isEqualTo(counts(numbers.stream().map(entries::get).toList()));
      }
    }
  }

  @Test
  void aRunIsTheSameWhenItIsOpenedAgain() throws IOException {
    EntryLayout layout = new EntryLayout(16);
    List<Entry> entries = tens(1000);
    Path path;
    try (Run run = write(layout, entries)) {
      path = run.path();
    }
    try (Run run = Run.open(path, layout)) {
      assertThat(all(run)).isEqualTo(entries);
    }
    assertThat(path.resolveSibling("run-1.draft")).doesNotExist();
  }

  // Guards against: a row that is not found, or another one that is deleted, since the disk has
  // changed a bit.
  @Test
  void aBitThatHasChangedIsNoticedWhereverItIs() throws IOException {
    EntryLayout layout = new EntryLayout(8);
    List<Entry> entries = tens(600);
    Path path;
    try (Run run = write(layout, entries)) {
      path = run.path();
    }
    byte[] right = Files.readAllBytes(path);
    for (int at = 0; at < right.length; at += at < 30 || at > right.length - 30 ? 1 : 97) {
      byte[] wrong = right.clone();
      wrong[at] = (byte) (wrong[at] ^ 4);
      Files.write(path, wrong);
      boolean isInHeader = at < EntryLayout.BLOCK;
      boolean isUnused = isInHeader && at >= 24;
      if (isUnused) {
        continue;
      }
      assertThatThrownBy(
              () -> {
                try (Run run = Run.open(path, layout)) {
                  all(run);
                }
              })
          .as("byte %s", at)
          .isInstanceOf(IndexDamagedException.class);
    }
  }

  @Test
  void damageIsNoticedByASearchThatMeetsIt() throws IOException {
    EntryLayout layout = new EntryLayout(8);
    Path path;
    try (Run run = write(layout, tens(600))) {
      path = run.path();
    }
    byte[] bytes = Files.readAllBytes(path);
    int at = EntryLayout.BLOCK + 100;
    bytes[at] = (byte) (bytes[at] ^ 1);
    Files.write(path, bytes);
    try (Run run = Run.open(path, layout)) {
      assertThat(find(run, new IndexKey(10L * 600, 0))).as("another block").hasSize(1);
      assertThatThrownBy(() -> find(run, new IndexKey(10, 0)))
          .isInstanceOf(IndexDamagedException.class)
          .hasMessageContaining("block 0");
    }
  }

  @Test
  void aRunThatWasCutOrHasOtherKeysIsRefused() throws IOException {
    EntryLayout layout = new EntryLayout(8);
    Path path;
    try (Run run = write(layout, tens(600))) {
      path = run.path();
    }
    assertThatThrownBy(() -> Run.open(path, new EntryLayout(16)))
        .isInstanceOf(IndexDamagedException.class);
    byte[] bytes = Files.readAllBytes(path);
    for (int length : new int[] {0, 10, EntryLayout.BLOCK, bytes.length - 1}) {
      Files.write(path, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> Run.open(path, layout))
          .as("%s bytes", length)
          .isInstanceOf(IndexDamagedException.class);
    }
  }

  @Test
  void aRunThatIsNotFinishedLeavesNothing() throws IOException {
    EntryLayout layout = new EntryLayout(8);
    try (RunWriter writer = new RunWriter(directory.resolve("run"), layout)) {
      writer.add(5, 0, 1, 1);
      assertThatThrownBy(() -> writer.add(4, 0, 1, 1)).hasMessageContaining("not in order");
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aMergeHasTheLiveEntriesOfAllRuns() throws IOException {
    EntryLayout layout = new EntryLayout(16);
    Random random = new Random(3);
    List<Run> runs = new ArrayList<>();
    List<Entry> live = new ArrayList<>();
    for (int r = 0; r < 5; r++) {
      List<Entry> entries = new ArrayList<>();
      int count = 1 + random.nextInt(1000);
      for (int i = 0; i < count; i++) {
        entries.add(new Entry(random.nextInt(50), random.nextLong(), random.nextInt(4), i));
      }
      runs.add(write(layout, entries));
      entries.stream().filter(e -> e.file != 2).forEach(live::add);
    }
    try (RunWriter writer = new RunWriter(directory.resolve("merged"), layout)) {
      RunMerge.write(runs, file -> file != 2, writer);
      try (Run merged = writer.finish()) {
        assertThat(counts(all(merged))).isEqualTo(counts(live));
      }
    }
    for (Run run : runs) {
      run.close();
    }
  }
}
