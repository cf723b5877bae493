/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.TestCatalog;
import io.waltap.mirror.table.Things.Thing;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;

/** What a mirror has, and what PostgreSQL had. */
final class Mirrored {
  private Mirrored() {}

  /** The rows that the mirror has now; no key twice. */
  static Map<Long, Thing> rows(Catalog catalog) {
    return rows(catalog.loadTable(Worker.NAME), null);
  }

  /** The rows of a snapshot, or of the current one for null; no key twice. */
  static Map<Long, Thing> rows(Table table, Long snapshot) {
    Map<Long, Thing> rows = new HashMap<>();
    for (Map<String, Object> row : TestCatalog.rows(table, snapshot)) {
      Thing thing = new Thing((String) row.get("name"), (String) row.get("big"));
      assertThat(rows.put((Long) row.get("id"), thing)).as("one row of %s", row).isNull();
      Object later = row.get("later");
      if (later != null) {
        assertThat(later).isEqualTo("later " + thing.name());
      }
    }
    return rows;
  }

  /** The offset behind the last change of a snapshot. */
  static long next(Snapshot snapshot) {
    return Long.parseLong(snapshot.summary().get("waltap.mirror.next"));
  }

  /** What PostgreSQL had: a tombstone may stand between the last change and the end. */
  static Map<Long, Thing> stateBefore(Things things, long next) {
    long offset = next;
    while (!things.isEnd(offset) && offset < things.end() && things.get(offset).value() == null) {
      offset++;
    }
    return things.stateAt(offset);
  }
}
