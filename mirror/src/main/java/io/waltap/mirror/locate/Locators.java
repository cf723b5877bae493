/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import io.waltap.mirror.change.Key;
import io.waltap.mirror.locate.LocateOptions.Mode;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the rows of one table as {@code mirror.locate} says, and keeps its index open. Used by one
 * thread at a time, and closed by any.
 */
public final class Locators implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Locators.class);

  private final LocateOptions options;
  private IndexHome home; // for whoever has entered; null while it is not open
  private Indexed last;
  private boolean warned;
  private boolean isScanOnly;

  // under the monitor
  private boolean inUse;
  private boolean closed;

  /** What is searched. */
  private record Indexed(Table table, String uuid, KeyColumns key) {}

  /**
   * @param options of the connector
   */
  public Locators(LocateOptions options) {
    this.options = options;
  }

  /** Finds rows in a table's current snapshot, as it was loaded last. */
  public Locator of(Table table, KeyColumns key) {
    Indexed indexed = new Indexed(table, table.uuid().toString(), key);
    last = indexed;
    return keys ->
        keys.isEmpty() || table.currentSnapshot() == null ? new HashMap<>() : locate(indexed, keys);
  }

  private Map<Key, List<Location>> locate(Indexed indexed, Set<Key> keys) {
    List<PlannedFile> planned = PlannedFile.of(indexed.table());
    return switch (options.mode()) {
      case AUTO -> byIndexOrScan(indexed, keys, planned);
      case INDEX -> byIndex(indexed, keys, planned);
      case SCAN -> byScan(indexed, keys, planned);
      case BOTH -> byBoth(indexed, keys, planned);
    };
  }

  /**
   * Takes in files that were committed. They are of the table and the key of the last {@link #of}.
   * It never fails: what the index lacks is read from the table at the next commit.
   */
  public void committed(List<NewFile> files) {
    if (options.mode() == Mode.SCAN || isScanOnly || files.isEmpty() || !enter()) {
      return;
    }
    try {
      index(last).committed(files);
    } catch (IOException | RuntimeException e) {
      release();
      LOG.info(
          "the index of {} lacks the last commit for now: {}", last.table().name(), e.toString());
    } finally {
      leave();
    }
  }

  private Map<Key, List<Location>> byIndexOrScan(
      Indexed indexed, Set<Key> keys, List<PlannedFile> planned) {
    if (isScanOnly) {
      return byScan(indexed, keys, planned);
    }
    try {
      return byIndex(indexed, keys, planned);
    } catch (IndexUnavailableException e) {
      isScanOnly = !e.isPassing();
      if (!warned || isScanOnly) {
        warned = true;
        LOG.warn("{} Until then, each commit reads the key columns of the table.", e.getMessage());
      }
      return byScan(indexed, keys, planned);
    }
  }

  private Map<Key, List<Location>> byIndex(
      Indexed indexed, Set<Key> keys, List<PlannedFile> planned) {
    if (!enter()) {
      throw new IllegalStateException("the mirror of " + indexed.table().name() + " is closed");
    }
    try {
      return index(indexed).locate(keys, planned);
    } catch (IndexUnavailableException e) {
      release();
      throw explained(e, indexed.table());
    } catch (IOException e) {
      release();
      throw explained(IndexUnavailableException.lasting(e.toString(), e), indexed.table());
    } catch (RuntimeException e) {
      // what is in memory may be half of a file: the next one begins with what is stored
      release();
      throw e;
    } finally {
      leave();
    }
  }

  private IndexUnavailableException explained(IndexUnavailableException e, Table table) {
    String what = "The index of the keys of " + table.name() + " cannot be used: " + e.getMessage();
    return e.isPassing()
        ? IndexUnavailableException.passing(what + ". It is tried again at the next commit.")
        : IndexUnavailableException.lasting(
            what
                + ". No row is lost. Make room in "
                + options.directory()
                + " or set mirror.index.dir or mirror.index.max.bytes, and restart the task.",
            e);
  }

  private static Map<Key, List<Location>> byScan(
      Indexed indexed, Set<Key> keys, List<PlannedFile> planned) {
    return new ScanLocator(indexed.table(), indexed.key()).locate(keys, planned);
  }

  private Map<Key, List<Location>> byBoth(
      Indexed indexed, Set<Key> keys, List<PlannedFile> planned) {
    Map<Key, List<Location>> found = byIndex(indexed, keys, planned);
    Map<Key, List<Location>> scanned = byScan(indexed, keys, planned);
    long different =
        keys.stream().filter(key -> !places(found, key).equals(places(scanned, key))).count();
    if (different > 0) {
      throw new LocatorsDifferException(
          "The index of "
              + indexed.table().name()
              + " and its data files differ for "
              + different
              + " of "
              + keys.size()
              + " keys. Nothing was committed. Report this, delete "
              + options.directory().resolve(indexed.uuid())
              + ", and restart the task.");
    }
    return found;
  }

  private static List<String> places(Map<Key, List<Location>> found, Key key) {
    return found.getOrDefault(key, List.of()).stream()
        .map(place -> place.file().data().location() + ":" + place.position())
        .sorted()
        .toList();
  }

  private IndexLocator index(Indexed indexed) throws IOException {
    IndexIdentity identity = IndexLocator.identity(indexed.uuid(), indexed.key());
    if (home != null && !home.identity().equals(identity)) {
      release();
    }
    if (home == null) {
      home = IndexHome.open(options.directory().resolve(indexed.uuid()), identity);
    }
    return new IndexLocator(indexed.table(), indexed.key(), home, limits());
  }

  private IndexLocator.Limits limits() {
    return new IndexLocator.Limits() {
      @Override
      public long maxBytes() {
        return options.maxBytes();
      }

      @Override
      public void requireOpen() {
        if (isClosed()) {
          throw new IllegalStateException("the table was closed while its index was built");
        }
      }
    };
  }

  private void release() {
    if (home != null) {
      try {
        home.close();
      } catch (IOException e) {
        LOG.warn("the index in {} could not be closed", home.directory(), e);
      }
      home = null;
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized boolean enter() {
    inUse = !closed;
    return inUse;
  }

  private synchronized void leave() {
    inUse = false;
    if (closed) {
      release();
    }
  }

  /** Gives the directory of the index back: at once, or as soon as it is not in use any more. */
  @Override
  public synchronized void close() {
    closed = true;
    if (!inUse) {
      release();
    }
  }
}
