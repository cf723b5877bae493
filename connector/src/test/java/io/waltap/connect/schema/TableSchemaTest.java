/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.pgoutput.TupleData;
import io.waltap.connect.schema.TableFacts.ColumnFacts;
import io.waltap.connect.schema.TableFacts.DefaultValue;
import io.waltap.connect.types.PgType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class TableSchemaTest {
  private static final Relation RELATION =
      new Relation(
          16_400,
          "public",
          "visits",
          ReplicaIdentity.DEFAULT,
          List.of(
              new RelationColumn(true, "id", 20, -1),
              new RelationColumn(false, "note", 25, -1),
              new RelationColumn(false, "amount", 1700, -1),
              new RelationColumn(false, "seen", 1184, -1),
              new RelationColumn(false, "place", 600, -1),
              new RelationColumn(false, "scores", 1007, -1)));

  private static final byte[] ID = ByteBuffer.allocate(8).putLong(7).array();
  private static final byte[] NOTE = "n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] AMOUNT = shorts(2, 0, 0, 1, 12, 5000);
  private static final byte[] SEEN = ByteBuffer.allocate(8).putLong(1).array();
  private static final byte[] PLACE = ByteBuffer.allocate(16).putDouble(1).putDouble(2).array();
  private static final byte[] SCORES = ints(1, 0, 23, 1, 1, 4, 5);

  @Test
  void aRowHoldsWhatItsSchemaSays() {
    TableSchema schema = schema("id");

    Struct row = row(schema, ID, NOTE, AMOUNT, SEEN, PLACE, SCORES);

    assertThatCode(row::validate).doesNotThrowAnyException();
    assertThat(row.getInt64("id")).isEqualTo(7);
    assertThat(row.getString("note")).isEqualTo("n");
    assertThat(row.getStruct("amount").getInt32("scale")).isEqualTo(1);
    assertThat(row.getString("seen")).isEqualTo("2000-01-01T00:00:00.000001Z");
    assertThat(row.getStruct("place").getFloat64("y")).isEqualTo(2.0);
    assertThat(row.get("scores")).isEqualTo(List.of(5));
  }

  @Test
  void aRowIsTheSameAsOneThatWasFilledByPut() {
    TableSchema schema = schema("id");
    Struct row = row(schema, ID, null, AMOUNT, SEEN, null, SCORES);

    Struct put = new Struct(schema.valueSchema());
    for (Field field : schema.valueSchema().fields()) {
      put.put(field, row.getWithoutDefault(field.name()));
    }

    assertThat(row).isEqualTo(put);
  }

  @Test
  void theKeyHoldsTheRowsValues() {
    TableSchema schema = schema("id");
    TupleData tuple = tuple(ID, NOTE, AMOUNT, SEEN, PLACE, SCORES);

    Struct key = schema.key(schema.row(tuple, new ArrayList<>()), tuple);

    assertThatCode(key::validate).doesNotThrowAnyException();
    assertThat(key).isEqualTo(new Struct(schema.keySchema()).put("id", 7L));
  }

  @Test
  void nullInAColumnThatIsNotNullByNowIsRefused() {
    TableSchema schema = schema("id", "note");

    assertThatThrownBy(() -> row(schema, ID, null, AMOUNT, SEEN, PLACE, SCORES))
        .isInstanceOf(UnexpectedNullException.class)
        .hasMessageContaining("note");
  }

  private static Struct row(TableSchema schema, byte[]... values) {
    return schema.row(tuple(values), new ArrayList<>());
  }

  private static TupleData tuple(byte[]... values) {
    ByteBuffer data = ByteBuffer.allocate(1000);
    TupleData.Builder tuple = new TupleData.Builder(data.array(), values.length);
    for (byte[] value : values) {
      if (value == null) {
        tuple.addNull();
      } else {
        tuple.addBinary(data.position(), value.length);
        data.put(value);
      }
    }
    return tuple.build();
  }

  private static byte[] shorts(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length);
    for (int value : values) {
      bytes.putShort((short) value);
    }
    return bytes.array();
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  private static TableSchema schema(String... notNull) {
    List<ColumnFacts> columns =
        RELATION.columns().stream()
            .map(
                column ->
                    new ColumnFacts(
                        column.name(),
                        column.typeOid(),
                        column.typmod(),
                        List.of(notNull).contains(column.name()),
                        false,
                        new DefaultValue.None(),
                        null,
                        0,
                        null))
            .toList();
    TableFacts facts = new TableFacts(columns, List.of("id"), List.of(), List.of(), null, true);
    TableCatalog catalog =
        new TableCatalog() {
          @Override
          public TableFacts findTable(int relationOid) {
            return facts;
          }

          @Override
          public PgType findType(int oid) {
            return null; // all are built in
          }
        };
    ConnectorConfig config =
        new ConnectorConfig(
            Map.of(
                "name", "test",
                "topic.prefix", "srv",
                "database.hostname", "localhost",
                "database.user", "test",
                "database.dbname", "test"));
    return new TableSchemas(config, catalog, new TopicNaming("srv", ".", "hb", "transaction"))
        .compileForSnapshot(RELATION);
  }
}
