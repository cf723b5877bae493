/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import static io.waltap.connect.struct.StructValues.set;

import io.waltap.connect.config.Operation;
import io.waltap.connect.convert.EarlyConversion;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * Debezium's envelope, version 2, of one table: the schema of the table's record values, and how
 * they are filled.
 */
final class Envelope {
  static final Schema TRANSACTION_BLOCK =
      SchemaBuilder.struct()
          .name("event.block")
          .version(1)
          .optional()
          .field("id", Schema.STRING_SCHEMA)
          .field("total_order", Schema.INT64_SCHEMA)
          .field("data_collection_order", Schema.INT64_SCHEMA)
          .build();

  private static final Field ID = TRANSACTION_BLOCK.field("id");
  private static final Field TOTAL_ORDER = TRANSACTION_BLOCK.field("total_order");
  private static final Field COLLECTION_ORDER = TRANSACTION_BLOCK.field("data_collection_order");

  private final Schema schema;
  private final EarlyConversion conversion;
  private final AtomicBoolean used = new AtomicBoolean();
  private final Field before;
  private final Field after;
  private final Field source;
  private final Field transaction;
  private final Field op;
  private final Field tsMs;
  private final Field tsUs;
  private final Field tsNs;

  Envelope(String name, Schema rowSchema, EarlyConversion conversion) {
    this.conversion = conversion;
    schema =
        SchemaBuilder.struct()
            .name(name)
            .version(2)
            .field("before", rowSchema)
            .field("after", rowSchema)
            .field("source", SourceBlock.SCHEMA)
            .field("transaction", TRANSACTION_BLOCK)
            .field("op", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
            .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
            .field("ts_ns", Schema.OPTIONAL_INT64_SCHEMA)
            .build();
    before = schema.field("before");
    after = schema.field("after");
    source = schema.field("source");
    transaction = schema.field("transaction");
    op = schema.field("op");
    tsMs = schema.field("ts_ms");
    tsUs = schema.field("ts_us");
    tsNs = schema.field("ts_ns");
  }

  /**
   * Counts an event of a transaction and makes the block with the event's number in it.
   *
   * @param collection the table's id
   */
  static Struct transactionBlock(Transaction transaction, String collection, long lsn) {
    long inCollection = transaction.count(collection);
    Struct block = new Struct(TRANSACTION_BLOCK);
    set(block, ID, transaction.id(lsn));
    set(block, TOTAL_ORDER, transaction.events());
    set(block, COLLECTION_ORDER, inCollection);
    return block;
  }

  Schema schema() {
    return schema;
  }

  /** Whether this is the first call, on any thread. It is cheap from then on. */
  boolean firstUse() {
    return !used.get() && used.compareAndSet(false, true);
  }

  /**
   * @param block the transaction block, or null without transaction metadata
   * @param time when the event is processed
   */
  Struct fill(
      Operation operation, Struct old, Struct row, Struct origin, Struct block, EventTime time) {
    Struct envelope = conversion.newValue(schema);
    set(envelope, before, old);
    set(envelope, after, row);
    set(envelope, source, origin);
    set(envelope, transaction, block);
    set(envelope, op, operation.code());
    set(envelope, tsMs, time.millis());
    set(envelope, tsUs, time.micros());
    set(envelope, tsNs, time.nanos());
    return envelope;
  }

  /** Gives a filled envelope another {@code source}. */
  void from(Struct origin, Struct envelope) {
    set(envelope, source, origin);
  }
}
