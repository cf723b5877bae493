/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.change.TypeMapping;
import io.waltap.mirror.Events;
import io.waltap.mirror.change.RowChange.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Types;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class ChangeReaderTest {
  private static final String UNAVAILABLE = "__waltap.unavailable";
  private static final String POSITION = "__waltap.position";

  private final Events events = new Events(Events.things(), "id");
  private final Struct row = events.row(7L, "seven", "long");
  private final ChangeReader reader = new ChangeReader(Events.TYPES, Events.PLACEHOLDER);

  @Test
  void theLetterSaysWhetherThereIsARow() {
    assertThat(List.of("r", "c", "u", "d", "t"))
        .extracting(letter -> reader.read(events.change(letter, row)).kind())
        .containsExactly(Kind.UPSERT, Kind.UPSERT, Kind.UPSERT, Kind.DELETE, Kind.TRUNCATE);
  }

  @Test
  void anUpdateHasKeyRowAndWhereItComesFrom() {
    RowChange change = reader.read(events.change("u", row));

    assertThat(change.key()).isEqualTo(key(7));
    assertThat(change.row().values()).containsExactly(7L, "seven", "long");
    assertThat(change.row().isWhole()).isTrue();
    assertThat(change.shape().keyNames()).containsExactly("id");
    assertThat(change.shape().index("big")).isEqualTo(2);
    assertThat(change.transaction()).isEqualTo(900);
    assertThat(change.lsn()).isEqualTo(5001);
    assertThat(change.time()).isEqualTo(5000);
    assertThat(change.offset()).isZero();
    assertThat(change.timestamp()).isEqualTo(7000);
    assertThat(change.position()).isNull();
  }

  @Test
  void aDeleteHasTheKeyAndNoRow() {
    RowChange change = reader.read(events.change("d", row));

    assertThat(change.key()).isEqualTo(key(7));
    assertThat(change.row()).isNull();
    assertThat(change.shape()).isNotNull();
  }

  @Test
  void aTruncateHasNoKeyAndNoShape() {
    RowChange change = reader.read(events.change("t", null));

    assertThat(change.key()).isNull();
    assertThat(change.shape()).isNull();
    assertThat(change.transaction()).isEqualTo(900);
    assertThat(change.lsn()).isEqualTo(5001);
  }

  @Test
  void whatIsNoChangeIsLeftOut() {
    Schema heartbeat =
        SchemaBuilder.struct().name("Heartbeat").field("ts_ms", Schema.INT64_SCHEMA).build();
    Struct message = new Struct(events.envelope()).put("source", source("false")).put("op", "m");

    assertThat(reader.read(other(events.key(row), null, null))).as("behind a delete").isNull();
    assertThat(reader.read(other(null, heartbeat, new Struct(heartbeat).put("ts_ms", 1L))))
        .as("a heartbeat")
        .isNull();
    assertThat(reader.read(other(null, events.envelope(), message))).as("a message").isNull();
  }

  // Guards against: a table that stops at a marker of the source, which has neither key nor value.
  @Test
  void aMarkerOfTheSourceIsNoChange() {
    for (String marker :
        List.of(
            "w1-open-0000000000000005-00000001-0000000000000000-00004010",
            "w1-watermark-0000000000000023-00060a2418202240",
            "w1-snapshot-begin-0000000000000010",
            "w1-snapshot-end-0000000000000010")) {
      Headers headers = new ConnectHeaders().addString("__waltap.marker", marker);

      assertThat(reader.read(events.sinkRecord(null, null, null, null, headers)))
          .as(marker)
          .isNull();
    }
  }

  @Test
  void aFlatRowIsRefusedWithTheWayOut() {
    for (String op : List.of("_op", "__op")) {
      Schema flat =
          SchemaBuilder.struct()
              .field("id", Schema.INT64_SCHEMA)
              .field(op, Schema.STRING_SCHEMA)
              .build();
      SinkRecord flatRecord = other(null, flat, new Struct(flat).put("id", 1L).put(op, "c"));

      assertThatThrownBy(() -> reader.read(flatRecord))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("FlattenChange")
          .hasMessageContaining("ExtractNewRecordState");
    }
  }

  @Test
  void aValueWithoutSchemaIsRefusedWithTheWayOut() {
    assertThatThrownBy(() -> reader.read(other(null, null, Map.of("op", "c"))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("schemas.enable=true");
  }

  @Test
  void aChangeWithoutKeyIsRefused() {
    SinkRecord change = events.change("c", row);
    SinkRecord keyless =
        change.newRecord(Events.TOPIC, 0, null, null, change.valueSchema(), change.value(), 1L);

    assertThatThrownBy(() -> reader.read(keyless))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no key");
  }

  @Test
  void aChangeWithoutRowIsRefused() {
    assertThatThrownBy(() -> reader.read(created(null, "false")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("after is null");
  }

  // Guards against: the substitute of a large value that is written over the value.
  @Test
  void theHeaderNamesUnsentColumnsAsAListAndAsText() {
    Headers list =
        new ConnectHeaders()
            .addList(
                UNAVAILABLE,
                List.of("big", "name"),
                SchemaBuilder.array(Schema.STRING_SCHEMA).build());

    assertThat(unknown("u", row, list)).containsExactly(1, 2);
    for (String text : List.of("big,name", "[big, name]", "[\"big\",\"name\"]")) {
      assertThat(unknown("u", row, new ConnectHeaders().addString(UNAVAILABLE, text)))
          .as(text)
          .containsExactly(1, 2);
    }
  }

  // Guards against: a substitute that lands as a value, because the names were not understood.
  @Test
  void aHeaderThatNamesNoColumnIsRefused() {
    Headers odd = new ConnectHeaders().addString(UNAVAILABLE, "b,ig");

    assertThatThrownBy(() -> reader.read(events.change("u", row, odd)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(UNAVAILABLE)
        .hasMessageContaining("header.converter");
  }

  @Test
  void debeziumsPlaceholderIsKnownInTextBytesAndLists() {
    Schema columns =
        SchemaBuilder.struct()
            .optional()
            .field("id", Schema.INT64_SCHEMA)
            .field("text", Schema.OPTIONAL_STRING_SCHEMA)
            .field("bytes", Schema.OPTIONAL_BYTES_SCHEMA)
            .field("list", SchemaBuilder.array(Schema.STRING_SCHEMA).optional().build())
            .build();
    Events large = new Events(columns, "id");
    byte[] bytes = Events.PLACEHOLDER.getBytes(StandardCharsets.UTF_8);
    List<String> list = List.of(Events.PLACEHOLDER);

    assertThat(unknown(large.change("u", large.row(1L, Events.PLACEHOLDER, bytes, list))))
        .containsExactly(1, 2, 3);
    assertThat(
            unknown(
                large.change(
                    "u", large.row(1L, "-" + Events.PLACEHOLDER, ByteBuffer.allocate(1), null))))
        .isEmpty();
    assertThat(
            unknown(
                large.change(
                    "u", large.row(1L, null, null, List.of(Events.PLACEHOLDER, "and more")))))
        .isEmpty();
  }

  @Test
  void thePositionIsRead() {
    String position = "p1-00000000000003e8-00000000000003e7-00000000-0";
    Headers known = new ConnectHeaders().addString(POSITION, position);

    assertThat(reader.read(events.change("c", row, known)).position()).isEqualTo(position);
  }

  // Guards against: changes that are applied again, because their positions were not understood.
  @Test
  void aPositionThatCannotBeReadIsRefused() {
    for (Headers odd :
        List.of(
            new ConnectHeaders().addString(POSITION, "p2-something-else"),
            new ConnectHeaders().addLong(POSITION, 5))) {
      assertThatThrownBy(() -> reader.read(events.change("c", row, odd)))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(POSITION)
          .hasMessageContaining("header.converter");
    }
  }

  // Guards against: the rows of a whole snapshot that wait for the end of one transaction.
  @Test
  void rowsOfASnapshotBelongToNoTransaction() {
    assertThat(reader.read(events.change("r", row)).transaction()).isEqualTo(-1);
    for (String snapshot : List.of("true", "first", "last", "incremental")) {
      assertThat(reader.read(created(row, snapshot)).transaction()).as(snapshot).isEqualTo(-1);
    }
    assertThat(reader.read(created(row, "false")).transaction()).isEqualTo(900);
    assertThat(reader.read(created(row, null)).transaction()).isEqualTo(900);
  }

  @Test
  void aSourceMayKnowNeitherLsnNorTransaction() {
    Schema source = SchemaBuilder.struct().field("db", Schema.OPTIONAL_STRING_SCHEMA).build();
    Events poor = new Events(Events.things(), source, "id");
    RowChange change = reader.read(poor.change("c", poor.row(1L, "a", "b")));

    assertThat(change.transaction()).isEqualTo(-1);
    assertThat(change.lsn()).isEqualTo(-1);
    assertThat(change.time()).isEqualTo(-1);
  }

  @Test
  void aSchemaThatComesBackHasAShapeOfItsOwn() {
    RowChange first = reader.read(events.change("c", row));
    RowChange same = reader.read(events.change("c", row));
    Events wide =
        new Events(
            SchemaBuilder.struct()
                .optional()
                .field("id", Schema.INT64_SCHEMA)
                .field("more", Schema.OPTIONAL_STRING_SCHEMA)
                .build(),
            "id");
    RowChange other = reader.read(wide.change("c", wide.row(7L, "x")));

    assertThat(same.shape()).isSameAs(first.shape());
    assertThat(other.shape()).isNotSameAs(first.shape());
    assertThat(other.shape().index("more")).isEqualTo(1);
    assertThat(other.key()).isEqualTo(first.key());
  }

  // Guards against: two rows whose keys become one value, so that one of them is lost.
  @Test
  void aKeyIsNeitherRoundedNorCut() {
    Schema moment =
        SchemaBuilder.int64().name("io.debezium.time.MicroTimestamp").optional().build();
    Events infinite =
        new Events(SchemaBuilder.struct().optional().field("at", moment).build(), "at");

    assertThatThrownBy(() -> reader.read(infinite.change("c", infinite.row(Long.MAX_VALUE))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("Column at");
  }

  @Test
  void aKeyThatWouldLandRoundedIsRefusedWithTheWayOut() {
    Schema number =
        SchemaBuilder.struct()
            .optional()
            .name("io.debezium.data.VariableScaleDecimal")
            .field("scale", Schema.INT32_SCHEMA)
            .field("value", Schema.BYTES_SCHEMA)
            .build();
    Events numbers = new Events(SchemaBuilder.struct().optional().field("n", number).build(), "n");
    Struct one = new Struct(number).put("scale", 0).put("value", new byte[] {1});
    ChangeReader rounding =
        new ChangeReader(
            new TypeMapping(
                Events.TYPES.timeAs(),
                Events.TYPES.uuidAs(),
                TypeMapping.UnboundedAs.DOUBLE,
                Events.TYPES.rule()),
            Events.PLACEHOLDER);

    assertThatThrownBy(() -> rounding.read(numbers.change("c", numbers.row(one))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("numeric.unbounded.as=string");
    assertThat(reader.read(numbers.change("c", numbers.row(one))).row().values())
        .containsExactly("1");
  }

  private SinkRecord created(Struct after, String snapshot) {
    Struct envelope =
        new Struct(events.envelope())
            .put("after", after)
            .put("source", source(snapshot))
            .put("op", "c");
    return events.sinkRecord(
        events.key(row).schema(),
        events.key(row),
        events.envelope(),
        envelope,
        new ConnectHeaders());
  }

  private Struct source(String snapshot) {
    return new Struct(events.envelope().field("source").schema())
        .put("lsn", 1L)
        .put("txId", 900L)
        .put("snapshot", snapshot);
  }

  private SinkRecord other(Struct key, Schema schema, Object value) {
    return events.sinkRecord(
        key == null ? null : key.schema(), key, schema, value, new ConnectHeaders());
  }

  private List<Integer> unknown(String op, Struct changed, Headers headers) {
    return unknown(events.change(op, changed, headers));
  }

  private List<Integer> unknown(SinkRecord change) {
    Row read = reader.read(change).row();
    return read.isWhole() ? List.of() : read.unknown().stream().boxed().toList();
  }

  private static Key key(long id) {
    return new KeyCodec(List.of(Types.LongType.get())).encode(new Object[] {id});
  }
}
