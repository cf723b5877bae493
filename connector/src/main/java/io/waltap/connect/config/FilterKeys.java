/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;

/** Which tables, columns, operations and messages are captured. */
final class FilterKeys {

  static final String GROUP = "Filters";

  static final String SCHEMA_INCLUDE_LIST = "schema.include.list";
  static final String SCHEMA_EXCLUDE_LIST = "schema.exclude.list";
  static final String TABLE_INCLUDE_LIST = "table.include.list";
  static final String TABLE_EXCLUDE_LIST = "table.exclude.list";
  static final String COLUMN_INCLUDE_LIST = "column.include.list";
  static final String COLUMN_EXCLUDE_LIST = "column.exclude.list";
  static final String MESSAGE_PREFIX_INCLUDE_LIST = "message.prefix.include.list";
  static final String MESSAGE_PREFIX_EXCLUDE_LIST = "message.prefix.exclude.list";
  static final String SKIPPED_OPERATIONS = "skipped.operations";
  static final String SKIP_MESSAGES_WITHOUT_CHANGE = "skip.messages.without.change";

  private FilterKeys() {}

  static void define(ConfigDef definition) {
    KeyGroup group = new KeyGroup(definition, GROUP);
    group.patterns(
        SCHEMA_INCLUDE_LIST,
        Importance.HIGH,
        "Schemas included",
        "Schemas whose tables are captured. Unset, all but the system's. Not together with"
            + " schema.exclude.list.");
    group.patterns(
        SCHEMA_EXCLUDE_LIST,
        Importance.MEDIUM,
        "Schemas excluded",
        "Schemas whose tables are not captured. Not together with schema.include.list.");
    group.patterns(
        TABLE_INCLUDE_LIST,
        Importance.HIGH,
        "Tables included",
        "Tables that are captured, matched against schema.table (or database.schema.table). Unset,"
            + " all tables of the schemas that are captured. Not together with table.exclude.list."
            + " System tables are never captured, whatever the lists say.");
    group.patterns(
        TABLE_EXCLUDE_LIST,
        Importance.MEDIUM,
        "Tables excluded",
        "Tables that are not captured, matched against schema.table (or database.schema.table)."
            + " Not together with table.include.list.");
    group.patterns(
        COLUMN_INCLUDE_LIST,
        Importance.MEDIUM,
        "Columns included",
        "Columns that appear in the events' values, matched against schema.table.column. Unset,"
            + " all. The columns of the key stay in the key in any case. Not together with"
            + " column.exclude.list.");
    group.patterns(
        COLUMN_EXCLUDE_LIST,
        Importance.MEDIUM,
        "Columns excluded",
        "Columns that are left out of the events' values, matched against schema.table.column. The"
            + " columns of the key stay in the key. Not together with column.include.list.");
    group.patterns(
        MESSAGE_PREFIX_INCLUDE_LIST,
        Importance.MEDIUM,
        "Message prefixes included",
        "Prefixes of the logical decoding messages (pg_logical_emit_message) that are captured."
            + " Unset, all. Not together with message.prefix.exclude.list.");
    group.patterns(
        MESSAGE_PREFIX_EXCLUDE_LIST,
        Importance.MEDIUM,
        "Message prefixes excluded",
        "Prefixes of the logical decoding messages that are not captured. Not together with"
            + " message.prefix.include.list.");
    group.text(
        SKIPPED_OPERATIONS,
        "t",
        LambdaValidator.with(
            (key, value) -> {
              if (value != null) {
                Operation.parseAll(key, value.toString());
              }
            },
            () -> "c, u, d, t, separated by commas, or none"),
        Importance.LOW,
        "Skipped operations",
        "Operations of which no events are made: c (insert), u (update), d (delete), t (truncate),"
            + " or none to skip none of them.");
    group.flag(
        SKIP_MESSAGES_WITHOUT_CHANGE,
        false,
        Importance.MEDIUM,
        "Skip unchanged",
        "Whether an update that changes none of the captured columns makes no event. It needs the"
            + " old row, so it works only on tables with REPLICA IDENTITY FULL; updates of others"
            + " are all emitted.");
  }
}
