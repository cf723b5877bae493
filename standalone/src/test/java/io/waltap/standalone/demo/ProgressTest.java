/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @Test
  void aLineHasFixedColumns() {
    Progress progress =
        new Progress(Duration.ofSeconds(12), 5123, 5100, 4800, Duration.ofMillis(1840));

    assertThat(progress.line())
        .isEqualTo(
            "  12 s | changes     5,123 | captured     5,100 | landed     4,800"
                + " | lag     323 rows,   1.8 s");
  }

  @Test
  void whatLandedTwiceIsNoNegativeLag() {
    assertThat(new Progress(Duration.ZERO, 10, 12, 12, Duration.ZERO).line())
        .contains("lag       0 rows");
  }

  @Test
  void elsewhereThanOnATerminalALineComesEveryFiveSeconds() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    ProgressDisplay display = new ProgressDisplay(out, false);
    for (int second = 0; second < 11; second++) {
      display.show(at(second), second * SECOND);
    }

    assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).hasSize(3);
    assertThat(bytes.toString(StandardCharsets.UTF_8)).doesNotContain("\r");
  }

  @Test
  void onATerminalTheLineChangesInPlaceUntilTheEnd() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    ProgressDisplay display = new ProgressDisplay(out, true);
    display.show(at(1), SECOND);
    display.show(at(2), 2 * SECOND);

    assertThat(bytes.toString(StandardCharsets.UTF_8)).doesNotContain("\n");
    display.finish(at(3));
    assertThat(bytes.toString(StandardCharsets.UTF_8)).endsWith(System.lineSeparator());
  }

  @Test
  void theLagIsTheAgeOfTheOldestChangeThatHasNotLanded() {
    LagClock clock = new LagClock();
    clock.made(0, 100);
    clock.made(SECOND, 200);
    clock.made(2 * SECOND, 300);

    assertThat(clock.lag(3 * SECOND, 0)).isEqualTo(Duration.ofSeconds(3));
    assertThat(clock.lag(3 * SECOND, 150)).isEqualTo(Duration.ofSeconds(2));
    assertThat(clock.lag(3 * SECOND, 300)).isEqualTo(Duration.ZERO);
  }

  private static Progress at(int second) {
    return new Progress(Duration.ofSeconds(second), second, second, second, Duration.ZERO);
  }
}
