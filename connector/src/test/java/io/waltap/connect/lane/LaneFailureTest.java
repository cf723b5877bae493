/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LaneFailureTest {
  private final SQLException refused = new SQLException("cannot read from slot", "55000");

  @Test
  void aSlotThatTheServerHasInvalidatedMayBeDropped() {
    assertThat(LaneFailure.explain(refused, "s", "p", 950, () -> Optional.of("wal_removed")))
        .contains("wal_removed")
        .contains("after 0/3B6 are lost")
        .contains("pg_drop_replication_slot('s')");
  }

  // Guards against: advice to drop the only copy of a slot after a failover.
  @Test
  void noOtherSlotIsToBeDropped() {
    assertThat(LaneFailure.explain(refused, "s", "p", 950, Optional::empty))
        .contains("do not drop it")
        .doesNotContain("pg_drop_replication_slot")
        .doesNotContain("are lost");
  }
}
