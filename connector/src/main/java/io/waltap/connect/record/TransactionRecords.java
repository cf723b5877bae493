/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import io.waltap.connect.table.TableCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;

/**
 * Makes the BEGIN and END records of {@code provide.transaction.metadata}, in Debezium's schemas.
 * Owned by the stream's thread.
 */
final class TransactionRecords {
  private static final Schema KEY =
      SchemaBuilder.struct()
          .name("io.debezium.connector.common.TransactionMetadataKey")
          .version(1)
          .field("id", Schema.STRING_SCHEMA)
          .build();
  private static final Schema COLLECTION =
      SchemaBuilder.struct()
          .name("event.collection")
          .version(1)
          .optional()
          .field("data_collection", Schema.STRING_SCHEMA)
          .field("event_count", Schema.INT64_SCHEMA)
          .build();
  private static final Schema VALUE =
      SchemaBuilder.struct()
          .name("io.debezium.connector.common.TransactionMetadataValue")
          .version(1)
          .field("status", Schema.STRING_SCHEMA)
          .field("id", Schema.STRING_SCHEMA)
          .field("event_count", Schema.OPTIONAL_INT64_SCHEMA)
          .field("data_collections", SchemaBuilder.array(COLLECTION).optional().build())
          .field("ts_ms", Schema.INT64_SCHEMA)
          .build();

  private final String topic;
  private final TableCursor cursor;

  TransactionRecords(RecordContext context, TableCursor cursor) {
    this.topic = context.topics().transactions();
    this.cursor = cursor;
  }

  void begin(Transaction transaction, long lsn, Batch out) {
    if (cursor.advance(transaction.commitLsn(), lsn)) {
      out.add(record(transaction, lsn, value(transaction, lsn, "BEGIN")));
    }
  }

  void end(Transaction transaction, long lsn, Batch out) {
    if (cursor.advance(transaction.commitLsn(), lsn)) {
      List<Struct> collections = new ArrayList<>();
      transaction
          .perCollection()
          .forEach(
              (collection, count) ->
                  collections.add(
                      new Struct(COLLECTION)
                          .put("data_collection", collection)
                          .put("event_count", count[0])));
      Struct value =
          value(transaction, lsn, "END")
              .put("event_count", transaction.events())
              .put("data_collections", collections);
      out.add(record(transaction, lsn, value));
    }
  }

  private static Struct value(Transaction transaction, long lsn, String status) {
    return new Struct(VALUE)
        .put("status", status)
        .put("id", transaction.id(lsn))
        .put("ts_ms", Math.floorDiv(transaction.commitTimeMicros(), 1000L));
  }

  private CapturedRecord record(Transaction transaction, long lsn, Struct value) {
    Map<String, Object> offset = cursor.delivered();
    return new CapturedRecord(
        cursor.partition(),
        offset,
        topic,
        null,
        KEY,
        new Struct(KEY).put("id", transaction.id(lsn)),
        VALUE,
        value,
        new ConnectHeaders());
  }
}
