/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import static io.waltap.connect.struct.StructValues.set;

import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.struct.StructValues;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** Makes the envelope's {@code source}: where an event comes from, in Debezium's schema. */
final class SourceBlock {
  static final Schema SCHEMA =
      SchemaBuilder.struct()
          .name("io.debezium.connector.postgresql.Source")
          .version(1)
          .field("version", Schema.STRING_SCHEMA)
          .field("connector", Schema.STRING_SCHEMA)
          .field("name", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.INT64_SCHEMA)
          .field(
              "snapshot",
              SchemaBuilder.string()
                  .name("io.debezium.data.Enum")
                  .version(1)
                  .parameter(
                      "allowed",
                      "true,first,first_in_data_collection,last_in_data_collection,last,false,incremental")
                  .defaultValue("false")
                  .optional()
                  .build())
          .field("db", Schema.STRING_SCHEMA)
          .field("sequence", Schema.OPTIONAL_STRING_SCHEMA)
          .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
          .field("ts_ns", Schema.OPTIONAL_INT64_SCHEMA)
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .field("txId", Schema.OPTIONAL_INT64_SCHEMA)
          .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
          .field("xmin", Schema.OPTIONAL_INT64_SCHEMA)
          .field("origin", Schema.OPTIONAL_STRING_SCHEMA)
          .field("origin_lsn", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  private static final Field VERSION = SCHEMA.field("version");
  private static final Field CONNECTOR = SCHEMA.field("connector");
  private static final Field NAME = SCHEMA.field("name");
  private static final Field TS_MS = SCHEMA.field("ts_ms");
  private static final Field SNAPSHOT = SCHEMA.field("snapshot");
  private static final Field DB = SCHEMA.field("db");
  private static final Field SEQUENCE = SCHEMA.field("sequence");
  private static final Field TS_US = SCHEMA.field("ts_us");
  private static final Field TS_NS = SCHEMA.field("ts_ns");
  private static final Field SCHEMA_NAME = SCHEMA.field("schema");
  private static final Field TABLE = SCHEMA.field("table");
  private static final Field TX_ID = SCHEMA.field("txId");
  private static final Field LSN = SCHEMA.field("lsn");
  private static final Field ORIGIN = SCHEMA.field("origin");
  private static final Field ORIGIN_LSN = SCHEMA.field("origin_lsn");

  private final String version;
  private final String name;
  private final String database;

  SourceBlock(String version, String name, String database) {
    this.version = version;
    this.name = name;
    this.database = database;
  }

  /** The source of a change in a transaction. */
  Struct streamed(Transaction transaction, String schema, String table, long lsn) {
    Struct source = common(transaction.sourceTime(), schema, table);
    set(source, SEQUENCE, transaction.sequence(lsn));
    set(source, LSN, lsn);
    set(source, TX_ID, transaction.sourceTxId());
    if (transaction.origin() != null) {
      set(source, ORIGIN, transaction.origin());
      set(source, ORIGIN_LSN, transaction.originLsn());
    }
    return source;
  }

  /**
   * The source of a row that a snapshot read. All rows of a table have the same source, except for
   * the marker: see {@link #marked}.
   *
   * @param xid id of the snapshot's transaction, 0 if it has none
   */
  Struct snapshot(long timeMicros, Relation relation, long xid, long lsn, String marker) {
    Struct source = common(EventTime.ofMicros(timeMicros), relation.namespace(), relation.name());
    set(source, SNAPSHOT, marker);
    set(source, SEQUENCE, "[null,\"" + lsn + "\"]");
    set(source, LSN, lsn);
    if (xid != 0) {
      set(source, TX_ID, xid);
    }
    return source;
  }

  /**
   * A copy with the marker of another row. A row also gets a copy if a transformation may change
   * it.
   */
  static Struct marked(Struct source, String marker) {
    Struct copy = StructValues.copy(source);
    set(copy, SNAPSHOT, marker);
    return copy;
  }

  private Struct common(EventTime time, String schema, String table) {
    Struct source = new Struct(SCHEMA);
    set(source, VERSION, version);
    set(source, CONNECTOR, "postgresql");
    set(source, NAME, name);
    set(source, TS_MS, time.millis());
    set(source, DB, database);
    set(source, TS_US, time.micros());
    set(source, TS_NS, time.nanos());
    set(source, SCHEMA_NAME, schema);
    set(source, TABLE, table);
    return source;
  }
}
