/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.pgoutput;

import io.waltap.connect.types.PgType;
import io.waltap.connect.types.TypeLookup;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A value in the binary send format of its type.
 *
 * @param large whether the type writes large numbers in few bytes: a numeric of 10 bytes may have
 *     131,072 digits
 */
record SampleValue(String type, int typeOid, int typmod, byte[] bytes, boolean large) {
  private static final int MOOD = 90_001;
  private static final int PAIR = 90_002;
  private static final int PAIRS = 90_003;
  private static final int HSTORE = 90_004;
  private static final int VECTOR = 90_005;
  private static final int HALFVEC = 90_006;
  private static final int SPARSEVEC = 90_007;
  private static final int GEOMETRY = 90_008;
  private static final int LTREE = 90_009;

  static final List<SampleValue> ALL =
      List.of(
          of("bool", 16, message().int8(1)),
          of("bytea", 17, message().raw(ascii("bytes"))),
          of("char", 18, message().int8('x')),
          of("int8", 20, message().int64(1L << 40)),
          of("int2", 21, message().int16(7)),
          of("int4", 23, message().int32(7)),
          of("text", 25, message().raw(ascii("some text"))),
          of("tid", 27, message().int32(1).int16(2)),
          of("oidvector", 30, array(26, message().int32(5))),
          of("json", 114, message().raw(ascii("{\"a\":1}"))),
          of("float4", 700, message().int32(Float.floatToIntBits(1.1f))),
          of("float8", 701, message().int64(Double.doubleToLongBits(1e300))),
          of("money", 790, message().int64(1234)),
          large("numeric", 1700, -1, numeric()),
          large("numeric", 1700, ((10 << 16) | 2) + 4, numeric()),
          of("date", 1082, message().int32(9_000)),
          of("time", 1083, message().int64(86_399_000_001L)),
          of("timestamp", 1114, message().int64(800_000_000_000_001L)),
          of("timestamptz", 1184, message().int64(-800_000_000_000_000L)),
          of("interval", 1186, message().int64(-3_600_000_001L).int32(3).int32(14)),
          of("timetz", 1266, message().int64(3_600_000_000L).int32(-7_200)),
          of("varbit", 1562, message().int32(10).int8(0x80).int8(0x40)),
          of("uuid", 2950, message().int64(1).int64(2)),
          of("jsonb", 3802, message().int8(1).raw(ascii("[1]"))),
          of("jsonpath", 4072, message().int8(1).raw(ascii("$.\"a\""))),
          of("pg_lsn", 3220, message().int64(0x16_B374_D848L)),
          of("inet", 869, message().int8(2).int8(24).int8(0).int8(4).int32(0x0A01_0203)),
          of("inet", 869, message().int8(3).int8(128).int8(0).int8(16).int64(1L << 61).int64(1)),
          of("macaddr", 829, message().int32(1).int16(2)),
          of("point", 600, points(1)),
          of("lseg", 601, points(2)),
          of("path", 602, message().int8(1).int32(3).raw(points(3).bytes())),
          of("box", 603, points(2)),
          of("polygon", 604, message().int32(3).raw(points(3).bytes())),
          of("line", 628, message().int64(0).int64(0).int64(0)),
          of("circle", 718, message().raw(points(1).bytes()).int64(0)),
          of("tsvector", 3614, vector()),
          of("tsquery", 3615, query()),
          of("pg_snapshot", 5038, message().int32(1).int64(10).int64(20).int64(15)),
          of("int4[]", 1007, array(23, message().int32(1), message().int32(2))),
          of("text[]", 1009, array(25, message().raw(ascii("a")), message().raw(ascii("b,")))),
          large("numeric[]", 1231, -1, array(1700, numeric())),
          large("numrange", 3906, -1, range(numeric(), numeric())),
          of("tsrange", 3908, range(message().int64(0), message().int64(1))),
          of("int4multirange", 4451, multirange()),
          of("mood", MOOD, message().raw(ascii("sad"))),
          large("pair", PAIR, -1, pair()),
          large("pair[]", PAIRS, -1, array(PAIR, pair(), pair())),
          of("hstore", HSTORE, message().int32(1).part(ascii("k")).part(ascii("v\""))),
          of("vector", VECTOR, message().int16(2).int16(0).int32(0).int32(1)),
          of("halfvec", HALFVEC, message().int16(2).int16(0).int16(0x3C00).int16(1)),
          of("sparsevec", SPARSEVEC, message().int32(9).int32(1).int32(0).int32(4).int32(1)),
          of("geometry", GEOMETRY, message().int8(0).int32(0x2000_0001).int32(4326).int64(0)),
          of("ltree", LTREE, message().int8(1).raw(ascii("a.b"))));

  /** The types of the samples that are not built in. */
  static TypeLookup catalog() {
    List<PgType> types =
        List.of(
            new PgType(
                MOOD,
                "public",
                "mood",
                PgType.Kind.ENUM,
                0,
                -1,
                List.of("sad", "ok"),
                List.of(),
                ',',
                false),
            type(PAIR, "pair", PgType.Kind.COMPOSITE, 0),
            type(PAIRS, "_pair", PgType.Kind.ARRAY, PAIR),
            type(HSTORE, "hstore", PgType.Kind.BASE, 0),
            type(VECTOR, "vector", PgType.Kind.BASE, 0),
            type(HALFVEC, "halfvec", PgType.Kind.BASE, 0),
            type(SPARSEVEC, "sparsevec", PgType.Kind.BASE, 0),
            type(GEOMETRY, "geometry", PgType.Kind.BASE, 0),
            type(LTREE, "ltree", PgType.Kind.BASE, 0));
    return oid -> types.stream().filter(type -> type.oid() == oid).findFirst().orElse(null);
  }

  /** A composite in itself, many times. No server has such a value; bytes may claim it. */
  static SampleValue nestedComposites(int depth) {
    MessageBytes value = message().int32(0);
    for (int i = 0; i < depth; i++) {
      value = message().int32(1).int32(PAIR).part(value.bytes());
    }
    return of("pair", PAIR, value);
  }

  /** The largest number that a numeric holds: 131,072 digits before the point, 16,383 after it. */
  static SampleValue largestNumeric() {
    return large(
        "numeric", 1700, -1, message().int16(1).int16(32_767).int16(0).int16(16_383).int16(1));
  }

  private static SampleValue of(String type, int typeOid, MessageBytes value) {
    return new SampleValue(type, typeOid, -1, value.bytes(), false);
  }

  private static SampleValue large(String type, int typeOid, int typmod, MessageBytes value) {
    return new SampleValue(type, typeOid, typmod, value.bytes(), true);
  }

  private static PgType type(int oid, String name, PgType.Kind kind, int related) {
    return new PgType(oid, "public", name, kind, related, -1, List.of(), List.of(), ',', false);
  }

  private static MessageBytes message() {
    return new MessageBytes();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** 12345.6700. */
  private static MessageBytes numeric() {
    return message().int16(3).int16(1).int16(0).int16(4).int16(1).int16(2345).int16(6700);
  }

  private static MessageBytes points(int count) {
    MessageBytes points = message();
    for (int i = 0; i < 2 * count; i++) {
      points.int64(Double.doubleToLongBits(i));
    }
    return points;
  }

  private static MessageBytes array(int elementOid, MessageBytes... elements) {
    MessageBytes array = message().int32(1).int32(0).int32(elementOid);
    array.int32(elements.length).int32(1);
    for (MessageBytes element : elements) {
      array.part(element.bytes());
    }
    return array;
  }

  private static MessageBytes range(MessageBytes lower, MessageBytes upper) {
    return message().int8(0x02).part(lower.bytes()).part(upper.bytes());
  }

  private static MessageBytes multirange() {
    MessageBytes range = range(message().int32(1), message().int32(3));
    return message().int32(2).part(range.bytes()).part(range.bytes());
  }

  private static MessageBytes pair() {
    return message().int32(2).int32(25).part(ascii("x \"y\"")).int32(1700).part(numeric().bytes());
  }

  private static MessageBytes vector() {
    return message().int32(2).string("a").int16(0).string("it's").int16(1).int16(0xC001);
  }

  /** 'cat' & !'dog'. */
  private static MessageBytes query() {
    return message()
        .int32(4)
        .int8(2)
        .int8(2)
        .int8(2)
        .int8(1)
        .int8(1)
        .int8(0)
        .int8(0)
        .string("dog")
        .int8(1)
        .int8(8)
        .int8(1)
        .string("cat");
  }
}
