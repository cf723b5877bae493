/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.pgoutput.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ConfirmBoundTest {
  private static final TableId ORDERS = new TableId("public", "orders");
  private static final TableId ITEMS = new TableId("public", "items");

  /** A position that is negative as a signed number. */
  private static final long LATE = Long.MIN_VALUE;

  private static final long LATER = -2;

  private final ConfirmBound bound = new ConfirmBound();

  @Test
  void allThatIsStoredMayBeConfirmed() {
    assertThat(bound.confirmable(20)).isEqualTo(20);
  }

  @Test
  void whatIsNotStoredIsNeverConfirmed() {
    bound.hold(ORDERS, 30);
    bound.limit(40);

    assertThat(bound.confirmable(20)).isEqualTo(20);
  }

  @Test
  void aTableHoldsTheSlotWhereItIs() {
    assertThat(bound.hold(ORDERS, 10)).isEqualTo(10);

    assertThat(bound.confirmable(10)).isEqualTo(10);
    assertThat(bound.confirmable(20)).isEqualTo(10);
  }

  @Test
  void aSecondHoldOfATableIsWhereTheFirstWas() {
    bound.hold(ORDERS, 10);

    assertThat(bound.hold(ORDERS, 20)).isEqualTo(10);
    assertThat(bound.confirmable(30)).isEqualTo(10);
  }

  @Test
  void aReleasedHoldEndsWhenALaterPositionIsStored() {
    bound.hold(ORDERS, 10);
    bound.release(ORDERS, 20);

    assertThat(bound.confirmable(20)).isEqualTo(10);
    assertThat(bound.confirmable(21)).isEqualTo(21);
  }

  @Test
  void aHoldThatIsOverDoesNotReturn() {
    bound.hold(ORDERS, 10);
    bound.release(ORDERS, 20);
    bound.confirmable(21);

    assertThat(bound.hold(ORDERS, 21)).isEqualTo(21);
  }

  @Test
  void aHoldThatIsTakenAgainInTimeIsNotReleased() {
    bound.hold(ORDERS, 10);
    bound.release(ORDERS, 20);
    bound.hold(ORDERS, 20);

    assertThat(bound.confirmable(30)).isEqualTo(10);
  }

  @Test
  void eachTableIsReleasedByItself() {
    bound.hold(ORDERS, 10);
    bound.hold(ITEMS, 15);
    bound.release(ORDERS, 20);
    assertThat(bound.confirmable(30)).isEqualTo(15);

    bound.release(ITEMS, 30);
    assertThat(bound.confirmable(31)).isEqualTo(31);
  }

  @Test
  void ofSeveralHoldsTheEarliestCounts() {
    bound.hold(ORDERS, 15);
    bound.hold(ITEMS, 10);

    assertThat(bound.confirmable(30)).isEqualTo(10);
  }

  @Test
  void allHoldsMayBeReleasedAtOnce() {
    bound.hold(ORDERS, 10);
    bound.hold(ITEMS, 15);
    bound.releaseAll(20);

    assertThat(bound.confirmable(20)).isEqualTo(10);
    assertThat(bound.confirmable(21)).isEqualTo(21);
  }

  @Test
  void theReleaseOfATableThatHoldsNothingChangesNothing() {
    bound.hold(ORDERS, 10);
    bound.release(ITEMS, 20);

    assertThat(bound.confirmable(30)).isEqualTo(10);
  }

  @Test
  void nothingIsConfirmedBeyondTheLimit() {
    bound.limit(15);

    assertThat(bound.confirmable(15)).isEqualTo(15);
    assertThat(bound.confirmable(20)).isEqualTo(15);
  }

  @Test
  void aLimitMovesOn() {
    bound.limit(15);
    bound.limit(18);

    assertThat(bound.confirmable(20)).isEqualTo(18);
  }

  @Test
  void aLiftedLimitEndsWhenALaterPositionIsStored() {
    bound.limit(15);
    bound.liftLimit(20);

    assertThat(bound.confirmable(20)).isEqualTo(15);
    assertThat(bound.confirmable(21)).isEqualTo(21);
    assertThat(bound.confirmable(22)).isEqualTo(22);
  }

  @Test
  void aNewLimitIsNotLifted() {
    bound.limit(15);
    bound.liftLimit(20);
    bound.limit(18);

    assertThat(bound.confirmable(30)).isEqualTo(18);
  }

  @Test
  void withoutALimitThereIsNothingToLift() {
    bound.liftLimit(20);
    bound.limit(15);

    assertThat(bound.confirmable(30)).isEqualTo(15);
  }

  @Test
  void ofHoldAndLimitTheEarlierCounts() {
    bound.hold(ORDERS, 10);
    bound.limit(15);
    assertThat(bound.confirmable(30)).isEqualTo(10);

    bound.limit(5);
    assertThat(bound.confirmable(30)).isEqualTo(5);
  }

  @Test
  void afterGoingBackHoldsAndLimitsAreNoLaterThanTheLog() {
    bound.hold(ORDERS, 10);
    bound.limit(15);
    bound.goBack(5);
    assertThat(bound.confirmable(30)).isEqualTo(5);

    bound.release(ORDERS, 6);
    bound.liftLimit(6);
    assertThat(bound.confirmable(6)).isEqualTo(5);
    assertThat(bound.confirmable(7)).isEqualTo(7);
  }

  @Test
  void withoutHoldOrLimitGoingBackBoundsNothing() {
    bound.goBack(5);
    assertThat(bound.confirmable(30)).isEqualTo(30);
  }

  @Test
  void positionsAreComparedUnsigned() {
    bound.hold(ORDERS, LATE);
    assertThat(bound.confirmable(10)).isEqualTo(10);
    assertThat(bound.confirmable(LATER)).isEqualTo(LATE);

    bound.release(ORDERS, 20);
    bound.limit(LATE);
    assertThat(bound.confirmable(LATER)).isEqualTo(LATE);
    assertThat(bound.confirmable(30)).isEqualTo(30);
  }

  /** What the stream and the lane's checks may do. */
  private enum Action {
    HOLD,
    RELEASE,
    RELEASE_ALL,
    LIMIT,
    LIFT_LIMIT,
    STORE
  }

  /**
   * @param table one of three
   * @param distance how far the position goes on, or how far the limit is from it
   */
  private record Step(Action action, int table, int distance) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(Action.class),
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, 5))
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }

  // Guards against: WAL that the server removes while a table, or the lane, may need it again.
  @Property(tries = 2_000)
  void whateverIsHeldAndLimitedNoMoreIsConfirmed(@ForAll("steps") List<Step> steps) {
    ConfirmBound any = new ConfirmBound();
    Model model = new Model();
    long stored = 100;
    for (Step step : steps) {
      TableId table = new TableId("public", "t" + step.table());
      long delivered = stored + step.distance();
      switch (step.action()) {
        case HOLD -> {
          any.hold(table, stored);
          model.hold(table, stored);
        }
        case RELEASE -> {
          any.release(table, delivered);
          model.release(table, delivered);
        }
        case RELEASE_ALL -> {
          any.releaseAll(delivered);
          model.releaseAll(delivered);
        }
        case LIMIT -> {
          any.limit(delivered);
          model.limit(delivered);
        }
        case LIFT_LIMIT -> {
          any.liftLimit(delivered);
          model.liftLimit(delivered);
        }
        case STORE -> stored = delivered;
      }
      assertThat(any.confirmable(stored)).isEqualTo(model.confirmable(stored));
    }
  }

  /** The same, said plainly: lists of what holds, and of what ends it. */
  private static final class Model {
    private final Map<TableId, Long> held = new TreeMap<>();
    private final Map<TableId, Long> releasedAfter = new TreeMap<>();
    private final List<Long> limit = new ArrayList<>();
    private final List<Long> liftedAfter = new ArrayList<>();

    void hold(TableId table, long lsn) {
      held.putIfAbsent(table, lsn);
      releasedAfter.remove(table);
    }

    void release(TableId table, long delivered) {
      if (held.containsKey(table)) {
        releasedAfter.put(table, delivered);
      }
    }

    void releaseAll(long delivered) {
      for (TableId table : held.keySet()) {
        releasedAfter.put(table, delivered);
      }
    }

    void limit(long lsn) {
      limit.clear();
      liftedAfter.clear();
      limit.add(lsn);
    }

    void liftLimit(long delivered) {
      if (!limit.isEmpty()) {
        liftedAfter.clear();
        liftedAfter.add(delivered);
      }
    }

    long confirmable(long stored) {
      releasedAfter.entrySet().stream()
          .filter(release -> release.getValue() < stored)
          .forEach(release -> held.remove(release.getKey()));
      releasedAfter.keySet().retainAll(held.keySet());
      if (liftedAfter.stream().anyMatch(after -> after < stored)) {
        limit.clear();
        liftedAfter.clear();
      }
      long confirmable = stored;
      for (long lsn : held.values()) {
        confirmable = Math.min(confirmable, lsn);
      }
      for (long lsn : limit) {
        confirmable = Math.min(confirmable, lsn);
      }
      return confirmable;
    }
  }
}
