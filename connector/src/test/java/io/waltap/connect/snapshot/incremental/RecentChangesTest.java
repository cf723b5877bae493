/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentChangesTest {
  private final RecentChanges recent = new RecentChanges();

  @Test
  void aChangeIsRememberedUntilASnapshotShowsIt() {
    recent.add(RowEffect.replaced(100, TestChunks.key(1)));
    recent.add(RowEffect.replaced(105, TestChunks.key(2)));
    recent.add(RowEffect.replaced(120, TestChunks.key(3)));

    recent.shownBy(SnapshotVisibility.parse("105:110:105", false));
    assertThat(xids()).as("105 waits to become visible").containsExactly(105, 120);

    recent.shownBy(SnapshotVisibility.parse("130:130:", false));
    assertThat(xids()).isEmpty();

    recent.add(RowEffect.replaced(129, TestChunks.key(3)));
    assertThat(xids()).as("seen again, and still shown").isEmpty();
  }

  @Test
  void changesComeInTheOrderOfCommitsEvenIfTheyAreReplayed() {
    recent.add(RowEffect.replaced(105, TestChunks.key(1)));
    recent.add(RowEffect.replaced(100, TestChunks.key(1)));
    recent.add(RowEffect.replaced(105, TestChunks.key(2)));

    assertThat(xids()).containsExactly(105, 105, 100);
  }

  @Test
  void whereOneChangeOfATransactionIsUnreadableAllAre() {
    recent.add(RowEffect.replaced(100, TestChunks.key(1)));
    recent.add(RowEffect.unreadable(100));
    recent.add(RowEffect.replaced(100, TestChunks.key(2)));

    assertThat(touches()).containsExactly(RowEffect.unreadable(100));
  }

  @Test
  void whatIsTooMuchIsForgottenButForTheLatestTransactions() {
    recent.readingBegins();
    int many = 3 * RecentChanges.KEPT_TRANSACTIONS;
    for (int xid = 0; xid < many; xid++) {
      recent.add(RowEffect.replaced(xid, TestChunks.key(xid)));
    }
    assertThat(recent.hasForgotten()).isFalse();

    recent.forgetRows();

    assertThat(recent.hasForgotten()).isTrue();
    assertThat(touches()).hasSize(RecentChanges.KEPT_TRANSACTIONS);
    assertThat(touches().get(0))
        .isEqualTo(RowEffect.unreadable(many - RecentChanges.KEPT_TRANSACTIONS));
    recent.readingBegins();
    assertThat(recent.hasForgotten()).isFalse();
  }

  @Test
  void memoryIsBounded() {
    byte[] key = new byte[1 << 20];
    for (int i = 0; i < 40; i++) {
      recent.add(RowEffect.replaced(i, new RowKey(key)));
    }

    assertThat(recent.hasForgotten()).isTrue();
    assertThat(touches().stream().mapToLong(RowEffect::bytes).sum())
        .isLessThanOrEqualTo(RecentChanges.MAX_BYTES);
    assertThat(touches()).hasSize(40);
  }

  private List<RowEffect> touches() {
    List<RowEffect> touches = new ArrayList<>();
    recent.forEach(touches::add);
    return touches;
  }

  private List<Integer> xids() {
    return touches().stream().map(RowEffect::xid).toList();
  }
}
