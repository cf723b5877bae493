/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** What becomes of a table's columns, from the relation and from what the catalog says. */
class TableSchemasTest {
  private static final int MOOD = 20_000;
  private static final int ORDER_NUMBER = 20_001;
  private static final int INT4 = 23;
  private static final int TEXT = 25;
  private static final int JSONB = 3802;
  private static final int NUMERIC = 1700;
  private static final int TIME = 1083;
  private static final int PG_LSN = 3220;

  /** Wire form of NaN: no digits, weight 0, the sign that says NaN, scale 0. */
  private static final byte[] NAN = {0, 0, 0, 0, (byte) 0xC0, 0, 0, 0};

  private static final byte[] ONE = {0, 0, 0, 1};

  private final Map<Integer, PgType> types = new HashMap<>();
  private TableFacts facts;
  private boolean utf8 = true;

  // Guards against: DataException at each restart for NaN in a NOT NULL column.
  @Test
  void aRequiredColumnWhoseValueHasNoRepresentationBecomesOptional() {
    Relation relation = relation(identity("id", INT4), column("n", NUMERIC));
    facts = facts(List.of("id"), required("id", INT4), required("n", NUMERIC));
    TableSchemas schemas = schemas();
    TableSchema schema = schemas.compile(relation, null);
    assertThat(schema.valueSchema().field("n").schema().isOptional()).isFalse();

    TupleData tuple = tuple(ONE, NAN);
    assertThatExceptionOfType(UnexpectedNullException.class)
        .isThrownBy(() -> schema.row(tuple, new ArrayList<>()))
        .satisfies(
            unexpected -> {
              TableSchema again = schemas.recompile(schema, unexpected);
              Struct row = again.row(tuple, new ArrayList<>());
              row.validate();
              assertThat(row.get("n")).isNull();
            });
  }

  @Test
  void soDoesMidnightAtTheEndOfADayAsAStruct() {
    Relation relation = relation(identity("id", INT4), column("t", TIME));
    facts = facts(List.of("id"), required("id", INT4), required("t", TIME));
    TableSchema schema = schemas("time.precision.mode", "structured").compile(relation, null);
    byte[] midnight = new byte[8];
    ByteBuffer.wrap(midnight).putLong(86_400_000_000L);

    assertThatExceptionOfType(UnexpectedNullException.class)
        .isThrownBy(() -> schema.row(tuple(ONE, midnight), new ArrayList<>()))
        .withMessageContaining("\"t\"");
  }

  // Guards against: rows whose key has no representation sharing the key null.
  @Test
  void aKeyWhoseValueHasNoRepresentationFailsTheTable() {
    Relation relation = relation(column("n", NUMERIC), column("v", TEXT));
    facts =
        new TableFacts(
            List.of(optional("n", NUMERIC), optional("v", TEXT)),
            List.of(),
            List.of("n"),
            List.of(),
            null,
            true);
    TableSchema schema = schemas().compile(relation, null);
    TupleData tuple = tuple(NAN, null);
    Struct row = schema.row(tuple, new ArrayList<>());

    assertThatExceptionOfType(UndeliverableTableException.class)
        .isThrownBy(() -> schema.key(row, tuple))
        .satisfies(
            failure -> {
              assertThat(failure.column()).isEqualTo("n");
              assertThat(failure.remedy()).contains("decimal.handling.mode");
            });
  }

  // Guards against: half a key, so that different rows have the same one.
  @Test
  void aKeyColumnOfATypeWithoutRepresentationIsEmittedAsItsText() {
    Relation relation =
        relation(identity("tenant", INT4), identity("id", PG_LSN), column("other", PG_LSN));
    facts =
        facts(
            List.of("tenant", "id"),
            required("tenant", INT4),
            required("id", PG_LSN),
            optional("other", PG_LSN));
    TableSchema schema = schemas().compile(relation, null);

    assertThat(names(schema.keySchema())).containsExactly("tenant", "id");
    assertThat(names(schema.valueSchema()))
        .as("columns outside of the key are left out as before")
        .containsExactly("tenant", "id");
    TupleData tuple = tuple(ONE, new byte[] {0, 0, 0, 0, 0, 0, 0, 2}, null);
    Struct key = schema.key(schema.row(tuple, new ArrayList<>()), tuple);
    assertThat(new String(key.getBytes("id"), StandardCharsets.UTF_8)).isEqualTo("0/2");
  }

  @Test
  void soIsAKeyOfACompositeType() {
    types.put(
        ORDER_NUMBER,
        new PgType(
            ORDER_NUMBER,
            "public",
            "orderno",
            PgType.Kind.COMPOSITE,
            0,
            -1,
            List.of(),
            List.of(),
            ',',
            false));
    Relation relation = relation(identity("id", ORDER_NUMBER));
    facts = facts(List.of("id"), required("id", ORDER_NUMBER));

    Schema key = schemas().compile(relation, null).keySchema();

    assertThat(key.field("id").schema()).isEqualTo(Schema.BYTES_SCHEMA);
  }

  // Guards against: tables under one key that is a part of their key, or under none.
  @Test
  void aKeyColumnThatIsNotSentFailsTheTable() {
    Relation sent = relation(identity("tenant", INT4), column("v", TEXT));
    facts =
        facts(
            List.of("tenant", "id"),
            required("tenant", INT4),
            required("id", INT4),
            optional("v", TEXT));

    assertThatExceptionOfType(UndeliverableTableException.class)
        .as("streamed: the table had \"id\" before \"v\"")
        .isThrownBy(() -> schemas().compile(sent, null))
        .satisfies(
            failure -> {
              assertThat(failure.column()).isEqualTo("id");
              assertThat(failure.remedy()).contains("message.key.columns=public.t:");
            });
    assertThatExceptionOfType(UndeliverableTableException.class)
        .isThrownBy(() -> schemas().compileForSnapshot(sent));
  }

  @Test
  void withMessageKeyColumnsItDoesNot() {
    Relation sent = relation(identity("tenant", INT4), column("v", TEXT));
    facts =
        facts(
            List.of("tenant", "id"),
            required("tenant", INT4),
            required("id", INT4),
            optional("v", TEXT));

    TableSchema schema =
        schemas("message.key.columns", "public.t:tenant,v").compileForSnapshot(sent);

    assertThat(names(schema.keySchema())).containsExactly("tenant", "v");
  }

  // Guards against: a table that is taken for broken because the catalog is ahead of the stream.
  @Test
  void aKeyColumnThatWasAddedSinceIsNoPartOfTheKeyYet() {
    Relation before = relation(identity("tenant", INT4), column("v", TEXT));
    facts =
        facts(
            List.of("tenant", "id"),
            required("tenant", INT4),
            optional("v", TEXT),
            required("id", INT4));

    assertThat(names(schemas().compile(before, null).keySchema())).containsExactly("tenant");
  }

  // Guards against: StaleTypeException from a default, which only code for rows caught.
  @Test
  void theDefaultOfANewEnumLabelIsReadWithItsType() {
    mood("a");
    Relation first = relation(column("m", MOOD));
    facts = facts(List.of(), withDefault("m", "a"));
    TableSchemas schemas = schemas();
    schemas.compile(first, null);

    mood("a", "c");
    facts = facts(List.of(), withDefault("m", "c"));
    Schema schema = schemas.compile(first, null).valueSchema().field("m").schema();

    assertThat(schema.defaultValue()).isEqualTo("c");
    assertThat(schema.parameters()).containsEntry("allowed", "a,c");
  }

  @Test
  void aDefaultThatTheTypeDoesNotHaveIsLeftOut() {
    mood("a");
    facts = facts(List.of(), withDefault("m", "gone"));

    TableSchema schema = schemas().compile(relation(column("m", MOOD)), null);

    assertThat(schema.valueSchema().field("m").schema().defaultValue()).isNull();
  }

  // Guards against: SchemaBuilderException on the stream's thread for two fields of one name.
  @Test
  void namesThatBecomeEqualAreNumbered() {
    Relation relation =
        relation(
            identity("id", INT4),
            column("a-b", INT4),
            column("a_b", INT4),
            column("a b", INT4),
            column("1x", INT4),
            column("_1x", INT4));

    TableSchema schema = schemas("field.name.adjustment.mode", "avro").compile(relation, null);

    assertThat(names(schema.valueSchema()))
        .containsExactly("id", "a_b", "a_b_2", "a_b_3", "_1x", "_1x_2");
  }

  @Test
  void aNumberedNameIsTheSameInRowAndKey() {
    Relation relation = relation(column("a-b", INT4), identity("a_b", INT4));
    facts = facts(List.of("a_b"), optional("a-b", INT4), required("a_b", INT4));

    TableSchema schema = schemas("field.name.adjustment.mode", "avro").compile(relation, null);
    TupleData tuple = tuple(null, ONE);
    Struct key = schema.key(schema.row(tuple, new ArrayList<>()), tuple);

    assertThat(key.getInt32("a_b_2")).isEqualTo(1);
  }

  // Guards against: the text of a mask in a column of numbers.
  @Test
  void aMaskOfACharacterCountLeavesNumbersAlone() {
    Relation relation = relation(column("n", INT4));
    facts = facts(List.of(), optional("n", INT4));
    TableSchema schema = schemas("column.mask.with.3.chars", "public.t.n").compile(relation, null);

    Struct row = schema.row(tuple((byte[]) null), new ArrayList<>());

    row.validate();
    assertThat(row.get("n")).isNull();
  }

  // Guards against: a database with the encoding SQL_ASCII that cannot be captured, or whose texts
  // are altered.
  @Test
  void textOfSqlAsciiIsUtf8OrInTheFallbackCharset() {
    utf8 = false;
    Relation relation = relation(column("a", TEXT), column("b", TEXT), column("c", JSONB));
    TableSchema schema =
        schemas("database.fallback.charset", "windows-1252").compile(relation, null);
    byte[] utf8Bytes = "\u00E9".getBytes(StandardCharsets.UTF_8);

    Struct row =
        schema.row(
            tuple(utf8Bytes, new byte[] {'x', (byte) 0xE9}, new byte[] {1, '"', (byte) 0xE9, '"'}),
            new ArrayList<>());

    assertThat(row.getString("a")).isEqualTo("\u00E9");
    assertThat(row.getString("b")).isEqualTo("x\u00E9");
    assertThat(row.getString("c")).isEqualTo("\"\u00E9\"");
  }

  @Test
  void withoutAFallbackCharsetOtherBytesAreReplaced() {
    utf8 = false;
    TableSchema schema = schemas().compile(relation(column("a", TEXT)), null);

    Struct row = schema.row(tuple(new byte[] {'x', (byte) 0xE9}), new ArrayList<>());

    assertThat(row.getString("a")).isEqualTo("x\uFFFD");
  }

  private void mood(String... labels) {
    types.put(
        MOOD,
        new PgType(
            MOOD,
            "public",
            "mood",
            PgType.Kind.ENUM,
            0,
            -1,
            List.of(labels),
            List.of(),
            ',',
            false));
  }

  private static Relation relation(RelationColumn... columns) {
    return new Relation(16_400, "public", "t", ReplicaIdentity.DEFAULT, List.of(columns));
  }

  private static RelationColumn identity(String name, int type) {
    return new RelationColumn(true, name, type, -1);
  }

  private static RelationColumn column(String name, int type) {
    return new RelationColumn(false, name, type, -1);
  }

  private static TableFacts facts(List<String> primaryKey, ColumnFacts... columns) {
    return new TableFacts(List.of(columns), primaryKey, List.of(), List.of(), null, true);
  }

  private static ColumnFacts required(String name, int type) {
    return new ColumnFacts(name, type, -1, true, false, new DefaultValue.None(), null, 0, null);
  }

  private static ColumnFacts optional(String name, int type) {
    return new ColumnFacts(name, type, -1, false, false, new DefaultValue.None(), null, 0, null);
  }

  private static ColumnFacts withDefault(String name, String label) {
    DefaultValue value = new DefaultValue.Constant(label.getBytes(StandardCharsets.UTF_8), false);
    return new ColumnFacts(name, MOOD, -1, true, false, value, null, 0, null);
  }

  private static List<String> names(Schema schema) {
    return schema.fields().stream().map(Field::name).toList();
  }

  private static TupleData tuple(byte[]... values) {
    int size = 0;
    for (byte[] value : values) {
      size += value == null ? 0 : value.length;
    }
    byte[] data = new byte[size];
    TupleData.Builder tuple = new TupleData.Builder(data, values.length);
    int position = 0;
    for (byte[] value : values) {
      if (value == null) {
        tuple.addNull();
      } else {
        System.arraycopy(value, 0, data, position, value.length);
        tuple.addBinary(position, value.length);
        position += value.length;
      }
    }
    return tuple.build();
  }

  private TableSchemas schemas(String... more) {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "test");
    properties.put("topic.prefix", "srv");
    properties.put("database.hostname", "localhost");
    properties.put("database.user", "test");
    properties.put("database.dbname", "test");
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    TableCatalog catalog =
        new TableCatalog() {
          @Override
          public TableFacts findTable(int relationOid) {
            return facts;
          }

          @Override
          public PgType findType(int oid) {
            return types.get(oid);
          }

          @Override
          public boolean textIsUtf8() {
            return utf8;
          }
        };
    return new TableSchemas(
        new ConnectorConfig(properties), catalog, new TopicNaming("srv", ".", "hb", "tx"));
  }
}
