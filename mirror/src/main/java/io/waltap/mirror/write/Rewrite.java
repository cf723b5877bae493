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
import org.apache.iceberg.DeleteFile;

/**
 * Deletes rows without delete files: the data files that hold them are removed, and their other
 * rows are written again together with the new ones.
 */
public final class Rewrite implements Deletes {
  private final List<LiveFile> always;
  private final boolean replacesAllDeletes;

  private Rewrite(List<LiveFile> always, boolean replacesAllDeletes) {
    this.always = List.copyOf(always);
    this.replacesAllDeletes = replacesAllDeletes;
  }

  /** Removes the data files only that hold deleted rows. */
  public static Rewrite ofTouched() {
    return new Rewrite(List.of(), false);
  }

  /**
   * Removes more data files, so that the table has few of them, and no delete files.
   *
   * @param files to be removed in any case; all that have delete files are among them
   */
  public static Rewrite ofMore(List<LiveFile> files) {
    return new Rewrite(files, true);
  }

  @Override
  public Deletion delete(Collection<Location> places) {
    Map<String, TouchedFile> files = new LinkedHashMap<>();
    for (LiveFile file : always) {
      files.put(file.data().location(), new TouchedFile(file, Set.of()));
    }
    TouchedFile.of(places).forEach(each -> files.put(each.path(), each));
    Deletion deletion = Deletion.ofNone(new ArrayList<>(files.values()));
    for (TouchedFile each : files.values()) {
      deletion.removed().add(each.file().data());
      deletion.replaced().addAll(replaced(each.file()));
      if (!each.isEmptied()) {
        deletion.kept().add(each);
      }
    }
    return deletion;
  }

  /** A delete file for several data files goes only if none of these is left. */
  private List<DeleteFile> replaced(LiveFile file) {
    return replacesAllDeletes ? file.deletes() : file.ownDeletes();
  }
}
