/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GrowingPauseTest {
  @Test
  void eachPauseIsTwiceTheOneBeforeUpToTheLongest() {
    GrowingPause pause = new GrowingPause(Duration.ofSeconds(1), Duration.ofSeconds(5));
    assertThat(Stream.generate(pause::next).limit(5).map(Duration::toSeconds))
        .containsExactly(1L, 2L, 4L, 5L, 5L);
  }
}
