/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.pgoutput.TableId;

/** The one place where names and values become SQL text. */
public final class Identifiers {

  private Identifiers() {}

  /**
   * An identifier in double quotes, whatever it consists of.
   *
   * @throws IllegalArgumentException if it is empty or holds a NUL, which no name in PostgreSQL can
   */
  public static String quote(String identifier) {
    if (identifier.isEmpty() || identifier.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a PostgreSQL name is neither empty nor holds a NUL");
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
   * A string constant, safe under either setting of {@code standard_conforming_strings}. For the
   * statements that take no parameters (DDL, replication commands) and for the SQL that messages
   * propose.
   */
  public static String literal(String value) {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a PostgreSQL string cannot hold a NUL");
    }
    String doubled = value.replace("'", "''");
    return doubled.indexOf('\\') < 0
        ? "'" + doubled + "'"
        : "E'" + doubled.replace("\\", "\\\\") + "'";
  }
}
