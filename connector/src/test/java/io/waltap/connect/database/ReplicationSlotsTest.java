/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplicationSlotsTest {

  @Test
  void oldServersGetTheOldGrammar() {
    assertThat(ReplicationSlots.createCommand(14, "s", false, true))
        .isEqualTo("CREATE_REPLICATION_SLOT \"s\" LOGICAL pgoutput EXPORT_SNAPSHOT");
  }

  @Test
  void failoverIsAskedForWhereItExists() {
    assertThat(ReplicationSlots.createCommand(16, "s", false, true))
        .isEqualTo("CREATE_REPLICATION_SLOT \"s\" LOGICAL pgoutput (SNAPSHOT 'export')");
    assertThat(ReplicationSlots.createCommand(17, "s", false, true))
        .isEqualTo(
            "CREATE_REPLICATION_SLOT \"s\" LOGICAL pgoutput (SNAPSHOT 'export', FAILOVER true)");
  }

  @Test
  void aTemporarySlotNeverFailsOver() {
    assertThat(ReplicationSlots.createCommand(18, "s", true, true))
        .isEqualTo("CREATE_REPLICATION_SLOT \"s\" TEMPORARY LOGICAL pgoutput (SNAPSHOT 'export')");
  }
}
