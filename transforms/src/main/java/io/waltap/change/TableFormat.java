/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

/**
 * A format of the names of Iceberg tables.
 *
 * @param text has {@code ${table}}, and perhaps {@code ${schema}}
 */
record TableFormat(String text) {
  static final String SCHEMA = "${schema}";
  static final String TABLE = "${table}";

  String name(String schema, String table) {
    return text.replace(SCHEMA, schema).replace(TABLE, table);
  }

  /**
   * Whether no other schema and table have this name. Of a format without the schema, the table
   * alone counts. By {@code ${schema}_${table}}, the name {@code a_b_c} may be of {@code a.b_c} and
   * of {@code a_b.c}.
   */
  boolean tellsApart(String name) {
    int schemas = occurrences(text, SCHEMA);
    int tables = occurrences(text, TABLE);
    int literal = text.length() - schemas * SCHEMA.length() - tables * TABLE.length();
    int longest = schemas == 0 ? 0 : name.length();
    int origins = 0;
    for (int schema = 0; schema <= longest; schema++) {
      int left = name.length() - literal - schemas * schema;
      if (left > 0 && left % tables == 0 && isMadeOf(name, schema, left / tables)) {
        origins++;
      }
    }
    return origins == 1;
  }

  /** Whether a schema and a table of these lengths have the name. */
  private boolean isMadeOf(String name, int schemaLength, int tableLength) {
    int schemaAt = Math.max(text.indexOf(SCHEMA), 0);
    int tableAt = text.indexOf(TABLE);
    int beforeSchema = occurrences(text.substring(0, schemaAt), TABLE);
    int beforeTable = occurrences(text.substring(0, tableAt), SCHEMA);
    int schemaFrom = schemaAt + beforeSchema * (tableLength - TABLE.length());
    int tableFrom = tableAt + beforeTable * (schemaLength - SCHEMA.length());
    String schema = name.substring(schemaFrom, schemaFrom + schemaLength);
    String table = name.substring(tableFrom, tableFrom + tableLength);
    return name(schema, table).equals(name);
  }

  private static int occurrences(String text, String part) {
    return (text.length() - text.replace(part, "").length()) / part.length();
  }
}
