/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import io.waltap.mirror.locate.LocateOptions;
import java.nio.file.Path;
import java.util.UUID;

/** Tests find rows by an index and by a scan, and a difference stops the table. */
public final class Indexes {
  private static final Path ALL = Path.of("target", "indexes");

  private Indexes() {}

  /** With an index that nobody else has. */
  public static LocateOptions both() {
    return both(ALL.resolve(UUID.randomUUID().toString()));
  }

  /** With an index in a directory, which may have been left there by another task. */
  public static LocateOptions both(Path directory) {
    return new LocateOptions(LocateOptions.Mode.BOTH, directory, Long.MAX_VALUE);
  }
}
