/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.maintain;

import io.waltap.mirror.write.FileNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.util.LocationUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes files that this connector has written for the table, and that no snapshot has: of commits
 * that have failed, and of tasks that were killed. Files of other programs and of other tables
 * stay.
 *
 * <p>Only files of some days go. No commit takes so long, so none is open that could still name
 * them.
 */
final class Orphans {
  /** How old an orphan is at least. */
  static final Duration AGE = Duration.ofDays(3);

  private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);

  /** A table with one of these may share the place of its files with other tables. */
  private static final List<String> OWN_PLACES =
      List.of(
          "write.data.path",
          "write.folder-storage.path",
          "write.object-storage.path",
          "write.location-provider.impl");

  private Orphans() {}

  /**
   * Deletes the orphans of a table.
   *
   * @param writer the connector's name
   * @param now milliseconds since 1970
   * @return how many were deleted
   */
  static int delete(Table table, String writer, long now) {
    if (!(table.io() instanceof SupportsPrefixOperations files)) {
      LOG.info("orphans of {} are not deleted: its FileIO cannot list files", table.name());
      return 0;
    }
    if (!Expiry.mayDelete(table)) {
      LOG.info("orphans of {} are not deleted: the table has gc.enabled=false", table.name());
      return 0;
    }
    if (OWN_PLACES.stream().anyMatch(table.properties()::containsKey)) {
      LOG.info(
          "orphans of {} are not deleted: by its properties its files may be with those of other"
              + " tables",
          table.name());
      return 0;
    }
    List<String> old = old(files, table, writer, now - AGE.toMillis());
    if (old.isEmpty()) {
      return 0;
    }
    // after the files were listed: what was committed meanwhile has to be seen
    table.refresh();
    Set<String> live = names(table);
    int deleted = 0;
    for (String location : old) {
      if (!live.contains(name(location))) {
        LOG.info("deleting {}, which no snapshot of {} has", location, table.name());
        files.deleteFile(location);
        deleted++;
      }
    }
    return deleted;
  }

  private static List<String> old(
      SupportsPrefixOperations files, Table table, String writer, long before) {
    Pattern ours = FileNames.pattern(table, writer);
    List<String> old = new ArrayList<>();
    String place = LocationUtil.stripTrailingSlash(table.location()) + "/data/";
    for (FileInfo file : files.listPrefix(place)) {
      if (file.createdAtMillis() < before && ours.matcher(name(file.location())).matches()) {
        old.add(file.location());
      }
    }
    return old;
  }

  /** The names of all files of all snapshots. A file's name has a UUID, so one place is enough. */
  private static Set<String> names(Table table) {
    Map<String, ManifestFile> manifests = new HashMap<>();
    for (Snapshot snapshot : table.snapshots()) {
      snapshot
          .allManifests(table.io())
          .forEach(manifest -> manifests.put(manifest.path(), manifest));
    }
    Set<String> names = new HashSet<>();
    for (ManifestFile manifest : manifests.values()) {
      try (CloseableIterable<String> paths =
          ManifestFiles.readPaths(manifest, table.io(), table.specs())) {
        paths.forEach(path -> names.add(name(path)));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + manifest.path(), e);
      }
    }
    return names;
  }

  private static String name(String location) {
    return location.substring(location.lastIndexOf('/') + 1);
  }
}
