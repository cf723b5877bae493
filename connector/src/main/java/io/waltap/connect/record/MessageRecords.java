/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import io.waltap.connect.config.Operation;
import io.waltap.connect.pgoutput.PgOutputMessage.LogicalMessage;
import io.waltap.connect.table.TableCursor;
import java.nio.ByteBuffer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;

/**
 * Makes records of messages from {@code pg_logical_emit_message}, in Debezium's schemas. Owned by
 * the stream's thread.
 */
final class MessageRecords {
  private static final Schema KEY =
      SchemaBuilder.struct()
          .name("io.debezium.connector.postgresql.MessageKey")
          .version(1)
          .field("prefix", Schema.OPTIONAL_STRING_SCHEMA)
          .build();
  private static final Schema MESSAGE =
      SchemaBuilder.struct()
          .name("io.debezium.connector.postgresql.Message")
          .version(1)
          .field("prefix", Schema.OPTIONAL_STRING_SCHEMA)
          .field("content", Schema.OPTIONAL_BYTES_SCHEMA)
          .build();
  private static final Schema VALUE =
      SchemaBuilder.struct()
          .name("io.debezium.connector.postgresql.MessageValue")
          .version(1)
          .field("op", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
          .field("source", SourceBlock.SCHEMA)
          .field("transaction", Envelope.TRANSACTION_BLOCK)
          .field("message", MESSAGE)
          .build();

  private final RecordContext context;
  private final String topic;
  private final TableCursor transactional;
  private final TableCursor immediate;

  /**
   * @param transactional position of the messages that belong to a transaction and come in the
   *     order of commits
   * @param immediate position of the messages outside of transactions. They are sent at once, so a
   *     message of an open transaction may come later and have a lower LSN.
   */
  MessageRecords(RecordContext context, TableCursor transactional, TableCursor immediate) {
    this.context = context;
    this.topic = context.topics().messages();
    this.transactional = transactional;
    this.immediate = immediate;
  }

  /**
   * @param block the transaction block, or null
   */
  void add(Transaction transaction, LogicalMessage message, long lsn, Struct block, Batch out) {
    TableCursor cursor = message.transactional() ? transactional : immediate;
    if (!context.config().filters().includesMessagePrefix(message.prefix())
        || !cursor.advance(transaction.commitLsn(), lsn)) {
      return;
    }
    Struct value =
        new Struct(VALUE)
            .put("op", Operation.MESSAGE.code())
            .put("ts_ms", ProcessingClock.now() / 1_000_000)
            .put("source", context.source().streamed(transaction, "", "", lsn))
            .put("transaction", block)
            .put(
                "message",
                new Struct(MESSAGE)
                    .put("prefix", message.prefix())
                    .put("content", ByteBuffer.wrap(message.content())));
    out.add(
        new CapturedRecord(
            cursor.partition(),
            cursor.delivered(),
            topic,
            null,
            KEY,
            new Struct(KEY).put("prefix", message.prefix()),
            VALUE,
            value,
            new ConnectHeaders()));
  }
}
