/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import io.waltap.connect.pgoutput.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The user's own SELECT statements for snapshots of single tables. */
final class SelectOverrides {

  private static final String STATEMENT_PREFIX = SnapshotKeys.SELECT_OVERRIDES + ".";

  private final Map<String, String> statements;
  private final String database;

  private SelectOverrides(Map<String, String> statements, String database) {
    this.statements = Map.copyOf(statements);
    this.database = database;
  }

  /** Takes the listed tables that have a statement. */
  static SelectOverrides of(Map<String, String> properties, String database) {
    Map<String, String> statements = new HashMap<>();
    for (String table : tables(properties)) {
      String statement = properties.get(STATEMENT_PREFIX + table);
      if (statement != null && !withoutSemicolon(statement).isEmpty()) {
        statements.put(table, withoutSemicolon(statement));
      }
    }
    return new SelectOverrides(statements, database);
  }

  /** The keys of listed tables whose statement is missing. */
  static List<String> missing(Map<String, String> properties) {
    List<String> missing = new ArrayList<>();
    for (String table : tables(properties)) {
      String statement = properties.get(STATEMENT_PREFIX + table);
      if (statement == null || withoutSemicolon(statement).isEmpty()) {
        missing.add(STATEMENT_PREFIX + table);
      }
    }
    return missing;
  }

  /** The statement for a table, or null. Upper and lower case differ. */
  String find(String schema, String table) {
    return statements.get(key(schema, table));
  }

  /** The statements for these tables, by the property that has them. */
  Map<String, String> byProperty(Collection<TableId> tables) {
    Map<String, String> properties = new HashMap<>();
    for (TableId table : tables) {
      String key = key(table.schema(), table.name());
      if (statements.containsKey(key)) {
        properties.put(STATEMENT_PREFIX + key, statements.get(key));
      }
    }
    return properties;
  }

  /** A table as it is listed: with its database, unless it is listed without. */
  private String key(String schema, String table) {
    String name = schema + "." + table;
    return statements.containsKey(name) ? name : database + "." + name;
  }

  /** The statement becomes part of another one, in which a semicolon would be wrong. */
  private static String withoutSemicolon(String statement) {
    String text = statement.trim();
    while (text.endsWith(";")) {
      text = text.substring(0, text.length() - 1).trim();
    }
    return text;
  }

  private static List<String> tables(Map<String, String> properties) {
    return NamePatterns.split(properties.get(SnapshotKeys.SELECT_OVERRIDES), ',');
  }
}
