/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a table's log of changes comes to: the same as a MERGE or a view over it would say. */
final class ChangeLog {
  private static final String SEQUENCE = "_seq";
  private static final String DELETED = "_deleted";

  private ChangeLog() {}

  /** The last version of every key, without those whose last version is a deletion. */
  static List<Map<String, Object>> currentState(List<Map<String, Object>> changes, String key) {
    Map<Object, Map<String, Object>> last = new HashMap<>();
    for (Map<String, Object> change : changes) {
      last.merge(
          Cell.comparable(change.get(key)),
          change,
          (known, other) -> sequence(other) >= sequence(known) ? other : known);
    }
    List<Map<String, Object>> rows = new ArrayList<>(last.values());
    rows.removeIf(row -> Boolean.TRUE.equals(row.get(DELETED)));
    return rows;
  }

  private static long sequence(Map<String, Object> change) {
    return change.get(SEQUENCE) instanceof Number number ? number.longValue() : -1;
  }
}
