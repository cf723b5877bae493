/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.bench.soak.Histories.Change;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Guards against: a soak that finds nothing because it does not see what is wrong. */
class VerdictTest {
  private static final String TABLE = "soak.plain";
  private static final long DELETED = RowHistory.DELETED;

  private final Histories ledger = new Histories();
  private final Histories delivered = new Histories();

  @Test
  void whatArrivesOnceInOrderIsClean() {
    add(ledger, 1, 10, 20, DELETED);
    add(delivered, 1, 10, 20, DELETED);

    assertThat(verdict()).isEqualTo(new Verdict(TABLE, 3, 0, 0, 0, 0, 0, List.of()));
    assertThat(verdict().clean(true)).isTrue();
  }

  @Test
  void aMissingVersionIsFound() {
    add(ledger, 1, 10, 20, 30);
    add(delivered, 1, 10, 30);
    add(ledger, 2, 40);

    assertThat(verdict().missing()).isEqualTo(2);
    assertThat(verdict().outOfOrder()).isZero();
    assertThat(verdict().clean(false)).isFalse();
    assertThat(verdict().examples())
        .containsExactly("id 1: committed 10 20 30; arrived 10 30", "id 2: committed 40; arrived ");
  }

  @Test
  void aReplayIsAllowedOnlyAtLeastOnce() {
    add(ledger, 1, 10, 20);
    add(delivered, 1, 10, 20, 10, 20);

    assertThat(verdict().doubled()).isEqualTo(2);
    assertThat(verdict().outOfOrder()).isZero();
    assertThat(verdict().clean(false)).isTrue();
    assertThat(verdict().clean(true)).isFalse();
  }

  @Test
  void aReplayThatEndsBeforeTheLastVersionIsOutOfOrder() {
    add(ledger, 1, 10, 20);
    add(delivered, 1, 10, 20, 10);

    assertThat(verdict().outOfOrder()).isEqualTo(1);
    assertThat(verdict().clean(false)).isFalse();
  }

  @Test
  void twoVersionsThatChangePlacesAreOutOfOrder() {
    add(ledger, 1, 10, 20, 30);
    add(delivered, 1, 20, 10, 30);

    assertThat(verdict().outOfOrder()).isEqualTo(1);
    assertThat(verdict().missing()).isZero();
  }

  @Test
  void whatWasRolledBackIsUnknown() {
    add(ledger, 1, 10);
    add(delivered, 1, 10, 11);
    add(delivered, 2, 12);

    assertThat(verdict().unknown()).isEqualTo(2);
    assertThat(verdict().clean(false)).isFalse();
  }

  @Test
  void anotherPayloadIsWrong() {
    ledger.add(List.of(new Change(TABLE, 1, 10, 7), new Change(TABLE, 1, 20, 8)));
    delivered.add(List.of(new Change(TABLE, 1, 10, 7), new Change(TABLE, 1, 20, 7)));

    assertThat(verdict().wrong()).isEqualTo(1);
  }

  @Test
  void aPayloadNeedNotComeIfItIsUnchanged() {
    long unsent = RowHistory.UNSENT;
    ledger.add(List.of(new Change(TABLE, 1, 10, 7), new Change(TABLE, 1, 20, 7)));
    delivered.add(List.of(new Change(TABLE, 1, 10, 7), new Change(TABLE, 1, 20, unsent)));
    ledger.add(List.of(new Change(TABLE, 2, 30, 7), new Change(TABLE, 2, 40, 8)));
    delivered.add(List.of(new Change(TABLE, 2, 30, unsent), new Change(TABLE, 2, 40, unsent)));

    assertThat(verdict().wrong()).isEqualTo(2);
  }

  @Test
  void theStateOfALedgerHasNoDeletedRows() {
    add(ledger, 1, 10, DELETED);
    add(ledger, 2, 20, 30);

    assertThat(ledger.state(TABLE)).containsOnlyKeys(2L).containsValue(30L);
  }

  private Verdict verdict() {
    return Verdict.of(TABLE, ledger, delivered);
  }

  private static void add(Histories histories, long id, long... versions) {
    for (long version : versions) {
      histories.add(List.of(new Change(TABLE, id, version, 0)));
    }
  }
}
