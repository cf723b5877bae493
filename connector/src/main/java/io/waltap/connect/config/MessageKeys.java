/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;

/** The columns that replace the primary key in the keys of events: {@code message.key.columns}. */
public final class MessageKeys {

  private final List<Rule> rules;

  private MessageKeys(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * @param text {@code <table regex>:<column>,<column>;...}, or null
   * @param database the database's name, with which expressions may begin, or null
   * @throws ConfigException if the text is not of that form
   */
  static MessageKeys parse(String text, String database) {
    String key = EventKeys.MESSAGE_KEY_COLUMNS;
    List<Rule> rules = new ArrayList<>();
    for (String entry : NamePatterns.split(text, ';')) {
      int colon = entry.lastIndexOf(':');
      String table = colon < 0 ? "" : entry.substring(0, colon).trim();
      List<String> columns = NamePatterns.split(entry.substring(colon + 1), ',');
      if (table.isEmpty() || columns.isEmpty()) {
        throw new ConfigException(
            key, text, "\"" + entry + "\" is not of the form schema.table:column,column");
      }
      List<NamePatterns> compiled = new ArrayList<>();
      for (String column : columns) {
        compiled.add(NamePatterns.one(key, text, column, null, 1));
      }
      rules.add(new Rule(NamePatterns.one(key, text, table, database, 2), compiled));
    }
    return new MessageKeys(rules);
  }

  /**
   * The columns of a table that are configured as its key, in the order of the property. The
   * configured names are regular expressions; case does not matter.
   *
   * @return the columns; empty if the table's own key is to be used
   */
  public List<String> select(String schema, String table, List<String> tableColumns) {
    Set<String> selected = new LinkedHashSet<>();
    for (Rule rule : rules) {
      if (rule.tables().matches(schema + "." + table)) {
        for (NamePatterns pattern : rule.patterns()) {
          tableColumns.stream().filter(pattern::matches).forEach(selected::add);
        }
      }
    }
    return List.copyOf(selected);
  }

  /** One entry of the list: expressions for tables, and for their columns. */
  private record Rule(NamePatterns tables, List<NamePatterns> patterns) {}
}
