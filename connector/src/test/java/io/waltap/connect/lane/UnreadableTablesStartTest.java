/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A start of a lane with tables that cannot be read. */
class UnreadableTablesStartTest {
  private static final List<String> TABLES = List.of("public.a", "public.b", "public.c");

  @AutoClose private final StartWorld lane = new StartWorld();
  private final SQLException denied = new SQLException("permission denied", "42501");
  private final SQLException locked = new SQLException("lock timeout", "55P03");

  @Test
  void aTableThatCannotBeReadWaitsAndTheOthersStream() throws Exception {
    lane.given();
    lane.server().refuse("public.b", denied);

    assertThat(lane.start()).isPresent();
    assertThat(lane.tables().counts()).isEqualTo(Map.of("Streaming", 2, "Waiting", 1));
    assertThat(lane.table("b").captured()).as("nothing of it was delivered").isFalse();
  }

  @Test
  void aFirstStartThatCanReadNothingFails() {
    lane.given();
    TABLES.forEach(table -> lane.server().refuse(table, denied));

    assertThatThrownBy(() -> lane.start())
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("3 of 3 tables")
        .hasMessageContaining("GRANT SELECT ON");
  }

  // Guards against: a task that fails for good, since its only table was locked for some seconds.
  @Test
  void aFirstStartThatFindsAllTablesLockedIsRepeated() {
    lane.given();
    TABLES.forEach(table -> lane.server().refuse(table, locked));

    assertThatThrownBy(() -> lane.start()).isSameAs(locked);
  }

  // Guards against: a snapshot that is said to be complete, without a table that nothing reads.
  @Test
  void withoutAStreamEveryTableMustBeRead() {
    lane.given("snapshot.mode", "initial_only");
    lane.server().refuse("public.b", denied);

    assertThatThrownBy(() -> lane.start())
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("1 of 3 tables")
        .hasMessageContaining("public.b");
  }
}
