/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import static io.waltap.connect.config.ConfigFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.pgoutput.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The user's own statements for snapshots. The database is called shop. */
class SelectOverridesTest {
  private static final String KEY = "snapshot.select.statement.overrides";
  private static final TableId A = new TableId("public", "a");
  private static final TableId B = new TableId("public", "b");
  private static final TableId C = new TableId("public", "c");

  private final SnapshotSettings snapshot =
      config(
              KEY,
              "public.a,shop.public.b",
              KEY + ".public.a",
              "SELECT 1;",
              KEY + ".shop.public.b",
              "SELECT 2")
          .snapshot();

  @Test
  void aTableMayBeListedWithItsDatabase() {
    assertThat(snapshot.selectOverride(A)).isEqualTo("SELECT 1");
    assertThat(snapshot.selectOverride(B)).isEqualTo("SELECT 2");
    assertThat(snapshot.selectOverride(C)).isNull();
  }

  // Guards against: a connector that cannot be created for the statement of a table that it does
  // not capture.
  @Test
  void onlyTheStatementsOfCapturedTablesCount() {
    assertThat(snapshot.selectStatements(List.of(B, C)))
        .containsOnlyKeys(KEY + ".shop.public.b")
        .containsValue("SELECT 2");
  }

  @Test
  void aTableThatTakesNoPartInSnapshotsNeedsNone() {
    SnapshotSettings none =
        config(
                KEY,
                "public.a",
                KEY + ".public.a",
                "SELECT 1",
                "snapshot.include.collection.list",
                "public.c")
            .snapshot();

    assertThat(none.selectStatements(List.of(A, C))).isEmpty();
  }
}
