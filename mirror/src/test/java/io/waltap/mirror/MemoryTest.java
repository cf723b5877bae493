/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.change.TableRoutes;
import io.waltap.mirror.maintain.MaintenanceOptions;
import io.waltap.mirror.table.Flow;
import io.waltap.mirror.table.MirrorCatalog;
import io.waltap.mirror.table.MirrorOptions;
import io.waltap.mirror.table.TableMirror;
import io.waltap.mirror.table.TableMirrors;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.PartitionSpec;
import org.junit.jupiter.api.Test;

/** Guards against: a task that runs out of memory, because rows wait for the next interval. */
class MemoryTest {
  /** A row with a text of this length takes about two bytes a letter. */
  private static final int LETTERS = 10_000;

  private final TableMirrors mirrors =
      new TableMirrors(
          new MirrorCatalog(
              TestCatalog.inMemory(), Map.of(), (name, schema) -> PartitionSpec.unpartitioned()),
          new TableRoutes("lake", "", false, "", Map.of()),
          Events.TYPES,
          Events.PLACEHOLDER,
          new SameThread(),
          new SameThread(),
          new MirrorOptions(
              "mirror",
              Duration.ofHours(1),
              Duration.ofHours(1),
              Set.of(),
              Deleting.BY_VECTORS.policy(),
              Indexes.both(),
              MaintenanceOptions.NONE));

  private long now;

  /** A table that has committed once, so that its next commit is an hour away. */
  private final class Running implements Flow {
    private final Events events = new Events(Events.things(), "id");
    private final TableMirror mirror;

    Running(String topic) {
      mirror = mirrors.open(topic, true, this);
      advance();
      snapshotRow(0, "small");
      advance();
      advance();
      assertThat(mirror.bytes()).isZero();
    }

    /** A row of a snapshot is complete at once. */
    void snapshotRow(long id, String text) {
      mirror.add(events.change("r", events.row(id, "name", text)), now);
    }

    /** A row whose transaction may go on. */
    void openRow(long id, String text) {
      mirror.add(events.change("c", events.row(id, "name", text)), now);
    }

    void advance() {
      now++;
      mirror.advance(now);
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void rewind(long offset) {}
  }

  @Test
  void withinHalfOfTheBoundNothingIsHurried() {
    Running table = new Running("shop.public.a");
    table.snapshotRow(1, "x".repeat(LETTERS));
    Memory memory = new Memory(table.mirror.bytes() * 2);

    assertThat(memory.isShort(List.of(table.mirror), now)).isFalse();
    table.advance();
    table.advance();
    assertThat(table.mirror.bytes()).isGreaterThan(LETTERS);
  }

  @Test
  void beyondHalfOfTheBoundTheTableIsCommittedAtOnce() {
    Running table = new Running("shop.public.a");
    table.snapshotRow(1, "x".repeat(LETTERS));
    Memory memory = new Memory(table.mirror.bytes() * 2 - 2);

    assertThat(memory.isShort(List.of(table.mirror), now)).as("more may come").isFalse();
    table.advance();
    table.advance();
    assertThat(table.mirror.bytes()).isZero();
  }

  @Test
  void beyondTheBoundNoMoreRecordsAreTaken() {
    Running table = new Running("shop.public.a");
    table.snapshotRow(1, "x".repeat(LETTERS));
    Memory memory = new Memory(table.mirror.bytes() - 1);

    assertThat(memory.isShort(List.of(table.mirror), now)).isTrue();
    table.advance();
    table.advance();
    assertThat(memory.isShort(List.of(table.mirror), now)).as("after the commit").isFalse();
  }

  @Test
  void theLargestTableIsCommittedFirst() {
    Running small = new Running("shop.public.a");
    Running large = new Running("shop.public.b");
    small.snapshotRow(1, "x".repeat(LETTERS));
    large.snapshotRow(1, "x".repeat(2 * LETTERS));
    Memory memory = new Memory(small.mirror.bytes() + large.mirror.bytes());
    memory.isShort(List.of(small.mirror, large.mirror), now);
    for (Running table : List.of(small, large)) {
      table.advance();
      table.advance();
    }

    assertThat(large.mirror.bytes()).isZero();
    assertThat(small.mirror.bytes()).isGreaterThan(LETTERS);
  }

  // Guards against: a transaction that is larger than the memory, and stops all tables forever.
  @Test
  void aTransactionThatIsTooLargeIsCommittedBeforeItsEnd() {
    Running table = new Running("shop.public.a");
    table.openRow(1, "x".repeat(LETTERS));
    Memory memory = new Memory(LETTERS);
    assertThat(table.mirror.hasComplete()).isFalse();

    assertThat(memory.isShort(List.of(table.mirror), now)).isTrue();
    table.advance();
    table.advance();
    assertThat(table.mirror.bytes()).isZero();
    assertThat(memory.isShort(List.of(table.mirror), now)).isFalse();
  }

  @Test
  void noTableTakesNoMemory() {
    assertThat(new Memory(1).isShort(List.of(), now)).isFalse();
  }
}
