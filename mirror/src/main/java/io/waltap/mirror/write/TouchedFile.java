/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import io.waltap.mirror.locate.LiveFile;
import io.waltap.mirror.locate.Location;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A data file of the table, and which of its live rows a commit deletes.
 *
 * @param file the data file
 * @param positions of the rows that are deleted, in their order
 */
public record TouchedFile(LiveFile file, Set<Long> positions) {
  /** The data files that have rows at some places; a place may come twice. */
  static List<TouchedFile> of(Collection<Location> places) {
    Map<String, TouchedFile> files = new LinkedHashMap<>();
    for (Location place : places) {
      files
          .computeIfAbsent(
              place.file().data().location(), any -> new TouchedFile(place.file(), new TreeSet<>()))
          .positions
          .add(place.position());
    }
    return new ArrayList<>(files.values());
  }

  String path() {
    return file.data().location();
  }

  /** Whether no row of it is left. */
  boolean isEmptied() {
    return positions.size() == file.liveRows();
  }

  /** Whether the row at a position stays in the table. */
  boolean isKept(long position) {
    return !file.deleted().isDeleted(position) && !positions.contains(position);
  }
}
