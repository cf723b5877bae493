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

  // Guards against: rows of a partition that the table's row filter keeps out.
  @Test
  void aPartOfATableIsReadByItsOwnConditionAndTheTablesRowFilter() {
    assertThat(sql(new TableSource(5, "ONLY \"public\".\"v1\"", null, true, 0), null))
        .isEqualTo(
            "COPY (SELECT t.\"id\", t.\"name\", t.\"note\" FROM ONLY \"public\".\"v1\" AS t"
                + " WHERE (id > 5)) TO STDOUT (FORMAT binary)");
    assertThat(sql(new TableSource(5, "\"public\".\"v\"", "t.tableoid = '6'", false, 0), null))
        .endsWith(" WHERE t.tableoid = '6' AND (id > 5)) TO STDOUT (FORMAT binary)");
  }

  private static String sql(String override) {
    return sql(TableSource.whole(TABLE), override);
  }

  private static String sql(TableSource source, String override) {
    TestTable test = new TestTable();
    return CopyStatement.of(
        TABLE,
        test.schemas.compileForSnapshot(TestTable.RELATION),
        source,
        PageRange.WHOLE,
        type -> false,
        override);
  }
}
