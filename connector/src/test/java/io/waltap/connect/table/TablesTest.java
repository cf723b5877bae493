/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.config.Problem;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.position.TableIdentity;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.table.TableLife.CatchingUp;
import io.waltap.connect.table.TableLife.Gone;
import io.waltap.connect.table.TableLife.New;
import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.TableLife.Streaming;
import io.waltap.connect.table.TableLife.Waiting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TablesTest {
  private static final TableId ORDERS = new TableId("public", "orders");
  private static final Membership MEMBER = new Membership(Set.of(7));
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void aTableIsItsOidAndANewOneUnderTheSameNameIsAnother() {
    Tables tables = tables(Map.of("public.orders", TablePosition.streamed(30, 20, 0)));
    TableEntry old = tables.add(1, ORDERS, MEMBER, Streaming.INSTANCE);
    tables.become(old, new Gone(40, true));
    TableEntry entry = tables.add(2, ORDERS, MEMBER, new New(40));

    assertThat(tables.find(1)).isSameAs(old);
    assertThat(tables.find(2)).isSameAs(entry);
    assertThat(tables.find(ORDERS)).isSameAs(entry);
    assertThat(entry.cursor()).isNotSameAs(old.cursor());
    assertThat(old.captured()).isTrue();
    assertThat(entry.captured()).isFalse();
  }

  @Test
  void theStreamAsksAboutARelationOnceAndAgainUnderAnotherName() {
    List<String> asked = new ArrayList<>();
    Tables tables =
        new Tables(
            "srv",
            Map.of(),
            (lane, relation) -> {
              asked.add(relation.id().text());
              return lane.add(relation.oid(), relation.id(), MEMBER, Streaming.INSTANCE);
            });
    TableEntry first = tables.described(relation(1, "orders"));
    assertThat(tables.described(relation(1, "orders"))).isSameAs(first);
    assertThat(tables.described(relation(1, "purchases"))).isNotSameAs(first);

    assertThat(asked).containsExactly("public.orders", "public.purchases");
  }

  @Test
  void aRelationThatIsNotCapturedHasNoEntry() {
    Tables tables = new Tables("srv", Map.of(), (lane, relation) -> null);

    assertThat(tables.described(relation(1, "orders"))).isNull();
    assertThat(tables.all()).isEmpty();
  }

  @Test
  void aTableBeginsAtItsStoredPosition() {
    TablePosition stored = TablePosition.streamed(30, 20, 1);
    Tables tables = tables(Map.of("public.orders", stored));

    assertThat(tables.position(ORDERS)).isEqualTo(stored);
    TableEntry entry = tables.add(1, ORDERS, MEMBER, Streaming.INSTANCE);
    assertThat(entry.cursor().advance(30, 20)).isFalse();
    assertThat(entry.cursor().partition()).isEqualTo(SourcePartition.table("srv", "public.orders"));
  }

  @Test
  void whatIsStoredFollowsTheState() {
    Tables tables = tables(Map.of());
    TableEntry entry = tables.add(1, ORDERS, MEMBER, new New(10));

    assertThat(tables.store(entry, Snapshotting.inChunks(null), 50))
        .isEqualTo(offset("snapshot", "started", "lsn", 50L));
    assertThat(tables.store(entry, Snapshotting.inChunks("[\"5\"]"), 60))
        .isEqualTo(offset("snapshot", "started", "after", "[\"5\"]", "lsn", 50L));
    assertThat(tables.store(entry, Streaming.INSTANCE, 70))
        .isEqualTo(offset("snapshot", "completed", "lsn", 70L));
    assertThat(tables.store(entry, new Gone(80, true), 80))
        .isEqualTo(offset("snapshot", "started", "lsn", 70L));
  }

  /** An offset of table 1, which is in the publication by row 7. */
  private static Map<String, Object> offset(Object... keysAndValues) {
    Map<String, Object> offset = new HashMap<>(Map.of("oid", 1L, "member", "7"));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      offset.put(keysAndValues[i].toString(), keysAndValues[i + 1]);
    }
    return offset;
  }

  // Guards against: a table that looks read, or is hidden, since changes of another table are left
  // that had its name.
  @Test
  void aFormerTableTakesTheLatestOnesPlaceNowhere() {
    Tables tables = tables(Map.of());
    TableEntry latest = tables.add(2, ORDERS, MEMBER, new New(10));

    TableEntry former = tables.addFormer(1, ORDERS);
    assertThat(former.captured()).isTrue();
    assertThat(tables.find(ORDERS)).isSameAs(latest);
    assertThat(tables.find(1)).isSameAs(former);
    former.cursor().advance(30, 20);
    assertThat(former.cursor().delivered())
        .containsEntry("snapshot", "started")
        .doesNotContainKey("oid");
  }

  @Test
  void theFormerNameOfARenamedTableDoesNotHideIt() {
    Tables tables = tables(Map.of());
    TableEntry renamed = tables.add(1, new TableId("public", "purchases"), MEMBER, new New(10));

    TableEntry former = tables.addFormer(1, ORDERS);
    assertThat(tables.find(1)).isSameAs(renamed);
    assertThat(tables.addFormer(1, ORDERS)).isSameAs(former);
    former.cursor().advance(30, 20);
    former.cursor().delivered();
    tables.streamStarted();
    assertThat(former.cursor().advance(30, 20)).as("delivered before").isFalse();
  }

  // Guards against: an offset of another table under the same name, which is believed.
  @Test
  void aTableThatIsAdoptedIsStoredAsWhatItIs() {
    Tables tables = tables(Map.of());
    TableEntry entry = tables.add(1, ORDERS, Membership.UNKNOWN, Streaming.INSTANCE);
    entry.cursor().advance(30, 20);
    assertThat(entry.cursor().delivered()).doesNotContainKeys("oid", "member");

    tables.adopt(entry, new Membership(Set.of(9, -1)));
    entry.cursor().advance(31, 21);
    assertThat(entry.cursor().delivered())
        .containsEntry("oid", 1L)
        .containsEntry("member", "9,4294967295");
  }

  @Test
  void whatIsKnownOfPartitionsIsStoredAndReadAgain() {
    Tables tables = tables(Map.of());
    TableEntry entry = tables.add(1, ORDERS, new Membership(Set.of(7)), Streaming.INSTANCE);
    tables.partitionsXid(entry, 5_000_000_000L);
    entry.cursor().advance(30, 20);

    Map<String, Object> stored = entry.cursor().delivered();
    assertThat(stored).containsEntry("partitions_xid", 5_000_000_000L).hasSize(6);
    assertThat(TableIdentity.fromMap(stored))
        .isEqualTo(new TableIdentity(1, Set.of(7), 5_000_000_000L));
    assertThat(TableIdentity.fromMap(offset())).isEqualTo(new TableIdentity(1, Set.of(7)));
  }

  @Test
  void aStateThatMayNotFollowIsRefusedAndChangesNothing() {
    Tables tables = tables(Map.of());
    TableEntry entry = tables.add(1, ORDERS, MEMBER, Snapshotting.whileStreaming(90));

    assertThatThrownBy(() -> tables.become(entry, Streaming.INSTANCE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("public.orders");
    assertThat(entry.life()).isEqualTo(Snapshotting.whileStreaming(90));
    assertThat(entry.captured()).isFalse();
  }

  @Test
  void aStartOfTheLaneDecidesWhateverTheStateIs() {
    Tables tables = tables(Map.of());
    TableEntry entry = tables.add(1, ORDERS, MEMBER, Streaming.INSTANCE);

    tables.restart(entry, Snapshotting.atStart());
    assertThat(entry.life()).isEqualTo(Snapshotting.atStart());
    tables.restart(entry, Streaming.INSTANCE);
    assertThat(entry.captured()).isTrue();
  }

  @Test
  void anOperatorSeesTheStatesAndWhyATableWaits() {
    Tables tables = tables(Map.of());
    TableEntry entry = tables.add(1, ORDERS, MEMBER, new New(10));
    tables.add(2, new TableId("public", "items"), MEMBER, Streaming.INSTANCE);
    Problem locked = new Problem("", Problem.Severity.ERROR, "it is locked.", "Unlock it.");
    tables.become(entry, new Waiting(locked, NOON, NOON.plusSeconds(30), 1, 10));

    assertThat(tables.counts()).isEqualTo(Map.of("Waiting", 1, "Streaming", 1));
    assertThat(tables.notStreaming())
        .extracting(TableStatus::text)
        .containsExactly(
            "Waiting: it is locked. Remedy: Unlock it. Next try at 2026-01-01T12:00:30Z.");
    tables.become(entry, Snapshotting.atStart());
    tables.completed(entry, 100);
    assertThat(tables.notStreaming()).isEmpty();
    assertThat(tables.counts()).isEqualTo(Map.of("Streaming", 2));
  }

  @Test
  void aRenamedTableIsShownUnderItsNewNameAlone() {
    Tables tables = tables(Map.of());
    TableEntry old = tables.add(1, ORDERS, MEMBER, Streaming.INSTANCE);
    tables.add(1, new TableId("public", "purchases"), MEMBER, new New(10));

    tables.become(old, new Gone(20, true));
    assertThat(tables.counts()).isEqualTo(Map.of("New", 1));
    assertThat(tables.notStreaming())
        .extracting(TableStatus::table)
        .containsExactly("public.purchases");
  }

  @Test
  void aListenerIsToldOfTheColumnsThatTheStreamHasDescribedBefore() {
    List<Relation> told = new ArrayList<>();
    Tables tables = tables(Map.of());
    TableEntry entry = tables.add(1, ORDERS, MEMBER, Streaming.INSTANCE);
    Relation relation = relation(1, "orders");
    tables.described(relation);

    entry.listener(new Listener(told));
    tables.described(relation);
    entry.listener(null);
    tables.described(relation);

    assertThat(told).containsExactly(relation, relation);
  }

  @Test
  void everythingBeforeAStartPositionCountsAsDelivered() {
    Tables tables = tables(Map.of());
    TableEntry entry = tables.add(1, ORDERS, MEMBER, Streaming.INSTANCE);

    assertThat(tables.startAt(TablePosition.snapshot(true, 100)))
        .containsExactlyInAnyOrder(
            "public.orders", "(transactions)", "(messages)", "(immediate messages)");
    assertThat(entry.cursor().advance(99, 98)).isFalse();
    assertThat(tables.other(SourcePartition.MESSAGES).advance(99, 98)).isFalse();
  }

  @Test
  void aMembershipContinuesWhereARowIsSharedOrNothingIsKnown() {
    assertThat(new Membership(Set.of(7, 8)).continues(MEMBER)).isTrue();
    assertThat(new Membership(Set.of(8)).continues(MEMBER)).isFalse();
    assertThat(Membership.UNKNOWN.continues(MEMBER)).isTrue();
    assertThat(MEMBER.continues(Membership.UNKNOWN)).isTrue();
  }

  /** What may happen to a table, as the lane sees it. */
  private enum Event {
    NOT_READ,
    READ_AT_START,
    READ_WHILE_STREAMING,
    READ_IN_CHUNKS,
    CHUNK,
    ROWS_READ,
    COMPLETED,
    FAILED,
    LEFT,
    RETURNED,
    CHANGE,
    LINK_LOST
  }

  @Provide
  Arbitrary<List<Event>> events() {
    return Arbitraries.of(Event.class).list().ofMinSize(1).ofMaxSize(60);
  }

  /**
   * Guards against: changes that are delivered before the rows, a table that is stored as read and
   * was not, and a slot that is confirmed beyond what a table needs.
   */
  @Property(tries = 2_000)
  void whateverHappensNothingIsLost(@ForAll("events") List<Event> events) {
    History history = new History();
    for (Event event : events) {
      history.apply(event);
      history.check();
    }
  }

  /** One table through a random life, together with the truth about its rows. */
  private static final class History {
    private final Tables tables = tables(Map.of());
    private final TableEntry entry = tables.add(1, ORDERS, MEMBER, new New(100));
    private long lsn = 100;
    private boolean rowsDelivered;
    private boolean rowsWanted = true;
    private int chunks;

    void apply(Event event) {
      TableLife life = entry.life();
      lsn += 10;
      switch (event) {
        case NOT_READ -> {
          if (life instanceof New) {
            rowsWanted = false;
            tables.become(entry, Streaming.INSTANCE);
          }
        }
        case READ_AT_START -> {
          if (!(life instanceof Gone)) {
            interrupted(life);
            rowsDelivered = false;
            rowsWanted = true;
            tables.restart(entry, Snapshotting.atStart());
            tables.store(entry, entry.life(), lsn);
          }
        }
        case READ_WHILE_STREAMING -> {
          if (life instanceof New || life instanceof Waiting) {
            rowsWanted = true;
            tables.become(entry, Snapshotting.whileStreaming(lsn));
          }
        }
        case READ_IN_CHUNKS -> {
          if (life instanceof New) {
            rowsWanted = true;
            chunks = 0;
            tables.become(entry, Snapshotting.inChunks(null));
          }
        }
        case CHUNK -> {
          if (life.equals(Snapshotting.inChunks(life.after()))) {
            chunks++;
            tables.store(entry, Snapshotting.inChunks("[\"" + chunks + "\"]"), lsn);
          }
        }
        case ROWS_READ -> {
          if (life.equals(Snapshotting.whileStreaming(life.needs()))) {
            tables.become(entry, new CatchingUp(life.needs()));
          }
        }
        case COMPLETED -> {
          if (life instanceof CatchingUp || life instanceof Snapshotting && life.captured()) {
            rowsDelivered = true;
            tables.completed(entry, lsn);
          }
        }
        case FAILED -> interrupted(life);
        case LEFT -> {
          if (!(life instanceof Gone)) {
            rowsDelivered = false;
            tables.store(entry, new Gone(lsn, true), lsn);
          }
        }
        case RETURNED -> {
          if (life instanceof Gone) {
            rowsWanted = true;
            tables.become(entry, new New(lsn));
          }
        }
        case CHANGE -> {
          if (entry.captured()) {
            assertThat(entry.cursor().advance(lsn, lsn)).isTrue();
            entry.cursor().delivered();
          }
        }
        case LINK_LOST -> tables.streamStarted();
      }
    }

    private void interrupted(TableLife life) {
      if (life instanceof CatchingUp || life instanceof Snapshotting) {
        Problem problem = Problem.error("", "interrupted");
        tables.become(entry, new Waiting(problem, NOON, NOON, 1, life.needs()));
      }
    }

    void check() {
      TableLife life = entry.life();
      TablePosition position = tables.positions().get("public.orders");
      if (position != null) {
        assertThat(TablePosition.fromMap(position.toMap())).isEqualTo(position);
      }
      boolean storedAsRead = position != null && !position.snapshotPending();
      assertThat(storedAsRead && rowsWanted && !rowsDelivered)
          .as("stored as read, which it was not: %s", life)
          .isFalse();
      if (life instanceof Snapshotting reading && !reading.captured()
          || life instanceof CatchingUp) {
        assertThat(life.needs()).as("withheld, so the WAL is held").isNotEqualTo(Lsn.NONE);
      }
      if (life instanceof Streaming || life instanceof New || life instanceof Gone) {
        assertThat(life.needs()).isEqualTo(Lsn.NONE);
      }
      assertThat(entry.captured()).isEqualTo(life.captured());
      assertThat(tables.counts()).isEqualTo(Map.of(life.label(), 1));
      assertThat(tables.notStreaming().isEmpty()).isEqualTo(life instanceof Streaming);
    }
  }

  private record Listener(List<Relation> told) implements RowListener {
    @Override
    public void described(Relation relation) {
      told.add(relation);
    }

    @Override
    public void changed(
        int xid,
        io.waltap.connect.pgoutput.TupleData oldTuple,
        io.waltap.connect.pgoutput.TupleData newTuple) {
      throw new IllegalStateException("no change was made");
    }

    @Override
    public void truncated(int xid) {
      throw new IllegalStateException("nothing was truncated");
    }
  }

  private static Tables tables(Map<String, TablePosition> stored) {
    return new Tables("srv", stored, (lane, relation) -> null);
  }

  private static Relation relation(int oid, String name) {
    return new Relation(oid, "public", name, ReplicaIdentity.DEFAULT, List.of());
  }
}
