/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;

/** The records of a {@link GeneratedTopic} as a sink gets them: the envelopes of the source. */
public final class GeneratedEvents {
  /** The topic. The mirror's table is {@code public.rows}. */
  public static final String TOPIC = "bench.public.rows";

  private static final String POSITION = "__waltap.position";
  private static final long FIRST_MILLIS = 1_767_225_600_000L;
  private static final long PER_MILLI = 5;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long MICROS_PER_MILLI = 1_000;

  /** The schema of keys. */
  public static final Schema KEY =
      SchemaBuilder.struct().name(TOPIC + ".Key").field("id", Schema.INT64_SCHEMA).build();

  /** The schema of rows. */
  public static final Schema ROW =
      SchemaBuilder.struct()
          .optional()
          .name(TOPIC + ".Value")
          .field("id", Schema.INT64_SCHEMA)
          .field("customer", Schema.INT64_SCHEMA)
          .field("quantity", Schema.INT32_SCHEMA)
          .field("status", Schema.STRING_SCHEMA)
          .field("note", Schema.OPTIONAL_STRING_SCHEMA)
          .field(
              "updated_at", SchemaBuilder.int64().name("io.debezium.time.MicroTimestamp").build())
          .build();

  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .name("io.debezium.connector.postgresql.Source")
          .field("version", Schema.STRING_SCHEMA)
          .field("connector", Schema.STRING_SCHEMA)
          .field("name", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.INT64_SCHEMA)
          .field("snapshot", Schema.OPTIONAL_STRING_SCHEMA)
          .field("db", Schema.STRING_SCHEMA)
          .field("sequence", Schema.OPTIONAL_STRING_SCHEMA)
          .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
          .field("ts_ns", Schema.OPTIONAL_INT64_SCHEMA)
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .field("txId", Schema.OPTIONAL_INT64_SCHEMA)
          .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
          .field("xmin", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  /** The schema of envelopes. */
  public static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .name(TOPIC + ".Envelope")
          .field("before", ROW)
          .field("after", ROW)
          .field("source", SOURCE)
          .field("op", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  private final GeneratedTopic topic;

  /**
   * @param rows of the table
   */
  public GeneratedEvents(long rows) {
    this.topic = new GeneratedTopic(rows);
  }

  /** The key of a record. */
  public Struct key(long offset) {
    return new Struct(KEY).put("id", topic.key(offset));
  }

  /** The row of a record, without its envelope. */
  public Struct row(long offset) {
    GeneratedRow row = topic.row(offset);
    return new Struct(ROW)
        .put("id", row.id())
        .put("customer", row.customer())
        .put("quantity", row.quantity())
        .put("status", row.status())
        .put("note", row.note())
        .put("updated_at", row.updated());
  }

  /** The value of a record. */
  public Struct envelope(long offset) {
    return new Struct(ENVELOPE)
        .put("after", row(offset))
        .put("source", source(offset))
        .put("op", topic.isOfSnapshot(offset) ? "r" : "u")
        .put("ts_ms", millis(offset));
  }

  private Struct source(long offset) {
    long millis = millis(offset);
    Struct source =
        new Struct(SOURCE)
            .put("version", "bench")
            .put("connector", "postgresql")
            .put("name", "bench")
            .put("ts_ms", millis)
            .put("snapshot", snapshot(offset))
            .put("db", "bench")
            .put("ts_us", millis * MICROS_PER_MILLI)
            .put("ts_ns", millis * NANOS_PER_MILLI)
            .put("schema", "public")
            .put("table", "rows")
            .put("lsn", topic.lsn(offset));
    return topic.isOfSnapshot(offset) ? source : source.put("txId", topic.transaction(offset));
  }

  private String snapshot(long offset) {
    if (!topic.isOfSnapshot(offset)) {
      return "false";
    }
    if (offset == 0) {
      return "first";
    }
    return offset == topic.rows() - 1 ? "last" : "true";
  }

  /** A record has the same time whenever it is read. */
  private static long millis(long offset) {
    return FIRST_MILLIS + offset / PER_MILLI;
  }

  /** The record of an offset, as the worker gives it to the task. */
  SinkRecord sinkRecord(long offset) {
    ConnectHeaders headers = new ConnectHeaders();
    if (!topic.isOfSnapshot(offset)) {
      headers.addString(POSITION, topic.position(offset));
    }
    return new SinkRecord(
        TOPIC,
        0,
        KEY,
        key(offset),
        ENVELOPE,
        envelope(offset),
        offset,
        millis(offset),
        TimestampType.CREATE_TIME,
        headers);
  }
}
