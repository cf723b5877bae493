/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import java.nio.file.Path;

/**
 * How rows are found.
 *
 * @param mode the way
 * @param directory of the indexes of a connector's tables
 * @param maxBytes how many bytes the entries of one table may take on disk
 */
public record LocateOptions(Mode mode, Path directory, long maxBytes) {
  /** The ways. */
  public enum Mode {
    /** By the index. Where that cannot be used, by a scan, with a warning. */
    AUTO,
    /** By the index. Where that cannot be used, commits wait. */
    INDEX,
    /** By reading the key columns of the table at each commit. */
    SCAN,
    /** By both. A difference stops the table. */
    BOTH
  }
}
