/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoakOptionsTest {
  @Test
  void optionsHaveDefaults() {
    SoakOptions options = SoakOptions.parse(List.of());

    assertThat(options.time()).isEqualTo(Duration.ofMinutes(10));
    assertThat(options.exactlyOnce()).isTrue();
    assertThat(options.faults()).doesNotContain(Fault.DISK_FULL).contains(Fault.DDL);
  }

  @Test
  void optionsAreRead() {
    SoakOptions options =
        SoakOptions.parse(List.of("--minutes", "1.5", "--seed", "7", "--faults", "ddl,disk-full"));

    assertThat(options.time()).isEqualTo(Duration.ofSeconds(90));
    assertThat(options.seed()).isEqualTo(7);
    assertThat(options.faults()).containsExactly(Fault.DDL, Fault.DISK_FULL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--lanes 5",
        "--lanes 0",
        "--minutes x",
        "--faults fire",
        "--delivery maybe",
        "--delivery at-least-once --boundary connector",
        "--nothing 1",
        "--seed"
      })
  void anythingElseIsRefused(String line) {
    assertThatThrownBy(() -> SoakOptions.parse(List.of(line.split(" "))))
        .isInstanceOf(SoakOptions.UsageException.class);
  }

  @Test
  void theHelpNamesEveryFault() {
    for (Fault fault : Fault.values()) {
      assertThat(SoakOptions.help()).contains(fault.key(), fault.description());
    }
  }
}
