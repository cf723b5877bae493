/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** Makes the reference page of all properties from their definitions. */
public final class ConfigReference {

  private static final String GENERATED =
      """
      # Configuration

      <!-- ConfigReference makes this page from the connector's ConfigDef. Change the definitions, not this page. -->

      Properties have Debezium's names and meanings. Properties marked *own* exist in Waltap alone.
      Times are in milliseconds, sizes in bytes. `PUT /connector-plugins/{class}/config/validate` reports
      each value that breaks its rule. A connector with such a value does not start.

      Lists of schemas, tables and columns hold regular expressions, separated by commas. Write `\\,` for a comma inside an expression.
      An expression must match the whole name. Case does not matter. Names of tables and columns may begin with the name of the database.
      """;

  private static final String VARIABLE_KEYS =
      """
      ## Properties with a variable part

      | Property | Meaning |
      |---|---|
      | `column.mask.with.<length>.chars` | Columns, matched against schema.table.column, whose string values become that many asterisks. So does NULL. |
      | `column.mask.hash.<algorithm>.with.salt.<salt>` | Columns whose string values become the hexadecimal digits of a salted hash, cut to the length of the column's type. As in Debezium, the hash is over Java's serialized form of the string. An algorithm that the worker's Java does not have is an error of the validation. |
      | `column.mask.hash.v2.<algorithm>.with.salt.<salt>` | The same, but the hash is over the string in UTF-8, so that other programs can compute it too. |
      | `column.truncate.to.<length>.chars` | Columns whose string values are cut to that many characters. If several of these four properties select a column, asterisks win over hashes, and hashes over cuts. None of them changes the keys of records. |
      | `snapshot.select.statement.overrides.<schema.table>` | The SELECT that reads a table listed in `snapshot.select.statement.overrides`. |
      | `driver.*`, `database.*` | A name that is not on this page goes to the JDBC driver, without its prefix: `driver.socketTimeout=60`. If both prefixes have the same name, `driver.` wins. |
      """;

  private ConfigReference() {}

  /** The page in Markdown. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(GENERATED);
    ConfigDef definition = ConnectorConfig.definition();
    for (String group : definition.groups()) {
      List<ConfigKey> keys = keysOf(definition, group);
      if (!keys.isEmpty()) {
        page.append("\n## ").append(group).append("\n\n");
        page.append(table(keys, ConfigReference::mark));
      }
    }
    page.append('\n').append(VARIABLE_KEYS);
    page.append("\n## Coming from Debezium\n\n");
    page.append("What is not listed here means the same as in Debezium 3.7.\n");
    appendDebezium(page, "Different", DebeziumProperties.Status.SUPPORTED);
    appendDebezium(
        page,
        "Refused: only a value that asks for what the connector does anyway is accepted",
        DebeziumProperties.Status.REFUSED);
    appendDebezium(
        page,
        "Ignored: accepted, without effect; the log says so at each start",
        DebeziumProperties.Status.IGNORED);
    return page.toString();
  }

  /** A table of properties in Markdown, in their order. For the pages of other connectors too. */
  public static String table(Collection<ConfigKey> keys) {
    return table(keys, name -> "");
  }

  private static String table(Collection<ConfigKey> keys, UnaryOperator<String> mark) {
    String header = "| Property | Type | Default | Values | Meaning |\n|---|---|---|---|---|\n";
    StringBuilder table = new StringBuilder(header);
    keys.forEach(key -> table.append(row(key, mark.apply(key.name))));
    return table.toString();
  }

  private static String mark(String name) {
    return DebeziumProperties.isKnown(name) ? "" : " *(own)*";
  }

  private static List<ConfigKey> keysOf(ConfigDef definition, String group) {
    return definition.configKeys().values().stream()
        .filter(key -> !key.internalConfig && group.equals(key.group))
        .sorted(Comparator.comparingInt(key -> key.orderInGroup))
        .toList();
  }

  private static String row(ConfigKey key, String mark) {
    return cells(
        code(key.name) + mark,
        key.type.name().toLowerCase(Locale.ROOT),
        defaultOf(key),
        values(key),
        key.documentation);
  }

  private static String defaultOf(ConfigKey key) {
    if (!key.hasDefault()) {
      return "required";
    }
    if (key.defaultValue == null) {
      return "none";
    }
    String value = ConfigDef.convertToString(key.defaultValue, key.type);
    return value.isEmpty() ? "empty" : code(value);
  }

  private static String values(ConfigKey key) {
    if (key.type == ConfigDef.Type.BOOLEAN) {
      return "true, false";
    }
    return key.validator == null ? "" : key.validator.toString();
  }

  private static void appendDebezium(
      StringBuilder page, String title, DebeziumProperties.Status status) {
    Map<String, List<String>> keysByReason =
        DebeziumProperties.entries().stream()
            .filter(entry -> entry.status() == status && !entry.reason().isEmpty())
            .collect(
                Collectors.groupingBy(
                    DebeziumProperties.Entry::reason,
                    LinkedHashMap::new,
                    Collectors.mapping(entry -> code(entry.key()), Collectors.toList())));
    page.append("\n### ").append(title).append("\n\n| Property | What to know |\n|---|---|\n");
    keysByReason.forEach(
        (reason, keys) -> page.append(cells(String.join(", ", keys), sentence(reason))));
  }

  private static String sentence(String reason) {
    String capital = reason.substring(0, 1).toUpperCase(Locale.ROOT) + reason.substring(1);
    return capital.endsWith(".") ? capital : capital + ".";
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private static String cells(String... cells) {
    StringBuilder row = new StringBuilder("|");
    for (String cell : cells) {
      row.append(' ').append(cell.replace("|", "\\|")).append(" |");
    }
    return row.append('\n').toString();
  }
}
