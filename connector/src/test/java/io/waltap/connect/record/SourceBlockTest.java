/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class SourceBlockTest {
  private static final long MICROS = 1_700_000_000_123_456L;

  private final SourceBlock block = new SourceBlock("1.0", "shop", "orders");

  @Test
  void tellsWhereAChangeComesFrom() {
    Transaction transaction = new Transaction(30, MICROS, 750, "25");

    Struct source = block.streamed(transaction, "public", "t", 20);

    assertThatCode(source::validate).doesNotThrowAnyException();
    assertThat(source)
        .isEqualTo(
            new Struct(SourceBlock.SCHEMA)
                .put("version", "1.0")
                .put("connector", "postgresql")
                .put("name", "shop")
                .put("ts_ms", MICROS / 1000)
                .put("db", "orders")
                .put("sequence", "[\"25\",\"20\"]")
                .put("ts_us", MICROS)
                .put("ts_ns", MICROS * 1000)
                .put("schema", "public")
                .put("table", "t")
                .put("txId", 750L)
                .put("lsn", 20L));
  }

  @Test
  void outsideOfATransactionThereIsNoId() {
    Struct source = block.streamed(new Transaction(30, MICROS, 0, null), "", "", 20);

    assertThatCode(source::validate).doesNotThrowAnyException();
    assertThat(source.getInt64("txId")).isNull();
    assertThat(source.getString("sequence")).isEqualTo("[null,\"20\"]");
  }

  @Test
  void rowsOfASnapshotDifferByTheirMarkersAlone() {
    Relation relation = new Relation(1, "public", "t", ReplicaIdentity.DEFAULT, List.of());
    Struct first = block.snapshot(MICROS, relation, 750, 20, SnapshotRecords.FIRST);

    Struct last = SourceBlock.marked(first, SnapshotRecords.LAST);

    assertThatCode(last::validate).doesNotThrowAnyException();
    assertThat(first.getString("snapshot")).isEqualTo("first");
    assertThat(last.getString("snapshot")).isEqualTo("last");
    assertThat(SourceBlock.marked(last, SnapshotRecords.FIRST)).isEqualTo(first);
  }
}
