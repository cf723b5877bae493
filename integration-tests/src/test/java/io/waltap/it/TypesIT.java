/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Event;
import io.waltap.it.harness.Json;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every built-in type, and the types of the extensions that come with PostgreSQL, on every major
 * version. A value read by COPY and the same value from the stream must be equal.
 */
final class TypesIT {

  private static final String[] DEFINITIONS = {
    "CREATE EXTENSION citext",
    "CREATE EXTENSION hstore",
    "CREATE EXTENSION ltree",
    "CREATE EXTENSION isn",
    "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')",
    "CREATE DOMAIN posint AS integer CHECK (value > 0)",
    "CREATE DOMAIN dn AS numeric(10, 2)",
    "CREATE DOMAIN dtext AS varchar(20)",
    "CREATE TYPE comp AS (a int, b text)",
  };

  /**
   * Column | type | SQL literal | expected JSON. The expected JSON is empty if the test only
   * compares the snapshot with the stream. Bytes are base64. {@code docs/events-and-types.md} has
   * the mapping.
   */
  private static final String TYPES =
      """
      si | smallint | 1 | 1
      i | integer | 2 | 2
      bi | bigint | 3 | 3
      r | real | 1.5 | 1.5
      db | double precision | 2.5 | 2.5
      b | boolean | true | true
      o | oid | 4000000000 | 4000000000
      ss | smallserial | 5 | 5
      bs | bigserial | 6 | 6
      d32 | numeric(3,2) | 1.23 | "ew=="
      d4 | numeric(4) | 1234 | "BNI="
      dv | numeric | 123.4500 | {"scale": 2, "value": "MDk="}
      dneg | numeric(5,-2) | 12345 |
      vc | varchar(5) | 'abc' | "abc"
      vcu | varchar | 'abcd' | "abcd"
      ch | char(4) | 'ab' | "ab  "
      c1 | "char" | 'z' | "z"
      t | text | 'text' | "text"
      ct | citext | 'CiText' | "CiText"
      nm | name | 'nm' | "nm"
      ba | bytea | '\\x0102ff' | "AQL/"
      bit1 | bit(1) | B'1' | true
      bit5 | bit(5) | B'10110' | "Fg=="
      bit70 | bit(70) | repeat('10',35)::bit(70) | "qqqqqqqqqqoq"
      vb1 | varbit(1) | B'1' | true
      vb5 | varbit(5) | B'101' | "BQ=="
      vb20 | varbit(20) | B'00000000000000000001' | "AQ=="
      vbu | varbit | B'1000000001' | "AQI="
      ts | timestamp | '2020-02-29 12:34:56.789012' | 1582979696789012
      ts0 | timestamp(0) | '2020-02-29 12:34:56' | 1582979696000
      ts1 | timestamp(1) | '2020-02-29 12:34:56.7' | 1582979696700
      ts3 | timestamp(3) | '2020-02-29 12:34:56.789' | 1582979696789
      ts6 | timestamp(6) | '2020-02-29 12:34:56.789012' | 1582979696789012
      tstz | timestamptz | '2020-02-29 12:34:56.789012+02' | "2020-02-29T10:34:56.789012Z"
      tstz0 | timestamptz(0) | '2020-02-29 12:34:56+02' | "2020-02-29T10:34:56Z"
      tstz3 | timestamptz(3) | '2020-02-29 12:34:56.700+02' | "2020-02-29T10:34:56.700Z"
      d | date | '2020-02-29' | 18321
      ti | time | '12:34:56.789012' | 45296789012
      ti0 | time(0) | '12:34:56' | 45296000
      ti3 | time(3) | '12:34:56.789' | 45296789
      ttz | timetz | '12:34:56.789012+02' | "10:34:56.789012Z"
      ttz3 | timetz(3) | '12:34:56.789+02' | "10:34:56.789Z"
      iv | interval | '1 year 2 mons 3 days 04:05:06.789' | 37091106789000
      j | json | '{"a": 1}' | "{\\"a\\": 1}"
      jb | jsonb | '{"b":  [1, 2]}' | "{\\"b\\": [1, 2]}"
      x | xml | '<a>1</a>' | "<a>1</a>"
      u | uuid | '9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a11' | "9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a11"
      m | money | '1234.56' | "AeJA"
      inet1 | inet | '10.1.2.3/24' | "10.1.2.3/24"
      inet2 | inet | '10.1.2.3/32' | "10.1.2.3"
      cidr1 | cidr | '10.1.0.0/16' | "10.1.0.0/16"
      mac | macaddr | '08:00:2b:01:02:03' | "08:00:2b:01:02:03"
      mac8 | macaddr8 | '08:00:2b:01:02:03:04:05' | "08:00:2b:01:02:03:04:05"
      p | point | '(1,2)' | {"x": 1.0, "y": 2.0, "wkb": "AQEAAAAAAAAAAADwPwAAAAAAAABA", "srid": null}
      ln | line | '{1,2,3}' | {"a": 1.0, "b": 2.0, "c": 3.0}
      ls | lseg | '[(0,0),(1,1)]' |
      bx | box | '(2,2),(0,0)' |
      pa | path | '[(0,0),(1,1),(2,0)]' |
      pac | path | '((0,0),(1,1),(2,0))' |
      pg | polygon | '((0,0),(1,1),(2,0))' |
      ci | circle | '<(1,2),3>' |
      tsr | tsrange | '[2020-01-01 00:00,2020-01-02 00:00)' | "[\\"2020-01-01 00:00:00\\",\\"2020-01-02 00:00:00\\")"
      tstzr | tstzrange | '[2020-01-01 00:00+00,2020-01-02 00:00+00)' |
      dr | daterange | '[2020-01-01,2020-01-02]' | "[2020-01-01,2020-01-03)"
      i4r | int4range | '[1,5]' | "[1,6)"
      i8r | int8range | '[1,5)' | "[1,5)"
      nr | numrange | '[1.5,2.5]' | "[1.5,2.5]"
      i4mr | int4multirange | '{[1,3),[5,7)}' |
      tsv | tsvector | 'a fat cat'::tsvector | "'a' 'cat' 'fat'"
      tsq | tsquery | 'fat & cat' |
      pl | pg_lsn | '16/B374D848' |
      xid1 | xid | '123' |
      xid8 | xid8 | '456' |
      jp | jsonpath | '$.a' |
      sn | pg_snapshot | '10:20:10,14,15' | "MTA6MjA6MTAsMTQsMTU="
      tsn | txid_snapshot | '10:20:10,14,15' | "MTA6MjA6MTAsMTQsMTU="
      rc | regclass | 'pg_class' |
      hs | hstore | '"k"=>"v","n"=>NULL' | "{\\"k\\":\\"v\\",\\"n\\":null}"
      lt | ltree | 'Top.Science' | "Top.Science"
      isbn1 | isbn | '978-0-393-04002-9' | "0-393-04002-X"
      ean | ean13 | '978-0-393-04002-9' |
      md | mood | 'happy' | "happy"
      pi | posint | 7 | 7
      dn1 | dn | 12.3 | "BM4="
      dt | dtext | 'dom' | "dom"
      cp | comp | '(1,x)' |
      ia | int[] | '{1,NULL,3}' | [1, null, 3]
      sa | text[] | '{a,"b,c",NULL}' | ["a", "b,c", null]
      na | numeric(10,2)[] | '{1.10,2.20}' | ["bg==", "ANw="]
      nva | numeric[] | '{1.1,2.22}' | [{"scale": 1, "value": "Cw=="}, {"scale": 2, "value": "AN4="}]
      ba1 | bool[] | '{t,f}' | [true, false]
      da | date[] | '{2020-01-01}' | [18262]
      tsa | timestamp[] | '{2020-01-01 01:02:03}' | [1577840523000000]
      ts3a | timestamp(3)[] | '{2020-01-01 01:02:03.123}' | [1577840523123]
      tstza | timestamptz[] | '{2020-01-01 01:02:03+00}' | ["2020-01-01T01:02:03.000000Z"]
      ta | time[] | '{01:02:03.4}' | [3723400000]
      ttza | timetz[] | '{01:02:03+02}' | ["23:02:03Z"]
      ua | uuid[] | '{9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a11}' | ["9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a11"]
      ja | json[] | array['{"a":1}'::json] | ["{\\"a\\":1}"]
      jba | jsonb[] | array['{"a":1}'::jsonb] | ["{\\"a\\": 1}"]
      bya | bytea[] | array['\\x01'::bytea] | ["AQ=="]
      mda | mood[] | '{sad,happy}' | ["sad", "happy"]
      i2a | int2[] | '{1}' | [1]
      i8a | int8[] | '{1}' | [1]
      f4a | float4[] | '{1.5}' | [1.5]
      f8a | float8[] | '{1.5}' | [1.5]
      vca | varchar(5)[] | '{ab}' | ["ab"]
      cha | char(3)[] | '{ab}' | ["ab "]
      iva | interval[] | '{1 day}' |
      ma | money[] | '{1.23}' |
      pta | point[] | array['(1,2)'::point] |
      hsa | hstore[] | array['a=>1'::hstore] | ["{\\"a\\":\\"1\\"}"]
      lta | ltree[] | '{a.b}' | ["a.b"]
      cta | citext[] | '{A}' | ["A"]
      neta | inet[] | '{10.1.2.3}' | ["10.1.2.3"]
      rga | int4range[] | '{"[1,3)"}' | ["[1,3)"]
      pia | posint[] | '{1,2}' |
      ia2 | int[][] | '{{1,2},{3,4}}' |
      xa | xml[] | '{<a/>}' |
      vba | varbit(5)[] | '{101}' |
      bita | bit(3)[] | '{101}' |
      oa | oid[] | '{1}' | [1]
      nma | name[] | '{n}' |
      cpa | comp[] | array['(1,x)'::comp] |
      sna | pg_snapshot[] | '{10:10:}' | ["MTA6MTA6"]
      """;

  /**
   * Values at the edges of their types. The test does not say what they become, only that it is
   * always the same.
   */
  private static final String EDGES =
      """
      f4 | real | 'NaN' |
      f8 | double precision | '-Infinity' |
      n | numeric | 'NaN' |
      n2 | numeric(10,2) | 'NaN' |
      ninf | numeric | 'Infinity' |
      nbig | numeric | 1e100 |
      nsmall | numeric | 1e-100 |
      nneg | numeric(38,10) | -9999999999999999999999999999.9999999999 |
      nzero | numeric(10,4) | 0 |
      bi | bigint | -9223372036854775808 |
      d1 | date | 'infinity' |
      d2 | date | '-infinity' |
      d3 | date | '5874897-12-31' |
      d4 | date | '0044-03-15 BC' |
      t1 | timestamp | 'infinity' |
      t2 | timestamp | '-infinity' |
      t3 | timestamp | '0044-03-15 10:00:00 BC' |
      t4 | timestamp | '1969-12-31 23:59:59.999999' |
      t5 | timestamp(3) | '1969-12-31 23:59:59.999' |
      z1 | timestamptz | 'infinity' |
      z2 | timestamptz | '-infinity' |
      z3 | timestamptz | '0044-03-15 10:00:00+00 BC' |
      ti1 | time | '24:00:00' |
      ti2 | time | '00:00:00' |
      tz1 | timetz | '24:00:00+00' |
      tz2 | timetz | '00:00:00+15:59' |
      iv1 | interval | '-1 mons -3 days +04:05:06.7' |
      iv2 | interval | '-200000 years' |
      m | money | '-92233720368547758.08' |
      e1 | text | '' | ""
      e2 | bytea | '' | ""
      e3 | int[] | '{}' | []
      e4 | text[] | '{"", NULL, "NULL"}' | ["", null, "NULL"]
      e5 | int4range | 'empty' | "empty"
      e6 | int4range | '(,)' |
      e7 | varbit | '' |
      e8 | hstore | '' | "{}"
      e9 | tsvector | '' | ""
      ia | int[] | '[0:1]={7,8}' |
      uni | text | U&'\\+01F600\\00E4\\000A' |
      js | jsonb | '{"n": 12345678901234567890.123456789, "u": "\\u00e4"}' |
      ip6 | inet | '::ffff:10.1.2.3/128' |
      ip6n | inet | '2001:db8::1/64' |
      """;

  // Guards against: a decoder that is right only for the snapshot or only for the stream, or only
  // for one version of the server; a type that the connector drops, or at which it stops.
  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void aRowReadBySnapshotEqualsTheSameRowStreamed(int major) {
    List<Column> columns = columns(TYPES, major);
    try (TestDatabase database = TestDatabase.create(Servers.postgres(major))) {
      database.execute(DEFINITIONS);
      database.execute(create(columns), insert(columns), "INSERT INTO types DEFAULT VALUES");
      try (Connector connector = connector(database)) {
        connector.awaitStreaming();
        database.execute(insert(columns), "INSERT INTO types DEFAULT VALUES");
        List<Event> events = connector.topics().await("public.types", 4);

        assertThat(events).extracting(Event::op).containsExactly("r", "r", "c", "c");
        assertSame(events.get(0), events.get(2));
        assertSame(events.get(1), events.get(3));
        assertThat(events.get(0).columns().keySet())
            .as("every column is in the event")
            .containsAll(columns.stream().map(Column::name).toList());
        assertThat(values(events.get(2), columns)).isEqualTo(expected(columns));
      }
    }
  }

  // Guards against: overflow, eras, infinities and empty values that differ between snapshot and
  // stream.
  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void valuesAtTheEdgesAreTheSameInSnapshotAndStream(int major) {
    List<Column> columns = columns(EDGES, major);
    try (TestDatabase database = TestDatabase.create(Servers.postgres(major))) {
      database.execute("CREATE EXTENSION hstore", create(columns), insert(columns));
      try (Connector connector = connector(database)) {
        connector.awaitStreaming();
        database.execute(insert(columns));
        List<Event> events = connector.topics().await("public.types", 2);

        assertThat(events).extracting(Event::op).containsExactly("r", "c");
        assertSame(events.get(0), events.get(1));
        assertThat(values(events.get(1), columns)).isEqualTo(expected(columns));
      }
    }
  }

  // Guards against: lost logical types, so that consumers take a timestamp for a number.
  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void columnsCarryDebeziumsSchemaNames(int major) {
    Map<String, String> names =
        Map.of(
            "ts", "io.debezium.time.MicroTimestamp",
            "ts3", "io.debezium.time.Timestamp",
            "tstz", "io.debezium.time.ZonedTimestamp",
            "d", "io.debezium.time.Date",
            "ti", "io.debezium.time.MicroTime",
            "iv", "io.debezium.time.MicroDuration",
            "u", "io.debezium.data.Uuid",
            "jb", "io.debezium.data.Json",
            "dv", "io.debezium.data.VariableScaleDecimal",
            "d32", "org.apache.kafka.connect.data.Decimal");
    List<Column> columns =
        columns(TYPES, major).stream().filter(column -> names.containsKey(column.name())).toList();
    try (TestDatabase database = TestDatabase.create(Servers.postgres(major))) {
      database.execute(create(columns), insert(columns));
      try (Connector connector = connector(database)) {
        Map<String, JsonNode> schemas =
            connector.topics().await("public.types", 1).get(0).columns();

        Map<String, String> actual = new LinkedHashMap<>();
        names.keySet().forEach(name -> actual.put(name, schemas.get(name).path("name").asText()));
        assertThat(actual).isEqualTo(names);
        assertThat(schemas.get("d32").path("parameters").path("scale").asText()).isEqualTo("2");
        assertThat(schemas.get("ts").path("optional").asBoolean()).isTrue();
        assertThat(schemas.get("pk").path("optional").asBoolean()).isFalse();
      }
    }
  }

  /**
   * @param expected null if the test expects no particular value
   */
  private record Column(String name, String type, String literal, JsonNode expected) {}

  private static List<Column> columns(String table, int major) {
    return table
        .lines()
        .map(line -> line.split(" \\|", -1))
        .filter(cells -> major >= 15 || !cells[1].contains("-"))
        .map(
            cells ->
                new Column(
                    cells[0].strip(),
                    cells[1].strip(),
                    cells[2].strip(),
                    cells[3].isBlank() ? null : Json.parse(cells[3])))
        .toList();
  }

  private static String create(List<Column> columns) {
    return columns.stream()
        .map(column -> "\"" + column.name() + "\" " + column.type())
        .collect(Collectors.joining(", ", "CREATE TABLE types (pk serial PRIMARY KEY, ", ")"));
  }

  private static String insert(List<Column> columns) {
    String names =
        columns.stream()
            .map(column -> "\"" + column.name() + "\"")
            .collect(Collectors.joining(", "));
    String values = columns.stream().map(Column::literal).collect(Collectors.joining(", "));
    return "INSERT INTO types (" + names + ") VALUES (" + values + ")";
  }

  private static Connector connector(TestDatabase database) {
    return Servers.connect()
        .create(
            database,
            ConnectorConfig.of(database, "public.types").with("include.unknown.datatypes", "true"));
  }

  /** Asserts the same schema and the same values, except for the value from a sequence. */
  private static void assertSame(Event read, Event streamed) {
    assertThat(streamed.columns()).isEqualTo(read.columns());
    assertThat(withoutSerials(streamed)).isEqualTo(withoutSerials(read));
  }

  private static JsonNode withoutSerials(Event event) {
    ObjectNode row = event.after().deepCopy();
    row.remove("pk");
    if (row.path("i").isNull()) {
      row.remove(List.of("ss", "bs"));
    }
    return row;
  }

  private static Map<String, JsonNode> values(Event event, List<Column> columns) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    for (Column column : columns) {
      if (column.expected() != null) {
        values.put(column.name(), event.after().get(column.name()));
      }
    }
    return values;
  }

  private static Map<String, JsonNode> expected(List<Column> columns) {
    Map<String, JsonNode> expected = new LinkedHashMap<>();
    for (Column column : columns) {
      if (column.expected() != null) {
        expected.put(column.name(), column.expected());
      }
    }
    return expected;
  }
}
