/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.types.PgType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Reads one type from the catalog. */
final class CatalogTypes {

  // name and point have elements too, but they are not arrays: arrays have the subscript handler of
  // arrays, and no fixed length
  private static final String TYPE =
      """
      SELECT n.nspname, t.typname, t.typtype::text AS typtype,
             t.typcategory = 'A' AND t.typlen = -1 AND t.typelem <> 0
               AND t.typsubscript = 'pg_catalog.array_subscript_handler'::regproc AS is_array,
             t.typelem::int8 AS element,
             t.typbasetype::int8 AS base,
             t.typtypmod,
             t.typrelid::int8 AS relation,
             t.typdelim::text AS delimiter,
             t.typsend::oid = 0 AS sent_as_text,
             (SELECT r.rngsubtype::int8 FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid)
               AS subtype,
             (SELECT r.rngtypid::int8 FROM pg_catalog.pg_range r WHERE r.rngmultitypid = t.oid)
               AS range
        FROM pg_catalog.pg_type t
        JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
       WHERE t.oid = CAST(? AS oid)
      """;

  private static final String LABELS =
      """
      SELECT e.enumlabel FROM pg_catalog.pg_enum e
       WHERE e.enumtypid = CAST(? AS oid) ORDER BY e.enumsortorder
      """;

  private static final String ATTRIBUTES =
      """
      SELECT a.attname, a.atttypid::int8 AS typid, a.atttypmod FROM pg_catalog.pg_attribute a
       WHERE a.attrelid = CAST(? AS oid) AND a.attnum > 0 AND NOT a.attisdropped
       ORDER BY a.attnum
      """;

  private CatalogTypes() {}

  /** Finds a type; null if there is none. */
  static PgType find(Connection connection, int oid) throws SQLException {
    List<Type> found = Sql.list(connection, TYPE, Type::read, Sql.oid(oid));
    if (found.isEmpty()) {
      return null;
    }
    Type type = found.get(0);
    List<String> labels =
        type.kind == PgType.Kind.ENUM
            ? Sql.list(connection, LABELS, row -> row.getString("enumlabel"), Sql.oid(oid))
            : List.of();
    List<PgType.Attribute> attributes =
        type.kind == PgType.Kind.COMPOSITE
            ? Sql.list(connection, ATTRIBUTES, CatalogTypes::attribute, Sql.oid(type.relation))
            : List.of();
    return new PgType(
        oid,
        type.namespace,
        type.name,
        type.kind,
        type.relatedOid,
        type.typmod,
        labels,
        attributes,
        type.delimiter,
        type.sentAsText);
  }

  private static PgType.Attribute attribute(ResultSet row) throws SQLException {
    return new PgType.Attribute(
        row.getString("attname"), Sql.oid(row, "typid"), row.getInt("atttypmod"));
  }

  private static PgType.Kind kind(String typtype, boolean array) {
    return switch (typtype) {
      case "e" -> PgType.Kind.ENUM;
      case "d" -> PgType.Kind.DOMAIN;
      case "c" -> PgType.Kind.COMPOSITE;
      case "r" -> PgType.Kind.RANGE;
      case "m" -> PgType.Kind.MULTIRANGE;
      default -> array ? PgType.Kind.ARRAY : PgType.Kind.BASE;
    };
  }

  /** A row of {@link #TYPE}. */
  private record Type(
      String namespace,
      String name,
      PgType.Kind kind,
      int relatedOid,
      int typmod,
      int relation,
      char delimiter,
      boolean sentAsText) {

    static Type read(ResultSet row) throws SQLException {
      PgType.Kind kind = CatalogTypes.kind(row.getString("typtype"), row.getBoolean("is_array"));
      int related =
          switch (kind) {
            case ARRAY -> Sql.oid(row, "element");
            case DOMAIN -> Sql.oid(row, "base");
            case RANGE -> Sql.oid(row, "subtype");
            case MULTIRANGE -> Sql.oid(row, "range");
            case BASE, ENUM, COMPOSITE -> 0;
          };
      return new Type(
          row.getString("nspname"),
          row.getString("typname"),
          kind,
          related,
          kind == PgType.Kind.DOMAIN ? row.getInt("typtypmod") : -1,
          Sql.oid(row, "relation"),
          row.getString("delimiter").charAt(0),
          row.getBoolean("sent_as_text"));
    }
  }
}
