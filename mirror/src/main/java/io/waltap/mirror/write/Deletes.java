/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import io.waltap.mirror.locate.Location;
import java.util.Collection;

/** A way to delete rows: each format version of Iceberg has its own. Never by their values. */
public interface Deletes {
  /**
   * Deletes rows of the table's current snapshot. Files are written, and nothing is committed.
   *
   * @param places of live rows; a place may come twice
   */
  Deletion delete(Collection<Location> places);
}
