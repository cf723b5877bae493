/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.pgoutput.Lsn;
import org.junit.jupiter.api.Test;

class RelationDecisionsTest {
  private final RelationDecisions decisions = new RelationDecisions();

  @Test
  void aServerThatDecidesAgainNeedsNoOtherLink() {
    decisions.opened(15, 100, 100);
    decisions.changed(1, 90);

    assertThat(decisions.kept()).isFalse();
    assertThat(decisions.needNewLink(100)).isFalse();
    assertThat(decisions.isOutdated(1)).isFalse();
  }

  // Guards against: a link that begins before the change, so that the server decides as before.
  @Test
  void anotherLinkHelpsOnceTheSlotIsConfirmedPastTheChange() {
    decisions.opened(14, 100, 100);
    decisions.changed(1, 120);

    assertThat(decisions.isOutdated(1)).isTrue();
    assertThat(decisions.needNewLink(119)).isFalse();
    assertThat(decisions.needNewLink(120)).isTrue();
    decisions.opened(14, 119, 150);
    assertThat(decisions.isOutdated(1)).isTrue();
    decisions.opened(14, 120, 150);
    assertThat(decisions.isOutdated(1)).isFalse();
    assertThat(decisions.needNewLink(120)).isFalse();
  }

  @Test
  void theLastChangeOfATableCounts() {
    decisions.opened(14, 100, 100);
    decisions.changed(1, 120);
    decisions.changed(1, 130);
    decisions.changed(2, 110);

    decisions.opened(14, 120, 150);
    assertThat(decisions.isOutdated(2)).isFalse();
    assertThat(decisions.isOutdated(1)).isTrue();
  }

  // Guards against: a partition that came before a restart, and is read through the first link.
  @Test
  void aChangeThatIsOlderThanTheFirstLinkIsBeforeItsEndOfTheLog() {
    decisions.changed(1, Lsn.NONE);
    assertThat(decisions.needNewLink(-1)).isFalse();

    decisions.opened(14, 100, 150);
    assertThat(decisions.isOutdated(1)).isTrue();
    assertThat(decisions.needNewLink(149)).isFalse();
    assertThat(decisions.needNewLink(150)).isTrue();
  }

  @Test
  void aChangeThatIsOlderThanTheFirstLinkIsNoneOnAServerThatDecidesAgain() {
    decisions.changed(1, Lsn.NONE);

    decisions.opened(18, 100, 150);
    assertThat(decisions.isOutdated(1)).isFalse();
  }
}
