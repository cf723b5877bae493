/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.bench.soak.FaultSchedule.Planned;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {
  @Test
  void aSeedGivesTheSameFaultsAgain() {
    assertThat(schedule(7, 100)).isEqualTo(schedule(7, 100)).isNotEqualTo(schedule(8, 100));
  }

  @Test
  void eachFaultComesOnceBeforeAnyComesAgain() {
    int faults = Fault.usual().size();

    assertThat(schedule(1, faults).stream().map(Planned::fault))
        .containsExactlyInAnyOrderElementsOf(Fault.usual());
  }

  @Test
  void aFaultLastsAsLongAsItsKindAllows() {
    for (Planned planned : schedule(3, 500)) {
      assertThat(planned.hold())
          .isBetween(
              Duration.ofSeconds(planned.fault().shortest()),
              Duration.ofSeconds(planned.fault().longest()));
      assertThat(planned.choice()).isNotNegative();
    }
  }

  private static List<Planned> schedule(long seed, int count) {
    FaultSchedule schedule = new FaultSchedule(Fault.usual(), seed);
    return Stream.generate(schedule::next).limit(count).toList();
  }
}
