/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.landing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LandingTest {
  private static final TopicPartition CONTROL = new TopicPartition("control", 0);

  private static final TopicPartition A = new TopicPartition("waltap.public.a", 0);
  private static final TopicPartition B = new TopicPartition("waltap.public.b", 0);

  @Test
  void theCoordinatorIsPastAnEndThatItHasReached() {
    assertThat(ChangeLogProgress.pastAll(Map.of(CONTROL, 7L), Map.of(CONTROL, 7L))).isTrue();
    assertThat(ChangeLogProgress.pastAll(Map.of(CONTROL, 7L), Map.of(CONTROL, 6L))).isFalse();
  }

  @Test
  void aCoordinatorThatHasCommittedNothingIsPastNothing() {
    assertThat(ChangeLogProgress.pastAll(Map.of(CONTROL, 7L), Map.of())).isFalse();
  }

  @Test
  void anEmptyPartitionNeedsNoCommit() {
    assertThat(ChangeLogProgress.pastAll(Map.of(CONTROL, 0L), Map.of())).isTrue();
  }

  // Guards against: records that are deleted although one of two sinks has not read them.
  @Test
  void theSlowestSinkCounts() {
    assertThat(Landing.slowest(List.of(Map.of(A, 7L, B, 3L), Map.of(A, 2L, B, 9L))))
        .isEqualTo(Map.of(A, 2L, B, 3L));
    assertThat(Landing.slowest(List.of(Map.of(A, 7L)))).isEqualTo(Map.of(A, 7L));
  }

  @Test
  void aSinkThatHasReadNothingOfATopicIsTheSlowest() {
    assertThat(Landing.slowest(List.of(Map.of(A, 7L, B, 3L), Map.of(A, 9L))))
        .isEqualTo(Map.of(A, 7L));
    assertThat(Landing.slowest(List.of(Map.of(), Map.of(A, 9L)))).isEmpty();
  }

  // Guards against: a mirror whose rows have not changed for months, and that cannot go on at the
  // next start: its topic has had a thousand markers meanwhile, and what it needs was deleted.
  @Test
  void nothingIsDeletedThatAMirrorTableHasNotPassed() {
    assertThat(Landing.deletable(5000, -1, 40)).isEqualTo(40);
    assertThat(Landing.deletable(5000, 30, 40)).isEqualTo(30);
    assertThat(Landing.deletable(5000, 4000, Long.MAX_VALUE)).isEqualTo(4000);
    assertThat(Landing.deletable(5000, -1, 6000)).isEqualTo(5000);
    assertThat(Landing.deletable(5000, -1, -1)).as("before the first commit").isNegative();
  }

  // Guards against: a mirror that does not know its topic at the next start, because the last
  // record that it has applied is deleted.
  @Test
  void aMirrorNeedsRecordsBeforeItsOffset() {
    assertThat(SinkProgress.mirror("m").keeps()).isEqualTo(1000);
    assertThat(SinkProgress.changeLog("s", "control").keeps()).isZero();
  }
}
