/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.nio.charset.StandardCharsets;

/** Finds the decoder of a base type; null for types that have no representation of their own. */
final class ScalarDecoders {

  private static final String JSON = "io.debezium.data.Json";

  private final TypeOptions options;
  private final String placeholder;

  ScalarDecoders(TypeOptions options) {
    this.options = options;
    this.placeholder = new String(options.unavailablePlaceholder(), StandardCharsets.UTF_8);
  }

  ColumnDecoder builtIn(String name, int typmod) {
    return switch (name) {
      case "bool" -> new NumericDecoders.Bool();
      case "int2" -> new NumericDecoders.Int2();
      case "int4" -> new NumericDecoders.Int4(options);
      case "int8" -> new NumericDecoders.Int8(options);
      case "oid" -> new NumericDecoders.Oid();
      case "float4" -> new NumericDecoders.Float4();
      case "float8" -> new NumericDecoders.Float8();
      case "numeric" -> DecimalDecoders.numeric(options, typmod);
      case "money" -> DecimalDecoders.money(options);
      case "text", "varchar", "bpchar", "name" -> new TextDecoders.Plain(null, placeholder);
      case "char" -> new TextDecoders.SingleByte();
      case "json" -> new TextDecoders.Plain(JSON, placeholder);
      case "jsonb" -> new TextDecoders.Versioned(JSON, placeholder);
      case "xml" -> new TextDecoders.Plain("io.debezium.data.Xml", placeholder);
      case "uuid" -> new TextDecoders.Uuid(options.unavailablePlaceholder());
      case "bytea" -> new BinaryDecoders.Bytea(options);
      case "bit", "varbit" -> BinaryDecoders.bits(typmod);
      case "date" -> TemporalDecoders.date(options);
      case "time" -> TemporalDecoders.time(options, typmod);
      case "timetz" -> TemporalDecoders.timetz(options, typmod);
      case "timestamp" -> TemporalDecoders.timestamp(options, typmod);
      case "timestamptz" -> TemporalDecoders.timestamptz(options, typmod);
      case "interval" -> TemporalDecoders.interval(options, typmod);
      case "inet", "cidr" -> rendered(null, NetworkText::appendAddress);
      case "macaddr", "macaddr8" -> rendered(null, NetworkText::appendMac);
      case "tsvector" -> rendered("io.debezium.data.Tsvector", SearchText::appendVector);
      case "point" -> new GeometricDecoders.Point();
      case "line" -> new GeometricDecoders.Line();
      case "circle" -> new GeometricDecoders.Circle();
      case "lseg" -> new GeometricDecoders.Shape(GeometricDecoders.ShapeType.LSEG);
      case "box" -> new GeometricDecoders.Shape(GeometricDecoders.ShapeType.BOX);
      case "path" -> new GeometricDecoders.Shape(GeometricDecoders.ShapeType.PATH);
      case "polygon" -> new GeometricDecoders.Shape(GeometricDecoders.ShapeType.POLYGON);
      case "int2vector" -> new ArrayDecoder(new NumericDecoders.Int2());
      case "oidvector" -> new ArrayDecoder(new NumericDecoders.Oid());
      default -> null;
    };
  }

  /**
   * Finds the decoder of an extension's type by its name. OIDs and schemas of extensions differ
   * between databases.
   */
  ColumnDecoder extension(String name, int typmod) {
    return switch (name) {
      case "citext", "isbn" -> new TextDecoders.Plain(null, placeholder);
      case "hstore" -> HstoreDecoders.hstore(options);
      case "ltree" -> new TextDecoders.Versioned("io.debezium.data.Ltree", placeholder);
      case "geometry" -> new GeometricDecoders.PostGis(false);
      case "geography" -> new GeometricDecoders.PostGis(true);
      case "vector" -> new VectorDecoders.Vector();
      case "halfvec" -> new VectorDecoders.HalfVector();
      case "sparsevec" -> new VectorDecoders.SparseVector(typmod);
      default -> null;
    };
  }

  ColumnDecoder range(TextForm form) {
    return rendered(null, form);
  }

  private ColumnDecoder rendered(String schemaName, TextForm form) {
    return new TextDecoders.Rendered(schemaName, placeholder, form);
  }
}
