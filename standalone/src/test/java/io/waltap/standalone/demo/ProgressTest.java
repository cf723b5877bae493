/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @Test
  void aLineHasFixedColumns() {
    Progress progress =
        new Progress(
            Duration.ofSeconds(12), 5123, 5100, OptionalLong.of(41), 4800, OptionalLong.of(1650));

    assertThat(progress.line())
        .isEqualTo(" 12 s | made   5,123 | captured   5,100 (  41 ms) | landed   4,800 ( 1650 ms)")
        .hasSizeLessThan(79);
  }

  @Test
  void withoutALagThereIsADash() {
    assertThat(at(1).line())
        .isEqualTo("  1 s | made       1 | captured       1 (   - ms) | landed       1 (    - ms)");
  }

  @Test
  void elsewhereThanOnATerminalALineComesEveryFiveSeconds() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    ProgressDisplay display = new ProgressDisplay(out, false);
    AtomicInteger asked = new AtomicInteger();
    for (int second = 0; second < 11; second++) {
      display.show(second * SECOND, () -> at(asked.incrementAndGet()));
    }

    assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).hasSize(3);
    assertThat(bytes.toString(StandardCharsets.UTF_8)).doesNotContain("\r");
    assertThat(asked).hasValue(3);
  }

  @Test
  void onATerminalTheLineChangesInPlaceUntilTheEnd() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    ProgressDisplay display = new ProgressDisplay(out, true);
    display.show(SECOND, () -> at(1));
    display.show(SECOND + SECOND / 5, () -> at(7));
    display.show(2 * SECOND, () -> at(2));

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("  1 s | made", "  2 s | made")
        .doesNotContain("\n", "  7 s | made");
    display.finish(at(3));
    assertThat(bytes.toString(StandardCharsets.UTF_8)).endsWith(System.lineSeparator());
  }

  private static Progress at(int second) {
    return new Progress(
        Duration.ofSeconds(second),
        second,
        second,
        OptionalLong.empty(),
        second,
        OptionalLong.empty());
  }
}
