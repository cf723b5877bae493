/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import io.waltap.mirror.write.DeletePolicy;
import io.waltap.mirror.write.DeletePolicy.Format;

/** The ways in which mirrors delete rows. */
public enum Deleting {
  BY_VECTORS(Format.VECTORS, 0, false),
  BY_SHARED_VECTORS(Format.VECTORS, 0, true),
  BY_POSITIONS(Format.POSITIONS, 0, false),
  BY_REWRITE(Format.REWRITE, 0, false),
  /** Each table of a test is small, so that all of it is written again. */
  OF_SMALL_TABLES(Format.VECTORS, 32 << 20, false);

  private final Format format;
  private final long rewriteBelow;
  private final boolean sharedVectors;

  Deleting(Format format, long rewriteBelow, boolean sharedVectors) {
    this.format = format;
    this.rewriteBelow = rewriteBelow;
    this.sharedVectors = sharedVectors;
  }

  public DeletePolicy policy() {
    return new DeletePolicy(format, rewriteBelow, sharedVectors);
  }

  /** Whether a table that was only written in this way has delete files. */
  public boolean hasDeleteFiles() {
    return this != BY_REWRITE && this != OF_SMALL_TABLES;
  }
}
