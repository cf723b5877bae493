/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.config.Problem;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.table.TableLife.CatchingUp;
import io.waltap.connect.table.TableLife.Gone;
import io.waltap.connect.table.TableLife.New;
import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.TableLife.Streaming;
import io.waltap.connect.table.TableLife.Waiting;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TableLifeTest {
  private static final Problem LOCKED = Problem.error("table.include.list", "it is locked");
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private static final Map<String, TableLife> STATES = new LinkedHashMap<>();

  static {
    STATES.put("new", new New(100));
    STATES.put("waiting", new Waiting(LOCKED, NOON, NOON.plusSeconds(30), 1, 90));
    STATES.put("at start", Snapshotting.atStart());
    STATES.put("while streaming", Snapshotting.whileStreaming(90));
    STATES.put("in chunks", Snapshotting.inChunks("[\"5\"]"));
    STATES.put("catching up", new CatchingUp(90));
    STATES.put("streaming", Streaming.INSTANCE);
    STATES.put("gone", new Gone(200, true));
  }

  /** The picture of docs/design/table-life.md, in words. */
  @Test
  void everyPairOfStatesIsAllowedOrNot() {
    assertThat(next("new"))
        .isEqualTo("at start, gone, in chunks, new, streaming, waiting, while streaming");
    assertThat(next("waiting"))
        .isEqualTo("at start, catching up, gone, in chunks, new, waiting, while streaming");
    assertThat(next("at start")).isEqualTo("at start, gone, in chunks, new, streaming, waiting");
    assertThat(next("while streaming"))
        .isEqualTo("catching up, gone, new, waiting, while streaming");
    assertThat(next("in chunks")).isEqualTo("at start, gone, in chunks, new, streaming, waiting");
    assertThat(next("catching up")).isEqualTo("gone, streaming, waiting");
    assertThat(next("streaming")).isEqualTo("gone, new, waiting");
    assertThat(next("gone")).isEqualTo("gone, new");
  }

  @Test
  void onlyATableWhoseChangesAreDeliveredByTheLaneIsCaptured() {
    assertThat(where(TableLife::captured))
        .containsExactly("at start", "gone", "in chunks", "streaming");
  }

  @Test
  void onlyAStreamingTableIsStoredAsRead() {
    assertThat(where(life -> !life.rowsMissing())).containsExactly("streaming");
    assertThat(new Gone(200, false).rowsMissing()).as("under FOR ALL TABLES").isFalse();
  }

  @Test
  void whatIsReadFromTheLaneSlotHoldsIt() {
    assertThat(where(life -> life.needs() != Lsn.NONE))
        .containsExactly("catching up", "waiting", "while streaming");
    assertThat(where(life -> life.after() != null)).containsExactly("in chunks");
  }

  @Test
  void aTableThatIsSetAsideHoldsNothingAndIsReadAgain() {
    Waiting held = new Waiting(LOCKED, NOON, NOON.plusSeconds(1), 1, 90, false, false);

    assertThat(held.setAside())
        .isEqualTo(new Waiting(LOCKED, NOON, NOON.plusSeconds(1), 1, Lsn.NONE, false, true));
  }

  // Guards against: changes that are delivered twice, by the stream and by the next try.
  @Test
  void aTableWhoseChangesAreDeliveredHoldsNothing() {
    assertThatThrownBy(() -> new Waiting(LOCKED, NOON, NOON, 1, 90, true, true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyChunksHaveAKey() {
    assertThatThrownBy(() -> new Snapshotting(Snapshotting.Way.AT_START, "[\"5\"]", Lsn.NONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void allStatesAreTestedHere() {
    Set<Class<?>> tested = Set.copyOf(STATES.values().stream().map(Object::getClass).toList());

    assertThat(tested).containsAll(Arrays.asList(TableLife.class.getPermittedSubclasses()));
  }

  private static String next(String state) {
    return String.join(", ", where(life -> STATES.get(state).mayBecome(life)));
  }

  private static Set<String> where(java.util.function.Predicate<TableLife> condition) {
    Set<String> names = new TreeSet<>();
    STATES.forEach(
        (name, life) -> {
          if (condition.test(life)) {
            names.add(name);
          }
        });
    return names;
  }

  @Test
  void anOperatorSeesTheStateByItsName() {
    assertThat(STATES.values().stream().map(TableLife::label).distinct().toList())
        .isEqualTo(List.of("New", "Waiting", "Snapshotting", "CatchingUp", "Streaming", "Gone"));
  }
}
