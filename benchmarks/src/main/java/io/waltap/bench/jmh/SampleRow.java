/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.jmh;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.pgoutput.PgOutputMessage;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.schema.TableCatalog;
import io.waltap.connect.schema.TableFacts;
import io.waltap.connect.schema.TableFacts.ColumnFacts;
import io.waltap.connect.schema.TableFacts.DefaultValue;
import io.waltap.connect.schema.TopicNaming;
import io.waltap.connect.table.Membership;
import io.waltap.connect.table.TableLife.Streaming;
import io.waltap.connect.table.Tables;
import io.waltap.connect.types.PgType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A table of twelve columns of built-in types, and one row of the table as the server sends it. */
final class SampleRow {
  static final int OID = 16_400;
  static final long COMMIT_LSN = 0x2000_0000L;
  static final long COMMIT_MICROS = 1_700_000_000_000_000L;

  /**
   * pgjdbc returns a message as a slice that starts after so many bytes of the replication
   * protocol.
   */
  private static final int HEADER = 25;

  private static final int NO_MODIFIER = -1;
  private static final int MODIFIER_OFFSET = 4;

  private static final List<RelationColumn> COLUMNS =
      List.of(
          column("id", 20, NO_MODIFIER),
          column("device", 23, NO_MODIFIER),
          column("kind", 21, NO_MODIFIER),
          column("name", 25, NO_MODIFIER),
          column("label", 1043, 40 + MODIFIER_OFFSET),
          column("active", 16, NO_MODIFIER),
          column("level", 701, NO_MODIFIER),
          column("amount", 1700, (12 << 16 | 2) + MODIFIER_OFFSET),
          column("taken_at", 1184, NO_MODIFIER),
          column("local_at", 1114, NO_MODIFIER),
          column("day", 1082, NO_MODIFIER),
          column("tag", 2950, NO_MODIFIER));

  private SampleRow() {}

  static Relation relation() {
    return new Relation(OID, "public", "readings", ReplicaIdentity.DEFAULT, COLUMNS);
  }

  static PgOutputMessage.Begin begin() {
    return new PgOutputMessage.Begin(COMMIT_LSN, COMMIT_MICROS, 750);
  }

  static ConnectorConfig config() {
    return new ConnectorConfig(
        Map.of(
            "name", "bench",
            "topic.prefix", "bench",
            "database.hostname", "localhost",
            "database.user", "bench",
            "database.dbname", "bench"));
  }

  static TopicNaming topics() {
    return new TopicNaming("bench", ".", "__debezium-heartbeat", "transaction");
  }

  static TableCatalog catalog() {
    List<ColumnFacts> columns =
        COLUMNS.stream()
            .map(
                column ->
                    new ColumnFacts(
                        column.name(),
                        column.typeOid(),
                        column.typmod(),
                        true,
                        false,
                        new DefaultValue.None(),
                        null,
                        COLUMNS.indexOf(column) + 1,
                        null))
            .toList();
    TableFacts facts = new TableFacts(columns, List.of("id"), List.of(), List.of(), null, true);
    return new TableCatalog() {
      @Override
      public TableFacts findTable(int relationOid) {
        return facts;
      }

      @Override
      public PgType findType(int oid) {
        return null; // all are built in
      }
    };
  }

  /** Returns the Insert message in binary form. */
  static ByteBuffer insert() {
    Bytes message = new Bytes();
    message.int8('I').int32(OID).int8('N').int16(COLUMNS.size());
    message.value(8).int64(4_711_000_815L);
    message.value(4).int32(1234);
    message.value(2).int16(3);
    message.text("device number 1234");
    message.text("c4ca4238a0b923820dcc509a");
    message.value(1).int8(1);
    message.value(8).int64(Double.doubleToLongBits(17.25));
    // 1234.56: two digits of base 10000, weight 0, positive, scale 2
    message.value(12).int16(2).int16(0).int16(0).int16(2).int16(1234).int16(5600);
    message.value(8).int64(753_364_800_123_456L);
    message.value(8).int64(753_364_800_123_456L);
    message.value(4).int32(8719);
    message.value(16).int64(0x0123_4567_89AB_4CDEL).int64(0x8123_4567_89AB_CDEFL);
    byte[] bytes = message.bytes();
    ByteBuffer whole = ByteBuffer.allocate(HEADER + bytes.length);
    whole.position(HEADER);
    whole.put(bytes);
    whole.position(HEADER);
    return whole.slice();
  }

  private static RelationColumn column(String name, int typeOid, int typmod) {
    return new RelationColumn(name.equals("id"), name, typeOid, typmod);
  }

  /** Writes numbers in network byte order. */
  private static final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Bytes int8(int value) {
      out.write(value);
      return this;
    }

    Bytes int16(int value) {
      return int8(value >> 8).int8(value);
    }

    Bytes int32(int value) {
      return int16(value >> 16).int16(value);
    }

    Bytes int64(long value) {
      return int32((int) (value >> 32)).int32((int) value);
    }

    /** Writes what precedes a value in binary form. */
    Bytes value(int length) {
      return int8('b').int32(length);
    }

    Bytes text(String value) {
      byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
      value(encoded.length);
      out.writeBytes(encoded);
      return this;
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }

  /** The table, as one that streams. */
  static Tables captured() {
    Tables tables = new Tables(config().topics().prefix(), Map.of(), (lane, relation) -> null);
    Relation relation = relation();
    tables.add(relation.oid(), relation.id(), Membership.UNKNOWN, Streaming.INSTANCE);
    return tables;
  }
}
