/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The result of a table's log of changes, by the rule in the documentation. */
final class ChangeLog {
  private ChangeLog() {}

  static long sequence(Map<String, Object> change) {
    return ((Number) change.get("_seq")).longValue();
  }

  /** Returns the change with the largest {@code _seq} of each key, without deletions. */
  static Map<Object, Map<String, Object>> currentState(
      List<Map<String, Object>> changes, String key) {
    Map<Object, Map<String, Object>> last = new HashMap<>();
    for (Map<String, Object> change : changes) {
      last.merge(
          change.get(key),
          change,
          (known, other) -> sequence(other) > sequence(known) ? other : known);
    }
    last.values().removeIf(change -> Boolean.TRUE.equals(change.get("_is_deleted")));
    return last;
  }
}
