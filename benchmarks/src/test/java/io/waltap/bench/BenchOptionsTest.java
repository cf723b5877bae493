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
        "--heap much",
        "--nothing 1"
      })
  void anythingElseIsRefused(String line) {
    assertThatThrownBy(() -> BenchOptions.parse(List.of(line.split(" "))))
        .isInstanceOf(BenchOptions.UsageException.class);
  }
}
