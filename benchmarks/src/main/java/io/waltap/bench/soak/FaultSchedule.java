/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The order of the faults. The same faults and the same seed give the same schedule. Each fault
 * comes once before any comes again. Used by one thread.
 */
final class FaultSchedule {
  private static final int LONGEST_QUIET_MILLIS = 12_000;

  private final List<Fault> faults;
  private final Random random;
  private final List<Fault> bag = new ArrayList<>();
  private int number;

  FaultSchedule(List<Fault> faults, long seed) {
    this.faults = List.copyOf(faults);
    this.random = new Random(seed);
  }

  /**
   * One fault of the schedule.
   *
   * @param hold how long the fault lasts
   * @param quiet the time after it; zero in a third of the cases, so that the next fault meets a
   *     connector that still recovers
   * @param choice a random number for what the fault has to choose
   */
  record Planned(int number, Fault fault, Duration hold, Duration quiet, int choice) {
    @Override
    public String toString() {
      return "fault " + number + ": " + fault.key() + ", " + hold.toMillis() + " ms";
    }
  }

  Planned next() {
    if (bag.isEmpty()) {
      bag.addAll(faults);
      Collections.shuffle(bag, random);
    }
    Fault fault = bag.remove(bag.size() - 1);
    number++;
    int spread = 1_000 * (fault.longest() - fault.shortest());
    Duration hold = Duration.ofMillis(1_000L * fault.shortest() + random.nextInt(spread + 1));
    boolean close = random.nextInt(3) == 0;
    int quiet = random.nextInt(LONGEST_QUIET_MILLIS);
    int choice = random.nextInt(Integer.MAX_VALUE);
    return new Planned(number, fault, hold, Duration.ofMillis(close ? 0 : quiet), choice);
  }
}
