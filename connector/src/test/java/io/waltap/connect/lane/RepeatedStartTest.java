/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.config.Problem;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.table.Membership;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.Gone;
import io.waltap.connect.table.TableLife.New;
import io.waltap.connect.table.TableLife.Waiting;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The start again, in the same run. */
class RepeatedStartTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @AutoClose private final StartWorld lane = new StartWorld();

  @Test
  void tablesThatWaitedAreReadByTheRepeatedStart() throws Exception {
    lane.given();
    lane.start();
    lane.delivered();
    lane.server().publish(4, "d", 4);
    TableEntry late = waiting(4, "d");

    assertThat(lane.start()).isPresent();
    assertThat(lane.admission().whileStreaming()).containsExactly("public.d");
    assertThat(late.life()).isEqualTo(new New(0, true));
    assertThat(lane.delivered()).isEmpty();
  }

  @Test
  void whatIsBeingReadIsGivenUpByTheRepeatedStart() throws Exception {
    lane.given();
    lane.start();
    assertThat(lane.admission().givenUp()).isZero();

    lane.start();
    assertThat(lane.admission().givenUp()).isEqualTo(1);
  }

  @Test
  void aTableThatWaitedAndIsNotPublishedAnyMoreIsGone() throws Exception {
    lane.given();
    lane.start();
    TableEntry late = waiting(4, "d");

    lane.start();
    assertThat(late.life()).isEqualTo(new Gone(600, true, false));
  }

  @Test
  void whatThisRunHasDeliveredIsNotReadAgainEvenIfConnectHasNotStoredIt() throws Exception {
    lane.given();
    lane.start();
    lane.delivered();

    lane.start();
    assertThat(lane.delivered()).isEmpty();
    assertThat(lane.tables().counts()).isEqualTo(Map.of("Streaming", 3));
  }

  /** A table that was found while the lane streamed, and whose reading has failed. */
  private TableEntry waiting(int oid, String name) {
    TableEntry entry =
        lane.tables().add(oid, new TableId("public", name), Membership.UNKNOWN, new New(600));
    Problem interrupted = Problem.error("table.include.list", "it was interrupted");
    lane.tables().become(entry, new Waiting(interrupted, NOON, NOON, 1, 600));
    return entry;
  }
}
