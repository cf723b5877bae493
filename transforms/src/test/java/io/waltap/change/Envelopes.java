/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import java.math.BigDecimal;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.sink.SinkRecord;

/** Change events of a table {@code public.orders}, as the connector emits them. */
public final class Envelopes {
  public static final String TOPIC = "srv.public.orders";

  /** A numeric without precision, NOT NULL. */
  public static final Schema UNBOUNDED =
      SchemaBuilder.struct()
          .name("io.debezium.data.VariableScaleDecimal")
          .version(1)
          .field("scale", Schema.INT32_SCHEMA)
          .field("value", Schema.BYTES_SCHEMA)
          .build();

  /** NOT NULL columns, and nullable columns with a default, which must not replace a NULL. */
  public static final Schema TABLE =
      SchemaBuilder.struct()
          .name(TOPIC + ".Value")
          .field("id", SchemaBuilder.int32().defaultValue(0).build())
          .field("name", SchemaBuilder.string().optional().defaultValue("anon").build())
          .field(
              "amount",
              Decimal.builder(2)
                  .parameter("connect.decimal.precision", "10")
                  .optional()
                  .defaultValue(new BigDecimal("7.00"))
                  .build())
          .field("weight", UNBOUNDED)
          .field("at", named(SchemaBuilder.int64(), "io.debezium.time.MicroTimestamp"))
          .field("tags", SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).optional().build())
          .field("doc", Schema.OPTIONAL_STRING_SCHEMA)
          .optional()
          .build();

  public static final Schema SOURCE =
      SchemaBuilder.struct()
          .name("io.debezium.connector.postgresql.Source")
          .version(1)
          .field("ts_ms", Schema.INT64_SCHEMA)
          .field("sequence", Schema.OPTIONAL_STRING_SCHEMA)
          .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .field("txId", Schema.OPTIONAL_INT64_SCHEMA)
          .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  public static final Schema ENVELOPE = envelope(TABLE);

  private Envelopes() {}

  public static Schema named(SchemaBuilder type, String name) {
    return type.name(name).version(1).optional().build();
  }

  public static Schema envelope(Schema table) {
    return SchemaBuilder.struct()
        .name(TOPIC + ".Envelope")
        .version(2)
        .field("before", table)
        .field("after", table)
        .field("source", SOURCE)
        .field("op", Schema.STRING_SCHEMA)
        .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
        .build();
  }

  public static Struct row(int id, String name) {
    return new Struct(TABLE)
        .put("id", id)
        .put("name", name)
        .put("amount", new BigDecimal("12.30"))
        .put("weight", new Struct(UNBOUNDED).put("scale", 1).put("value", new byte[] {25}))
        .put("at", 1_582_979_696_789_012L);
  }

  public static Struct change(String op, Struct before, Struct after) {
    return new Struct(ENVELOPE)
        .put("op", op)
        .put("before", before)
        .put("after", after)
        .put("source", source());
  }

  public static Struct source() {
    return new Struct(SOURCE)
        .put("ts_ms", 1_700_000_000_123L)
        .put("ts_us", 1_700_000_000_123_456L)
        .put("sequence", "[\"500\",\"620\"]")
        .put("schema", "public")
        .put("table", "orders")
        .put("txId", 77L)
        .put("lsn", 620L);
  }

  public static SinkRecord record(Struct value) {
    return record(value, new ConnectHeaders());
  }

  public static SinkRecord record(Struct value, Headers headers) {
    return record(TOPIC, value == null ? null : value.schema(), value, headers);
  }

  /** A marker of the source for a mirror: it has neither key nor value. */
  public static SinkRecord marker() {
    return new SinkRecord(
        TOPIC,
        0,
        null,
        null,
        null,
        null,
        4711L,
        1_700_000_000_999L,
        TimestampType.CREATE_TIME,
        new ConnectHeaders().addString("__waltap.marker", "w1-snapshot-end-0000000000000010"));
  }

  public static SinkRecord record(String topic, Schema schema, Object value, Headers headers) {
    return new SinkRecord(
        topic,
        0,
        Schema.STRING_SCHEMA,
        "key",
        schema,
        value,
        4711L,
        1_700_000_000_999L,
        TimestampType.CREATE_TIME,
        headers);
  }
}
