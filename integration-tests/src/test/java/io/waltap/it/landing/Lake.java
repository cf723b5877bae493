/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.awaitility.Awaitility.await;

import io.waltap.embedded.FileTree;
import io.waltap.it.harness.Settings;
import io.waltap.standalone.lake.LakeReader;
import io.waltap.standalone.lake.LakeReaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The place where a test's rows land: an Iceberg catalog, read with Iceberg's own reader. */
final class Lake implements AutoCloseable {
  static final String NAMESPACE = "it";

  private final Map<String, String> catalog;
  private final LakeReader reader;

  private Lake(Map<String, String> catalog) {
    this.catalog = catalog;
    this.reader = LakeReaders.open(sinkPlugin(), catalog);
  }

  /** Opens a new, empty Hadoop catalog in a directory. */
  static Lake local(String name) {
    Path directory = Directories.fresh("lake-" + name);
    // not Path.toUri: Hadoop takes an encoded blank literally
    return new Lake(Map.of("type", "hadoop", "warehouse", "file://" + directory));
  }

  /**
   * Opens a catalog that a server keeps.
   *
   * @param catalog the sink's properties, without the prefix {@code iceberg.catalog.}
   */
  static Lake of(Map<String, String> catalog) {
    return new Lake(Map.copyOf(catalog));
  }

  /** The property {@code -Dwaltap.it.iceberg} is the plugin directory of Iceberg's sink. */
  static Path sinkPlugin() {
    return Directories.given(
        "waltap.it.iceberg", "../iceberg-sink/target/plugin/iceberg-kafka-connect");
  }

  Map<String, String> catalog() {
    return catalog;
  }

  LakeReader reader() {
    return reader;
  }

  /** Returns the rows of a table's change log, in the order of their changes. */
  List<Map<String, Object>> log(String table) {
    return reader.rows(NAMESPACE, table).stream()
        .sorted(Comparator.comparingLong(ChangeLog::sequence))
        .toList();
  }

  long rowCount(String table) {
    return reader.rowCount(NAMESPACE, table);
  }

  Map<String, String> columns(String table) {
    return reader.columns(NAMESPACE, table);
  }

  /**
   * Waits until a snapshot has more than this number of rows.
   *
   * @param meanwhile run before each check
   */
  void awaitMoreRows(String table, long than, Runnable meanwhile) {
    await("more than " + than + " rows in " + table)
        .atMost(Settings.patience())
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              meanwhile.run();
              return rowCount(table) > than;
            });
  }

  @Override
  public void close() {
    reader.close();
  }

  /** Directories that the build names, and directories that tests fill. */
  static final class Directories {
    private Directories() {}

    /**
     * Returns the value of a system property, or a default that is relative to the module's
     * directory.
     */
    static Path given(String property, String otherwise) {
      return Path.of(System.getProperty(property, otherwise)).toAbsolutePath().normalize();
    }

    /** Returns an empty directory: the files of an earlier run are removed. */
    static Path fresh(String name) {
      Path directory = given("waltap.it.work", "target/it").resolve(name);
      try {
        FileTree.delete(directory);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return directory;
    }
  }
}
