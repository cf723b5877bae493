/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.bench.BenchOptions.Part;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchOptionsTest {
  @Test
  void optionsHaveDefaults() {
    BenchOptions options = BenchOptions.parse(List.of());

    assertThat(options.parts()).containsExactlyInAnyOrder(Part.values());
    assertThat(options.rounds()).isEqualTo(5);
    assertThat(options.rate()).isZero();
    assertThat(options.transactions()).isZero();
    assertThat(options.exactlyOnce()).isFalse();
    assertThat(options.profile()).isFalse();
  }

  @Test
  void optionsOfTheLatencyPartAreRead() {
    String line =
        "--only latency --exactly-once --rate=1500 --transactions 500 --latency-seconds 300";

    BenchOptions options = BenchOptions.parse(List.of(line.split(" ")));

    assertThat(options.parts()).containsExactly(Part.LATENCY);
    assertThat(options.exactlyOnce()).isTrue();
    assertThat(options.rate()).isEqualTo(1500);
    assertThat(options.transactions()).isEqualTo(500);
    assertThat(options.latencyTime()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void optionsOfTheMirrorPartAreRead() {
    String line =
        "--only mirror --rows 10_000_000 --changes 10000 --interval 60,10 --change-minutes 10"
            + " --locate both --rounds 3";

    BenchOptions options = BenchOptions.parse(List.of(line.split(" ")));

    assertThat(options.parts()).containsExactly(Part.MIRROR);
    assertThat(options.rows()).isEqualTo(10_000_000);
    assertThat(options.mirror())
        .isEqualTo(new MirrorOptions(3, 10_000, List.of(60, 10), Duration.ofMinutes(10), "both"));
  }

  // Guards against: a default run of the mirror part that takes much longer than ten minutes.
  @Test
  void theMirrorPartIsShortByDefault() {
    assertThat(BenchOptions.parse(List.of()).mirror())
        .isEqualTo(new MirrorOptions(1, 5000, List.of(60, 10), Duration.ofMinutes(3), "index"));
    assertThat(BenchOptions.parse(List.of("--quick")).mirror())
        .isEqualTo(new MirrorOptions(1, 5000, List.of(5), Duration.ofSeconds(20), "index"));
  }

  @Test
  void aQuickRunIsShort() {
    BenchOptions options = BenchOptions.parse(List.of("--quick", "--profile", "--rounds", "2"));

    assertThat(options.rows()).isEqualTo(50_000);
    assertThat(options.rounds()).isEqualTo(2);
    assertThat(options.latencyTime()).isEqualTo(Duration.ofSeconds(10));
    assertThat(options.profile()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--transactions 0",
        "--transactions 100001",
        "--transactions many",
        "--transactions",
        "--exactly-once=true",
        "--only nothing",
        "--interval 0",
        "--interval 60,x",
        "--change-minutes 0",
        "--locate nowhere",
        "--locate index,scan",
        "--heap much",
        "--nothing 1"
      })
  void anythingElseIsRefused(String line) {
    assertThatThrownBy(() -> BenchOptions.parse(List.of(line.split(" "))))
        .isInstanceOf(BenchOptions.UsageException.class);
  }
}
