/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.record.TestTable;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CopyStatementTest {
  private static final PublishedTable TABLE =
      new PublishedTable(
          TestTable.OID,
          TestTable.ID,
          Set.of(1),
          TestTable.RELATION,
          false,
          "id > 5",
          true,
          1,
          true,
          false);

  // Guards against: a comment at the end of the user's statement that hides the rest of ours.
  @Test
  void theUsersStatementIsOnLinesOfItsOwn() {
    assertThat(sql("SELECT * FROM public.visits -- only new ones"))
        .isEqualTo(
            """
            COPY (SELECT t."id", t."name", t."note" FROM (
            SELECT * FROM public.visits -- only new ones
            ) AS t) TO STDOUT (FORMAT binary)""");
  }

  @Test
  void withoutAStatementTheTablesOwnRowsAreRead() {
    assertThat(sql(null))
        .isEqualTo(
            "COPY (SELECT t.\"id\", t.\"name\", t.\"note\" FROM ONLY \"public\".\"visits\" AS t"
                + " WHERE (id > 5)) TO STDOUT (FORMAT binary)");
  }

  private static String sql(String override) {
    TestTable test = new TestTable();
    return CopyStatement.of(
        TABLE,
        test.schemas.compileForSnapshot(TestTable.RELATION),
        PageRange.WHOLE,
        type -> false,
        override);
  }
}
