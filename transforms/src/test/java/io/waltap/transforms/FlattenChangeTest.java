/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.change.Envelopes;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;

class FlattenChangeTest {
  private static final Struct OLD = Envelopes.row(1, "old");
  private static final Struct NEW = Envelopes.row(1, "new");

  @Test
  void anInsertBecomesTheRowWithWhatHappened() {
    SinkRecord out = flatten(Map.of()).apply(Envelopes.record(Envelopes.change("c", null, NEW)));

    Struct row = (Struct) out.value();
    row.validate();
    assertThat(names(row.schema()))
        .containsExactly(
            "id",
            "name",
            "amount",
            "weight",
            "at",
            "tags",
            "doc",
            "_op",
            "_ts",
            "_lsn",
            "_txid",
            "_seq",
            "_is_deleted",
            "_unchanged");
    assertThat(row.get("id")).isEqualTo(1);
    assertThat(row.get("name")).isEqualTo("new");
    assertThat(row.get("amount")).isEqualTo(new BigDecimal("12.30"));
    assertThat(row.getStruct("weight").get("value")).isEqualTo(new byte[] {25});
    assertThat(row.get("at")).isEqualTo(1_582_979_696_789_012L);
    assertThat(row.get("_op")).isEqualTo("c");
    assertThat(row.get("_ts")).isEqualTo(1_700_000_000_123_456L);
    assertThat(row.schema().field("_ts").schema().name()).isEqualTo("io.waltap.time.InstantMicros");
    assertThat(row.get("_lsn")).isEqualTo(620L);
    assertThat(row.get("_txid")).isEqualTo(77L);
    assertThat(row.get("_seq")).isEqualTo(4711L);
    assertThat(row.get("_is_deleted")).isEqualTo(false);
    assertThat(row.get("_unchanged")).isNull();
    assertThat(row.schema().name()).isEqualTo("srv.public.orders.Row");
    assertThat(out.valueSchema()).isSameAs(row.schema());
  }

  @Test
  void keyHeadersAndTimestampStay() {
    SinkRecord in =
        Envelopes.record(
            Envelopes.change("r", null, NEW), new ConnectHeaders().addString("h", "x"));

    SinkRecord out = flatten(Map.of()).apply(in);

    assertThat(out.key()).isEqualTo("key");
    assertThat(out.keySchema()).isEqualTo(Schema.STRING_SCHEMA);
    assertThat(out.headers().lastWithName("h").value()).isEqualTo("x");
    assertThat(out.timestamp()).isEqualTo(in.timestamp());
    assertThat(((Struct) out.value()).get("_op")).isEqualTo("r");
  }

  @Test
  void aNullStaysANullWhateverTheDefault() {
    Struct after = Envelopes.row(1, null).put("amount", null);

    Struct row = row(Map.of("before.field", "_before"), Envelopes.change("u", after, after));

    assertThat(row.get("name")).isNull();
    assertThat(row.get("amount")).isNull();
    assertThat(row.getStruct("_before").get("name")).isNull();
    assertThat(row.schema().fields())
        .allSatisfy(
            field -> {
              assertThat(field.schema().isOptional()).isTrue();
              assertThat(field.schema().defaultValue()).isNull();
            });
  }

  @Test
  void aDeleteCarriesTheDeletedRow() {
    Struct row =
        row(
            Map.of("before.field", "_before", "layout", "struct"),
            Envelopes.change("d", OLD, null));

    assertThat(row.get("name")).isEqualTo("old");
    assertThat(row.get("_op")).isEqualTo("d");
    assertThat(row.get("_is_deleted")).isEqualTo(true);
    assertThat(row.getStruct("_before").get("name")).isEqualTo("old");
    assertThat(row.get("old")).isNull();
  }

  @Test
  void layoutRowHasNoOldValues() {
    Struct row = row(Map.of("flatten", "false"), Envelopes.change("u", OLD, NEW));

    assertThat(row.get("name")).isEqualTo("new");
    assertThat(names(row.schema())).doesNotContain("old", "old.name", "new.name");
  }

  @Test
  void layoutColumnsPutsOldValuesIntoColumnsWithAPrefix() {
    Struct row = row(Map.of("layout", "columns"), Envelopes.change("u", OLD, NEW));

    assertThat(row.get("name")).isEqualTo("new");
    assertThat(row.get("old.name")).isEqualTo("old");
    assertThat(names(row.schema())).doesNotContain("new.name");
  }

  @Test
  void layoutColumnsNotFlattenedHasAPrefixForBoth() {
    Struct row =
        row(
            Map.of(
                "layout",
                "columns",
                "flatten",
                "false",
                "old.prefix",
                "@old.",
                "new.prefix",
                "@new."),
            Envelopes.change("u", OLD, NEW));

    assertThat(row.get("@new.name")).isEqualTo("new");
    assertThat(row.get("@old.name")).isEqualTo("old");
    assertThat(names(row.schema())).doesNotContain("name");
  }

  @Test
  void layoutStructPutsOldValuesIntoAStruct() {
    Struct row = row(Map.of("layout", "struct"), Envelopes.change("u", OLD, NEW));

    assertThat(row.get("name")).isEqualTo("new");
    assertThat(row.getStruct("old").get("name")).isEqualTo("old");
    row.validate();
  }

  @Test
  void layoutStructNotFlattenedHasAStructForBoth() {
    Struct row =
        row(Map.of("layout", "struct", "flatten", "false"), Envelopes.change("u", OLD, NEW));

    assertThat(row.getStruct("new").get("name")).isEqualTo("new");
    assertThat(row.getStruct("old").get("name")).isEqualTo("old");
    assertThat(names(row.schema())).startsWith("new", "old", "_op");
  }

  @Test
  void layoutMapPutsOldValuesAsTextIntoAMap() {
    Struct row = row(Map.of("layout", "map"), Envelopes.change("u", OLD, NEW));

    assertThat(row.get("name")).isEqualTo("new");
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("id", "1");
    expected.put("name", "old");
    expected.put("amount", "12.30");
    expected.put("weight", "2.5");
    expected.put("at", "2020-02-29T12:34:56.789012");
    expected.put("tags", null);
    expected.put("doc", null);
    assertThat(row.<String, String>getMap("old")).isEqualTo(expected);
  }

  @Test
  void layoutMapNotFlattenedHasAMapForBoth() {
    Struct row =
        row(
            Map.of("layout", "map", "flatten", "false"),
            Envelopes.change("c", null, Envelopes.row(1, "new").put("tags", List.of("a\"b", "c"))));

    assertThat(row.<String, String>getMap("new"))
        .containsEntry("name", "new")
        .containsEntry("tags", "[\"a\\\"b\",\"c\"]");
    assertThat(row.get("old")).isNull();
  }

  @Test
  void namesOfMetadataCanBeChangedAndLeftOut() {
    Struct row =
        row(
            Map.of("op.field", "what", "ts.field", "", "unchanged.field", ""),
            Envelopes.change("c", null, NEW));

    assertThat(row.get("what")).isEqualTo("c");
    assertThat(names(row.schema())).doesNotContain("_op", "_ts", "_unchanged", "");
  }

  @Test
  void aTruncateIsARowOfNullsOrNothing() {
    Struct truncate = Envelopes.change("t", null, null);

    Struct row = row(Map.of("layout", "columns"), truncate);
    assertThat(row.get("_op")).isEqualTo("t");
    assertThat(row.get("id")).isNull();
    assertThat(row.get("_is_deleted")).isEqualTo(false);
    assertThat(row.get("_lsn")).isEqualTo(620L);
    assertThat(flatten(Map.of("truncate", "drop")).apply(Envelopes.record(truncate))).isNull();
  }

  @Test
  void tombstonesAreDroppedPassedOrRefused() {
    SinkRecord tombstone = Envelopes.record(null);

    assertThat(flatten(Map.of()).apply(tombstone)).isNull();
    assertThat(flatten(Map.of("on.control", "pass")).apply(tombstone)).isSameAs(tombstone);
    FlattenChange<SinkRecord> failing = flatten(Map.of("on.control", "fail"));
    assertThatThrownBy(() -> failing.apply(tombstone))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(Envelopes.TOPIC);
  }

  // Guards against: a change log that stops, or gets a row, for a marker of
  // mirror.signals.enabled.
  @Test
  void aMarkerForAMirrorIsDroppedInASinkAndPassesInASource() {
    SinkRecord marker = Envelopes.marker();
    SourceRecord sent =
        new SourceRecord(Map.of(), Map.of(), Envelopes.TOPIC, 0, null, null, null, null);
    FlattenChange<SourceRecord> source = new FlattenChange<>();
    source.configure(Map.of());

    assertThat(flatten(Map.of()).apply(marker)).isNull();
    assertThat(flatten(Map.of("on.control", "pass")).apply(marker)).isSameAs(marker);
    assertThat(source.apply(sent)).isSameAs(sent);
  }

  // Guards against: positions that Connect never stores, because their records are dropped.
  @Test
  void aSourcesControlRecordsPass() {
    SourceRecord tombstone =
        new SourceRecord(
            Map.of(), Map.of(), Envelopes.TOPIC, Schema.STRING_SCHEMA, "key", null, null);
    FlattenChange<SourceRecord> flatten = new FlattenChange<>();
    flatten.configure(Map.of());

    assertThat(flatten.apply(tombstone)).isSameAs(tombstone);
  }

  // Guards against: a sink of another kind that cannot name its tables by renamed topics.
  @Test
  void aTopicThatWasRenamedIsNothingToThisTransformation() {
    SinkRecord record = Envelopes.record(Envelopes.change("c", null, NEW));
    SinkRecord renamed =
        record.newRecord(
            "orders",
            record.kafkaPartition(),
            record.keySchema(),
            record.key(),
            record.valueSchema(),
            record.value(),
            record.timestamp());

    assertThat(flatten(Map.of()).apply(renamed).topic()).isEqualTo("orders");
  }

  @Test
  void heartbeatsAndMessagesAreNoRows() {
    Schema heartbeat =
        SchemaBuilder.struct()
            .name("io.debezium.connector.common.Heartbeat")
            .version(1)
            .field("ts_ms", Schema.INT64_SCHEMA)
            .build();
    Schema message =
        SchemaBuilder.struct()
            .name("io.debezium.connector.postgresql.MessageValue")
            .version(1)
            .field("op", Schema.STRING_SCHEMA)
            .field("source", Envelopes.SOURCE)
            .build();
    FlattenChange<SinkRecord> flatten = flatten(Map.of());

    assertThat(flatten.apply(Envelopes.record(new Struct(heartbeat).put("ts_ms", 1L)))).isNull();
    assertThat(
            flatten.apply(
                Envelopes.record(
                    new Struct(message).put("op", "m").put("source", Envelopes.source()))))
        .isNull();
  }

  @Test
  void aValueWithoutSchemaIsRefusedSinceItWouldBeDroppedSilently() {
    SinkRecord schemaless =
        Envelopes.record(Envelopes.TOPIC, null, Map.of("op", "c"), new ConnectHeaders());
    FlattenChange<SinkRecord> flatten = flatten(Map.of());

    assertThatThrownBy(() -> flatten.apply(schemaless))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("schemas.enable");
  }

  @Test
  void columnsThatWereNotSentAreNullAndNamed() {
    Struct after = Envelopes.row(1, "new").put("doc", "placeholder");
    Struct update = Envelopes.change("u", null, after);
    Schema names = SchemaBuilder.array(Schema.STRING_SCHEMA).build();

    List<ConnectHeaders> forms =
        List.of(
            headers(h -> h.addList("__waltap.unavailable", List.of("doc", "tags"), names)),
            headers(h -> h.addString("__waltap.unavailable", "doc, tags")),
            headers(h -> h.addString("__waltap.unavailable", "[\"doc\",\"tags\"]")));

    assertThat(forms)
        .allSatisfy(
            headers -> {
              Struct row =
                  (Struct) flatten(Map.of()).apply(Envelopes.record(update, headers)).value();
              assertThat(row.get("doc")).isNull();
              assertThat(row.get("name")).isEqualTo("new");
              assertThat(row.<String>getArray("_unchanged")).containsExactly("doc", "tags");
            });
  }

  // Guards against: 0, "" and 1970 in the lake, which PostgreSQL never had.
  @Test
  void aDeleteHasNoValuesThatWereNotSent() {
    Struct old = Envelopes.row(1, "").put("at", 0L);
    Struct delete = Envelopes.change("d", old, null);
    ConnectHeaders headers = new ConnectHeaders();
    headers.addString("__waltap.unavailable", "name,amount,weight,at,tags,doc");

    Struct row =
        (Struct)
            flatten(Map.of("before.field", "_before"))
                .apply(Envelopes.record(delete, headers))
                .value();
    assertThat(row.get("id")).isEqualTo(1);
    assertThat(row.get("name")).isNull();
    assertThat(row.get("weight")).isNull();
    assertThat(row.get("at")).isNull();
    assertThat(row.getStruct("_before").get("id")).isEqualTo(1);
    assertThat(row.getStruct("_before").get("name")).isNull();
    assertThat(row.get("_unchanged"))
        .as("names only what a later row takes from an earlier one")
        .isNull();
  }

  @Test
  void oldValuesThatWereNotSentAreNull() {
    Struct update = Envelopes.change("u", Envelopes.row(1, ""), NEW);
    ConnectHeaders headers = new ConnectHeaders();
    headers.addString("__waltap.unavailable", "doc");
    headers.addString("__waltap.unavailable.before", "name,amount,weight,at,tags,doc");

    Struct row =
        (Struct)
            flatten(Map.of("layout", "columns")).apply(Envelopes.record(update, headers)).value();
    assertThat(row.get("name")).isEqualTo("new");
    assertThat(row.get("old.id")).isEqualTo(1);
    assertThat(row.get("old.name")).isNull();
    assertThat(row.<String>getArray("_unchanged")).containsExactly("doc");
  }

  // Guards against: tables that Spark, Trino and DuckDB cannot read, since two columns have a name.
  @Test
  void columnsThatDifferInCaseOnlyLandUnderNamesOfTheirOwn() {
    Schema table =
        SchemaBuilder.struct()
            .name(Envelopes.TOPIC + ".Value")
            .field("Status", Schema.OPTIONAL_STRING_SCHEMA)
            .field("status", Schema.OPTIONAL_STRING_SCHEMA)
            .optional()
            .build();
    Struct change =
        new Struct(Envelopes.envelope(table))
            .put("op", "c")
            .put("after", new Struct(table).put("Status", "first").put("status", "hidden"))
            .put("source", Envelopes.source());
    ConnectHeaders headers = headers(h -> h.addString("__waltap.unavailable", "status"));

    Struct row = (Struct) flatten(Map.of()).apply(Envelopes.record(change, headers)).value();
    assertThat(names(row.schema())).startsWith("Status", "status_2", "_op");
    assertThat(row.get("Status")).isEqualTo("first");
    assertThat(row.get("status_2")).isNull();
    assertThat(row.<String>getArray("_unchanged")).containsExactly("status_2");

    Struct lower = row(Map.of("lower.case", "true", "layout", "struct"), change);
    assertThat(names(lower.schema())).startsWith("status", "status_2", "old");
    assertThat(names(lower.schema().field("old").schema())).containsExactly("status", "status_2");
  }

  @Test
  void withoutAnOffsetTheSequenceIsTheCommitBefore() {
    FlattenChange<SourceRecord> flatten = new FlattenChange<>();
    flatten.configure(Map.of());
    Struct streamed = Envelopes.change("c", null, NEW);
    Struct snapshot = Envelopes.change("r", null, NEW);
    snapshot.put("source", Envelopes.source().put("sequence", "[null,\"620\"]"));

    assertThat(sequence(flatten.apply(sourceRecord(streamed)))).isEqualTo(500L);
    assertThat(sequence(flatten.apply(sourceRecord(snapshot)))).isEqualTo(620L);
  }

  @Test
  void theTimeFallsBackToMilliseconds() {
    Struct change = Envelopes.change("c", null, NEW);
    change.put("source", Envelopes.source().put("ts_us", null));

    assertThat(row(Map.of(), change).get("_ts")).isEqualTo(1_700_000_000_123_000L);
  }

  @Test
  void theSameSchemaGivesTheSameSchema() {
    FlattenChange<SinkRecord> flatten = flatten(Map.of("layout", "struct"));
    SinkRecord first = flatten.apply(Envelopes.record(Envelopes.change("c", null, NEW)));
    SinkRecord second = flatten.apply(Envelopes.record(Envelopes.change("d", OLD, null)));

    assertThat(second.valueSchema()).isSameAs(first.valueSchema());
  }

  @Test
  void aColumnThatIsNamedLikeMetadataLandsUnderAnotherName() {
    Schema table =
        SchemaBuilder.struct()
            .name(Envelopes.TOPIC + ".Value")
            .field("_op", Schema.OPTIONAL_STRING_SCHEMA)
            .optional()
            .build();
    Struct change =
        new Struct(Envelopes.envelope(table))
            .put("op", "c")
            .put("after", new Struct(table).put("_op", "mine"))
            .put("source", Envelopes.source());

    Struct row = row(Map.of(), change);
    assertThat(row.get("_op")).isEqualTo("c");
    assertThat(row.get("_op_2")).isEqualTo("mine");
    assertThat(row(Map.of("op.field", "_operation"), change).get("_op")).isEqualTo("mine");
  }

  @Test
  void twoAddedColumnsOfOneNameAreRefused() {
    assertThatThrownBy(
            () -> row(Map.of("op.field", "_x", "ts.field", "_x"), Envelopes.change("c", null, NEW)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("_x")
        .hasMessageContaining("*.field");
  }

  @Test
  void anUnknownLayoutIsRefused() {
    assertThatThrownBy(() -> flatten(Map.of("layout", "columnar")))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void theWorkerFindsAllTransforms() {
    @SuppressWarnings("rawtypes")
    ServiceLoader<Transformation> transforms = ServiceLoader.load(Transformation.class);

    assertThat(transforms)
        .hasAtLeastOneElementOfType(FlattenChange.class)
        .hasAtLeastOneElementOfType(IcebergTypes.class)
        .hasAtLeastOneElementOfType(RouteTable.class)
        .allSatisfy(
            transform -> {
              assertThat(transform.version()).isNotBlank().doesNotContain("$");
              assertThat(transform.config().names()).isNotEmpty();
            });
  }

  private interface HeaderWriter {
    void write(ConnectHeaders headers);
  }

  private static ConnectHeaders headers(HeaderWriter writer) {
    ConnectHeaders headers = new ConnectHeaders();
    writer.write(headers);
    return headers;
  }

  private static FlattenChange<SinkRecord> flatten(Map<String, String> options) {
    FlattenChange<SinkRecord> flatten = new FlattenChange<>();
    flatten.configure(options);
    return flatten;
  }

  private static Struct row(Map<String, String> options, Struct change) {
    return (Struct) flatten(options).apply(Envelopes.record(change)).value();
  }

  private static SourceRecord sourceRecord(Struct value) {
    return new SourceRecord(Map.of(), Map.of(), Envelopes.TOPIC, value.schema(), value);
  }

  private static Object sequence(SourceRecord record) {
    return ((Struct) record.value()).get("_seq");
  }

  private static List<String> names(Schema schema) {
    return schema.fields().stream().map(Field::name).toList();
  }
}
