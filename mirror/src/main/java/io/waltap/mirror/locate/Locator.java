/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import io.waltap.mirror.change.Key;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the rows of keys in one snapshot of a table. */
public interface Locator {
  /**
   * Finds rows that are not deleted.
   *
   * @return the places by key. A key without a row is missing. More than one place for a key means
   *     that another program has written to the table
   */
  Map<Key, List<Location>> locate(Set<Key> keys);
}
