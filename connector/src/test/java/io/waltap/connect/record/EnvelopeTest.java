/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.waltap.connect.config.Operation;
import io.waltap.connect.convert.EarlyConversion;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private static final Schema ROW =
      SchemaBuilder.struct().name("t.Value").optional().field("id", Schema.INT32_SCHEMA).build();
  private static final long NANOS = 1_700_000_000_123_456_789L;

  private final Envelope envelope = new Envelope("t.Envelope", ROW, new EarlyConversion(false));
  private final Transaction transaction = new Transaction(30, NANOS / 1000, 750, "25");
  private final Struct source =
      new SourceBlock("1.0", "shop", "orders").streamed(transaction, "public", "t", 20);

  @Test
  void isFilledAsItsSchemaSays() {
    Struct row = new Struct(ROW).put("id", 1);

    Struct filled =
        envelope.fill(Operation.CREATE, null, row, source, null, EventTime.ofNanos(NANOS));

    assertThatCode(filled::validate).doesNotThrowAnyException();
    assertThat(filled)
        .isEqualTo(
            new Struct(envelope.schema())
                .put("after", row)
                .put("source", source)
                .put("op", "c")
                .put("ts_ms", NANOS / 1_000_000)
                .put("ts_us", NANOS / 1_000)
                .put("ts_ns", NANOS));

    Struct other = SourceBlock.marked(source, SnapshotRecords.LAST);
    envelope.from(other, filled);

    assertThat(filled.getStruct("source")).isSameAs(other);
  }

  @Test
  void theTransactionBlockCountsItsEvents() {
    Envelope.transactionBlock(transaction, "public.other", 19);

    Struct block = Envelope.transactionBlock(transaction, "public.t", 20);
    Struct filled =
        envelope.fill(Operation.DELETE, null, null, source, block, EventTime.ofNanos(NANOS));

    assertThatCode(filled::validate).doesNotThrowAnyException();
    assertThat(block)
        .isEqualTo(
            new Struct(Envelope.TRANSACTION_BLOCK)
                .put("id", "750:20")
                .put("total_order", 2L)
                .put("data_collection_order", 1L));
  }
}
