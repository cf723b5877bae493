/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LaneFailureTest {
  private final SQLException refused = new SQLException("cannot read from slot", "55000");
  private final SQLException undefined =
      new SQLException("ERROR: publication \"p_1\" does not exist", "42704");

  @Test
  void aSlotThatTheServerHasInvalidatedMayBeDropped() {
    assertThat(LaneFailure.explain(refused, "s", "p", 950, null, () -> Optional.of("wal_removed")))
        .contains("wal_removed")
        .contains("after 0/3B6 are lost")
        .contains("pg_drop_replication_slot('s')");
  }

  // Guards against: advice to drop the only copy of a slot after a failover.
  @Test
  void noOtherSlotIsToBeDropped() {
    assertThat(LaneFailure.explain(refused, "s", "p", 950, null, Optional::empty))
        .contains("do not drop it")
        .doesNotContain("pg_drop_replication_slot")
        .doesNotContain("are lost");
  }

  @Test
  void aSlotThatIsGoneIsNotCalledAPublication() {
    assertThat(explain(new UndefinedObject(false, true, false)))
        .contains("slot \"s\" is gone")
        .contains("0/3B6")
        .contains("when_needed")
        .doesNotContain("CREATE PUBLICATION");
  }

  // Guards against: advice to make a publication again that exists.
  @Test
  void onlyAPublicationThatDoesNotExistIsToBeMadeAgain() {
    assertThat(explain(new UndefinedObject(true, false, false)))
        .contains("CREATE PUBLICATION")
        .contains("how to start again");
    assertThat(explain(new UndefinedObject(true, false, true)))
        .contains("CREATE PUBLICATION")
        .doesNotContain("how to start again");
    assertThat(explain(new UndefinedObject(true, true, true)))
        .doesNotContain("CREATE PUBLICATION")
        .contains("42704");
  }

  @Test
  void aSlotIsStuckWhereItsPublicationWasGoneAndExistsAgain() {
    assertThat(new UndefinedObject(true, true, false).holdsSlotForever(undefined, "p_1")).isTrue();
    assertThat(new UndefinedObject(true, true, true).holdsSlotForever(undefined, "p_1")).isFalse();
    assertThat(new UndefinedObject(true, false, false).holdsSlotForever(undefined, "p_1"))
        .isFalse();
    assertThat(new UndefinedObject(false, true, false).holdsSlotForever(undefined, "p_1"))
        .isFalse();
    assertThat(new UndefinedObject(true, true, false).holdsSlotForever(undefined, "p"))
        .as("another publication, such as the lane's own")
        .isFalse();
    assertThat(LaneFailure.slotIsStuck("s", "p_1", 950))
        .contains("never pass")
        .contains("0/3B6")
        .contains("p_1");
  }

  // Guards against: restarts that all end at the same value, without a word of what to do.
  @Test
  void aValueThatCannotBeSentNeedsANewSlot() {
    SQLException noBinaryForm =
        new SQLException("no binary output function available for type aclitem", "42883");
    SQLException tooLarge =
        new SQLException("invalid memory alloc request size 1073741825", "XX000");

    assertThat(LaneFailure.isUnsendable(noBinaryForm)).isTrue();
    assertThat(LaneFailure.isUnsendable(tooLarge)).isTrue();
    assertThat(LaneFailure.isUnsendable(new SQLException("unexpected", "XX000"))).isFalse();
    assertThat(LaneFailure.isUnsendable(refused)).isFalse();
    assertThat(LaneFailure.unsendable(noBinaryForm, "s", 950))
        .contains("0/3B6")
        .contains("aclitem")
        .contains("Only a new slot")
        .contains("pg_drop_replication_slot('s')")
        .contains("when_needed");
  }

  private String explain(UndefinedObject found) {
    return LaneFailure.explain(undefined, "s", "p_1", 950, found, Optional::empty);
  }
}
