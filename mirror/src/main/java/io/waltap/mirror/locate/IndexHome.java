/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of one table's index: a lock, a manifest, and runs. Used by one thread at a time.
 *
 * <p>What is added counts after {@link #save}. A process that dies before leaves files that the
 * manifest does not name, and they are deleted at the next start. What is damaged, or of another
 * table, key or version, is dropped: all of it is in the table too.
 */
final class IndexHome implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexHome.class);

  /** So many runs of about the same size become one. */
  private static final int FANOUT = 4;

  /** So many of them while many files are read one after the other. */
  private static final int FANOUT_WHILE_READING = 64;

  private final Path directory;
  private final IndexIdentity identity;
  private final EntryLayout layout;
  private final DirectoryLock lock;
  private final List<Run> runs = new ArrayList<>();
  private final List<Path> merged = new ArrayList<>(); // to be deleted after the next save
  private FileTable files = new FileTable(List.of(), 0);
  private long nextRun;

  private IndexHome(Path directory, IndexIdentity identity, DirectoryLock lock) {
    this.directory = directory;
    this.identity = identity;
    this.layout = new EntryLayout(identity.keyBytes());
    this.lock = lock;
  }

  /**
   * Opens the directory, and creates it if there is none.
   *
   * @throws IndexUnavailableException if another has it
   */
  static IndexHome open(Path directory, IndexIdentity identity) throws IOException {
    create(directory);
    IndexHome home = new IndexHome(directory, identity, DirectoryLock.take(directory));
    try {
      home.load();
      return home;
    } catch (IOException | RuntimeException e) {
      home.close();
      throw e;
    }
  }

  /** Keys are users' data: nobody else may read them. */
  private static void create(Path directory) throws IOException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(directory);
    }
  }

  private void load() throws IOException {
    try {
      Optional<IndexManifest> manifest = IndexManifest.read(directory);
      if (manifest.isPresent() && manifest.get().identity().equals(identity)) {
        load(manifest.get());
      } else {
        clear();
      }
    } catch (IndexDamagedException | NoSuchFileException e) {
      LOG.warn("the index in {} is damaged, and is built again: {}", directory, e.toString());
      clear();
    }
  }

  private void load(IndexManifest manifest) throws IOException {
    for (IndexManifest.RunFile file : manifest.runs()) {
      Run run = Run.open(directory.resolve(file.name()), layout);
      runs.add(run);
      if (run.count() != file.count()) {
        throw new IndexDamagedException(run.path() + " has another number of entries");
      }
    }
    files = new FileTable(manifest.files(), manifest.nextFile());
    nextRun = manifest.nextRun();
    List<Path> known = new ArrayList<>(List.of(directory.resolve(IndexManifest.NAME)));
    runs.forEach(run -> known.add(run.path()));
    deleteAllBut(known);
  }

  /** Empties the index. */
  void clear() throws IOException {
    // from here on there is no index, whatever else is left
    Files.deleteIfExists(directory.resolve(IndexManifest.NAME));
    for (Run run : runs) {
      run.close();
    }
    runs.clear();
    merged.clear();
    deleteAllBut(List.of());
    files = new FileTable(List.of(), 0);
    nextRun = 0;
  }

  private void deleteAllBut(List<Path> known) throws IOException {
    List<Path> others;
    try (Stream<Path> all = Files.list(directory)) {
      others =
          all.filter(path -> !path.equals(directory.resolve(DirectoryLock.NAME)))
              .filter(path -> !known.contains(path))
              .toList();
    }
    for (Path path : others) {
      Files.deleteIfExists(path);
    }
  }

  /** What the index is of. */
  IndexIdentity identity() {
    return identity;
  }

  EntryLayout layout() {
    return layout;
  }

  Path directory() {
    return directory;
  }

  /** The data files whose entries the runs have. */
  FileTable files() {
    return files;
  }

  /** How many runs there are. */
  int runs() {
    return runs.size();
  }

  /** How many entries the runs have, dead ones too. */
  long entries() {
    return runs.stream().mapToLong(Run::count).sum();
  }

  /** Finds all entries of some keys, dead ones too. */
  void find(IndexKey[] keys, Run.Found found) throws IOException {
    for (Run run : runs) {
      run.find(keys, found);
    }
  }

  /** Makes a run of some entries. */
  void add(Entries entries) throws IOException {
    if (!entries.isEmpty()) {
      try (RunWriter writer = new RunWriter(nextPath(), layout)) {
        entries.drainTo(writer);
        runs.add(writer.finish());
      }
    }
  }

  private Path nextPath() {
    nextRun++;
    return directory.resolve("run-" + (nextRun - 1));
  }

  /** Merges runs if there are very many, while entries of a file are still to come. */
  void mergeWhileReading() throws IOException {
    mergeTiers(FANOUT_WHILE_READING);
  }

  /**
   * Merges runs, so that there are few, and so that at most half of the entries are of files that
   * are gone. No file is being read.
   */
  void merge() throws IOException {
    long live = files.rows();
    if (live == 0) {
      retire(List.copyOf(runs));
    } else if (entries() > 2 * live) {
      merge(List.copyOf(runs));
    }
    mergeTiers(FANOUT);
  }

  private void mergeTiers(int fanout) throws IOException {
    Optional<List<Run>> crowded = crowdedTier(fanout);
    while (crowded.isPresent()) {
      merge(crowded.get());
      crowded = crowdedTier(fanout);
    }
  }

  /** Runs of a tier have up to four times as many blocks as the smallest one can have. */
  private Optional<List<Run>> crowdedTier(int fanout) {
    Map<Integer, List<Run>> tiers = new HashMap<>();
    for (Run run : runs) {
      int doublings = Long.SIZE - 1 - Long.numberOfLeadingZeros(layout.blocks(run.count()));
      tiers.computeIfAbsent(doublings / 2, any -> new ArrayList<>()).add(run);
    }
    return tiers.values().stream().filter(tier -> tier.size() >= fanout).findFirst();
  }

  private void merge(List<Run> some) throws IOException {
    try (RunWriter writer = new RunWriter(nextPath(), layout)) {
      RunMerge.write(some, files::has, writer);
      if (writer.count() > 0) {
        runs.add(writer.finish());
      }
    }
    retire(some);
  }

  private void retire(List<Run> some) throws IOException {
    runs.removeAll(some);
    for (Run run : some) {
      run.close();
      merged.add(run.path());
    }
  }

  /** Stores what there is. */
  void save() throws IOException {
    new IndexManifest(
            identity,
            files.next(),
            nextRun,
            files.entries(),
            runs.stream()
                .map(
                    run ->
                        new IndexManifest.RunFile(run.path().getFileName().toString(), run.count()))
                .toList())
        .write(directory);
    for (Path path : merged) {
      Files.deleteIfExists(path);
    }
    merged.clear();
  }

  /** Gives the directory back. What was not saved is lost. */
  @Override
  public void close() throws IOException {
    try {
      for (Run run : runs) {
        run.close();
      }
    } finally {
      lock.close();
    }
  }
}
