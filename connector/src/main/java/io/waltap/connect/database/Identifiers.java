/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.pgoutput.TableId;

/** Makes SQL text of names and values. Nothing else does. */
public final class Identifiers {

  private Identifiers() {}

  /**
   * An identifier in double quotes.
   *
   * @throws IllegalArgumentException if it is empty or contains NUL, as no name in PostgreSQL does
   */
  public static String quote(String identifier) {
    if (identifier.isEmpty() || identifier.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a name in PostgreSQL is not empty and contains no NUL");
    }
    return "\"" + identifier.replace("\"", "\"\"") + "\"";
  }

  /** A table's name as SQL takes it. */
  public static String qualified(TableId table) {
    return qualified(table.schema(), table.name());
  }

  /** {@code "schema"."name"}. */
  public static String qualified(String schema, String name) {
    return quote(schema) + "." + quote(name);
  }

  /**
   * A string constant that is safe with either setting of {@code standard_conforming_strings}. It
   * is for statements that take no parameters (DDL, replication commands), and for the SQL in
   * messages.
   */
  public static String literal(String value) {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a string in PostgreSQL cannot contain NUL");
    }
    String doubled = value.replace("'", "''");
    return doubled.indexOf('\\') < 0
        ? "'" + doubled + "'"
        : "E'" + doubled.replace("\\", "\\\\") + "'";
  }
}
