/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.record.TestTable;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

/** The database is gone: nothing listens at its port. */
class OffsetResetTest {
  private final OffsetReset reset =
      new OffsetReset(
          TestTable.config(
              "database.hostname", "127.0.0.1",
              "database.port", "1",
              "slot.name", "s",
              "slot.drop.on.reset", "true"));
  private final Map<Map<String, ?>, Map<String, ?>> offsets = new HashMap<>();

  // Guards against: a connector whose offsets can never be deleted.
  @Test
  void aFullResetIsAllowed() {
    offsets.put(SourcePartition.lane("srv", "s"), null);
    offsets.put(SourcePartition.lane("srv", "s_1"), null);
    offsets.put(SourcePartition.table("srv", "public.a"), null);

    assertThatCode(() -> reset.check(offsets)).doesNotThrowAnyException();
  }

  @Test
  void aRepeatedResetIsAllowed() {
    assertThatCode(() -> reset.check(offsets)).doesNotThrowAnyException();
  }

  @Test
  void onlySomeLanesCannotBeForgotten() {
    offsets.put(SourcePartition.lane("srv", "s_1"), null);

    assertThatThrownBy(() -> reset.check(offsets))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("only be deleted all at once");
  }

  @Test
  void aPositionThatCannotBeCheckedIsRefused() {
    offsets.put(SourcePartition.lane("srv", "s"), Map.of("lsn", 1L));

    assertThatThrownBy(() -> reset.check(offsets))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("nothing was changed");
  }
}
