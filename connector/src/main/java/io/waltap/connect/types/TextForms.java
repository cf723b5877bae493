/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.util.function.IntFunction;

/** Finds the text form of a type, through the types of which it consists. */
final class TextForms {

  /**
   * How deep composites may be in each other. Each level doubles the quotes of the levels below it,
   * so the text of a deeper value could be larger than any memory.
   */
  private static final int DEEPEST_COMPOSITE = 16;

  private final IntFunction<PgType> types;
  private final TextForm money;

  /**
   * @param types finds a type by its OID, null if there is none
   * @param moneyFractionDigits scale of {@code money}
   */
  TextForms(IntFunction<PgType> types, int moneyFractionDigits) {
    this.types = types;
    this.money = ScalarText.money(moneyFractionDigits);
  }

  /** The form of a type, or null if only an extension knows the text. */
  TextForm find(PgType type) {
    return find(type, 0);
  }

  /**
   * @param depth how many composites the value is in
   */
  private TextForm find(PgType type, int depth) {
    return switch (type.kind()) {
      case BASE ->
          BuiltInTypes.find(type.oid()) == null ? ofExtension(type) : ofBuiltIn(type.name());
      case ARRAY -> ContainerText.array(part(type.relatedOid(), depth), type.delimiter());
      case ENUM -> ScalarText::appendUtf8;
      case DOMAIN -> ofDomain(type, depth);
      case COMPOSITE -> ContainerText.composite(oid -> attribute(oid, depth + 1));
      case RANGE -> ContainerText.range(part(type.relatedOid(), depth));
      case MULTIRANGE -> ContainerText.multirange(part(type.relatedOid(), depth));
    };
  }

  /**
   * The form of a part. If only an extension knows the text, it is the bytes in hexadecimal, as for
   * {@code bytea}.
   */
  private TextForm part(int oid, int depth) {
    PgType type = types.apply(oid);
    TextForm form = type == null ? null : find(type, depth);
    return form == null ? ScalarText::appendBytea : form;
  }

  /** The form of an attribute. Its type is in the value, so no catalog limits the depth. */
  private TextForm attribute(int oid, int depth) {
    if (depth > DEEPEST_COMPOSITE) {
      throw WireReader.malformed("composites in each other, more than " + DEEPEST_COMPOSITE);
    }
    return part(oid, depth);
  }

  private TextForm ofDomain(PgType domain, int depth) {
    PgType base = types.apply(domain.relatedOid());
    return base == null ? null : find(base, depth);
  }

  private static TextForm ofExtension(PgType type) {
    if (type.sentAsText()) {
      return ScalarText::appendUtf8;
    }
    return switch (type.name()) {
      case "citext" -> ScalarText::appendUtf8;
      case "ltree", "lquery", "ltxtquery" -> ScalarText::appendVersioned;
      case "hstore" -> ContainerText::appendHstore;
      default -> null;
    };
  }

  private TextForm ofBuiltIn(String name) {
    return switch (name) {
      case "bool" -> ScalarText::appendBool;
      case "bytea" -> ScalarText::appendBytea;
      case "char" -> ScalarText::appendChar;
      case "int2" -> ScalarText::appendInt2;
      case "int4" -> ScalarText::appendInt4;
      case "int8" -> ScalarText::appendInt8;
      case "xid8" -> ScalarText::appendUnsigned8;
      case "int2vector" -> ContainerText.vector(ScalarText::appendInt2);
      case "oidvector" -> ContainerText.vector(ScalarText::appendUnsigned4);
      case "oid",
          "xid",
          "cid",
          "regproc",
          "regprocedure",
          "regoper",
          "regoperator",
          "regclass",
          "regtype",
          "regconfig",
          "regdictionary",
          "regnamespace",
          "regrole",
          "regcollation" ->
          ScalarText::appendUnsigned4;
      case "tid" -> ScalarText::appendTid;
      case "jsonb", "jsonpath" -> ScalarText::appendVersioned;
      case "float4" -> NumberText::appendFloat4;
      case "float8" -> NumberText::appendFloat8;
      case "numeric" -> PgNumeric::appendText;
      case "money" -> money;
      case "uuid" -> ScalarText::appendUuid;
      case "pg_lsn" -> ScalarText::appendLsn;
      case "pg_snapshot", "txid_snapshot" -> ScalarText::appendSnapshot;
      case "bit", "varbit" -> BinaryDecoders::appendBits;
      case "inet", "cidr" -> NetworkText::appendAddress;
      case "macaddr", "macaddr8" -> NetworkText::appendMac;
      case "date" -> TemporalText::appendDate;
      case "time" -> TemporalText::appendTime;
      case "timetz" -> TemporalText::appendTimetz;
      case "timestamp" -> TemporalText::appendTimestamp;
      case "timestamptz" -> TemporalText::appendTimestamptz;
      case "interval" -> TemporalText::appendInterval;
      case "point" -> GeometricText::appendPoint;
      case "line" -> GeometricText::appendLine;
      case "lseg" -> GeometricText::appendLseg;
      case "box" -> GeometricText::appendBox;
      case "path" -> GeometricText::appendPath;
      case "polygon" -> GeometricText::appendPolygon;
      case "circle" -> GeometricText::appendCircle;
      case "tsvector" -> SearchText::appendVector;
      case "tsquery" -> SearchText::appendQuery;
      default -> ScalarText::appendUtf8;
    };
  }
}
