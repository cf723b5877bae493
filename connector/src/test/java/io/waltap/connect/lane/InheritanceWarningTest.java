/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.database.InheritingTables.InheritingTable;
import io.waltap.connect.layout.Lane;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.record.TestTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tables that inherit from the table a, which is captured, and from b, which is not. */
class InheritanceWarningTest {
  private static final TableId A = new TableId("public", "a");
  private static final InheritingTable CHILD = child(1, 3);

  private final InheritanceWarning warning =
      new InheritanceWarning(
          new TaskConfig(
              new TestTable("table.include.list", "public\\.a").config, Lane.single("slot")));

  @Test
  void aTableThatIsNotPublishedIsMissing() {
    assertThat(missing(CHILD)).isEqualTo(Map.of(A, List.of(CHILD)));
  }

  @Test
  void aPublishedTableIsNotMissing() {
    assertThat(missing(child(1, 2))).isEmpty();
  }

  @Test
  void whatInheritsFromATableThatIsNotCapturedIsNotMissing() {
    assertThat(missing(child(2, 3), child(5, 6))).isEmpty();
  }

  private Map<TableId, List<InheritingTable>> missing(InheritingTable... children) {
    return warning.missing(
        List.of(InMemoryServer.table(1, "a", 7), InMemoryServer.table(2, "b", 7)),
        List.of(children));
  }

  private static InheritingTable child(int parent, int oid) {
    return new InheritingTable(parent, oid, new TableId("public", "c" + oid));
  }
}
