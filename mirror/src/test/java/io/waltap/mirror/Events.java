/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import io.waltap.change.OutOfRange;
import io.waltap.change.Temporals;
import io.waltap.change.TypeMapping;
import java.util.List;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.sink.SinkRecord;

/** Change events of a table whose columns and key a test chooses, as the records of a topic. */
public final class Events {
  public static final String TOPIC = "shop.public.things";
  public static final String PLACEHOLDER = "__debezium_unavailable_value";

  /** What a mirror does with types by default. */
  public static final TypeMapping TYPES =
      new TypeMapping(
          Temporals.TimeAs.TIME,
          TypeMapping.UuidAs.UUID,
          TypeMapping.UnboundedAs.STRING,
          OutOfRange.Rule.NULL);

  /** All changes are of one transaction. */
  private static final long TRANSACTION = 900;

  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
          .field("txId", Schema.OPTIONAL_INT64_SCHEMA)
          .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
          .field("snapshot", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  private final Schema row;
  private final Schema key;
  private final Schema source;
  private final Schema envelope;
  private long lsn = 5000;
  private long offset;

  /**
   * @param row the schema of rows, which is optional
   * @param keys the names of the key columns
   */
  public Events(Schema row, String... keys) {
    this(row, SOURCE, keys);
  }

  /**
   * @param source the schema of where a change comes from
   */
  public Events(Schema row, Schema source, String... keys) {
    this.row = row;
    this.source = source;
    this.envelope =
        SchemaBuilder.struct()
            .name("shop.public.things.Envelope")
            .field("before", row)
            .field("after", row)
            .field("source", source)
            .field("op", Schema.STRING_SCHEMA)
            .build();
    SchemaBuilder builder = SchemaBuilder.struct().name("shop.public.things.Key");
    for (String name : List.of(keys)) {
      builder.field(name, row.field(name).schema());
    }
    this.key = builder.build();
  }

  /** The schema of rows with two columns of text, as most tests need it. */
  public static Schema things() {
    return SchemaBuilder.struct()
        .optional()
        .name("shop.public.things.Value")
        .field("id", Schema.INT64_SCHEMA)
        .field("name", Schema.OPTIONAL_STRING_SCHEMA)
        .field("big", Schema.OPTIONAL_STRING_SCHEMA)
        .build();
  }

  /** A row: the values in the order of the columns. */
  public Struct row(Object... values) {
    Struct struct = new Struct(row);
    List<Field> fields = row.fields();
    for (int i = 0; i < values.length; i++) {
      struct.put(fields.get(i), values[i]);
    }
    return struct;
  }

  /** The schema of envelopes. */
  public Schema envelope() {
    return envelope;
  }

  /** The key of a row. */
  public Struct key(Struct of) {
    Struct struct = new Struct(key);
    for (Field field : key.fields()) {
      struct.put(field, of.get(field.name()));
    }
    return struct;
  }

  /**
   * The record of a change.
   *
   * @param op its letter; for {@code t} the row is ignored
   * @param changed the row after the change, or before a delete
   */
  public SinkRecord change(String op, Struct changed) {
    return change(op, changed, new ConnectHeaders());
  }

  /** The record of a change, with headers. */
  public SinkRecord change(String op, Struct changed, Headers headers) {
    boolean truncate = op.equals("t");
    Struct value =
        new Struct(envelope)
            .put("before", op.equals("d") ? changed : null)
            .put("after", truncate || op.equals("d") ? null : changed)
            .put("source", source(op))
            .put("op", op);
    return truncate
        ? sinkRecord(null, null, envelope, value, headers)
        : sinkRecord(key, key(changed), envelope, value, headers);
  }

  private Struct source(String op) {
    lsn++;
    Struct struct = new Struct(source);
    put(struct, "lsn", lsn);
    put(struct, "txId", TRANSACTION);
    put(struct, "ts_ms", 5L);
    put(struct, "snapshot", op.equals("r") ? "true" : "false");
    return struct;
  }

  private void put(Struct struct, String name, Object value) {
    if (source.field(name) != null) {
      struct.put(name, value);
    }
  }

  /** Any record of the topic. */
  public SinkRecord sinkRecord(
      Schema keySchema, Object recordKey, Schema valueSchema, Object value, Headers headers) {
    offset++;
    return new SinkRecord(
        TOPIC,
        0,
        keySchema,
        recordKey,
        valueSchema,
        value,
        offset - 1,
        7000 + offset - 1,
        TimestampType.CREATE_TIME,
        headers);
  }
}
