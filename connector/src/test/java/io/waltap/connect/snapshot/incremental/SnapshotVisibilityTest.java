/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SnapshotVisibilityTest {
  @Test
  void showsWhatHadEnded() {
    SnapshotVisibility snapshot = SnapshotVisibility.parse("100:110:103,100", false);

    assertThat(snapshot.xmin()).isEqualTo(100);
    assertThat(snapshot.xmax()).isEqualTo(110);
    assertThat(snapshot.shows(99)).isTrue();
    assertThat(snapshot.shows(100)).isFalse();
    assertThat(snapshot.shows(102)).isTrue();
    assertThat(snapshot.shows(103)).isFalse();
    assertThat(snapshot.shows(109)).isTrue();
    assertThat(snapshot.shows(110)).isFalse();
    assertThat(snapshot.hides(110)).isTrue();
    assertThat(snapshot.hides(103)).isTrue();
    assertThat(snapshot.hides(102)).isFalse();
  }

  @Test
  void nothingMayBeRunning() {
    SnapshotVisibility snapshot = SnapshotVisibility.parse("110:110:", false);

    assertThat(snapshot.shows(109)).isTrue();
    assertThat(snapshot.shows(110)).isFalse();
  }

  @Test
  void aStandbyKnowsOnlyTheEnds() {
    SnapshotVisibility snapshot = SnapshotVisibility.parse("100:110:", true);

    assertThat(snapshot.fromStandby()).isTrue();
    assertThat(snapshot.shows(99)).isTrue();
    assertThat(snapshot.shows(105)).isFalse();
    assertThat(snapshot.hides(105)).isFalse();
    assertThat(snapshot.hides(110)).isTrue();
  }

  @Test
  void theStreamsIdsWrapAroundAndTheNearestIsMeant() {
    // the epoch has just changed: 4294967296 is 2^32
    SnapshotVisibility after = SnapshotVisibility.parse("4294967290:4294967300:4294967295", false);
    assertThat(after.shows((int) 4_294_967_289L)).isTrue();
    assertThat(after.shows((int) 4_294_967_295L)).isFalse();
    assertThat(after.shows(3)).as("4294967299").isTrue();
    assertThat(after.shows(4)).as("4294967300").isFalse();

    // the epoch will change soon
    SnapshotVisibility before = SnapshotVisibility.parse("4294967290:4294967290:", false);
    assertThat(before.shows((int) 4_294_967_280L)).isTrue();
    assertThat(before.shows(5)).as("4294967301, not 5").isFalse();

    // ids above 2^31 are negative in an int
    SnapshotVisibility middle = SnapshotVisibility.parse("3000000000:3000000000:", false);
    assertThat(middle.shows((int) 2_999_999_999L)).isTrue();
    assertThat(middle.shows((int) 3_000_000_000L)).isFalse();
  }

  @Test
  void whatIsNotASnapshotIsRefused() {
    assertThatThrownBy(() -> SnapshotVisibility.parse("100:110", false))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
