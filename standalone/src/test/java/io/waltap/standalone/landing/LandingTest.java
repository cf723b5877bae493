/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.landing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LandingTest {
  private static final TopicPartition CONTROL = new TopicPartition("control", 0);

  @Test
  void theCoordinatorIsPastAnEndThatItHasReached() {
    assertThat(Landing.pastAll(Map.of(CONTROL, 7L), Map.of(CONTROL, 7L))).isTrue();
    assertThat(Landing.pastAll(Map.of(CONTROL, 7L), Map.of(CONTROL, 6L))).isFalse();
  }

  @Test
  void aCoordinatorThatHasCommittedNothingIsPastNothing() {
    assertThat(Landing.pastAll(Map.of(CONTROL, 7L), Map.of())).isFalse();
  }

  @Test
  void anEmptyPartitionNeedsNoCommit() {
    assertThat(Landing.pastAll(Map.of(CONTROL, 0L), Map.of())).isTrue();
  }
}
