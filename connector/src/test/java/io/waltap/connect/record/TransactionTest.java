/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TransactionTest {
  @Test
  void theSequenceIsThatOfTheChangeAtHand() {
    Transaction transaction = new Transaction(30, 0, 750, "25");

    assertThat(transaction.sequence(20)).isEqualTo("[\"25\",\"20\"]");
    assertThat(transaction.sequence(20)).as("another row of a multi-insert").endsWith("\"20\"]");
    assertThat(transaction.sequence(21)).isEqualTo("[\"25\",\"21\"]");
    assertThat(new Transaction(30, 0, 750, null).sequence(0)).isEqualTo("[null,\"0\"]");
  }

  @Test
  void eventsAreCountedPerCollection() {
    Transaction transaction = new Transaction(30, 0, 750, null);
    assertThat(transaction.perCollection()).isEmpty();

    assertThat(transaction.count("a")).isEqualTo(1);
    assertThat(transaction.count("b")).isEqualTo(1);
    assertThat(transaction.count("a")).isEqualTo(2);

    assertThat(transaction.events()).isEqualTo(3);
    assertThat(transaction.perCollection().keySet()).containsExactly("a", "b");
  }
}
