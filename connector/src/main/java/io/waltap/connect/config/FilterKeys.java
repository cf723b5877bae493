/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;

/** The properties that say which tables, columns, operations and messages are captured. */
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
        "Schemas whose tables are captured. If it is unset, these are all schemas but PostgreSQL's"
            + " own. It cannot be set together with schema.exclude.list.");
    group.patterns(
        SCHEMA_EXCLUDE_LIST,
        Importance.MEDIUM,
        "Schemas excluded",
        "Schemas whose tables are not captured. It cannot be set together with"
            + " schema.include.list.");
    group.patterns(
        TABLE_INCLUDE_LIST,
        Importance.HIGH,
        "Tables included",
        "Tables that are captured, matched against schema.table or database.schema.table. If it is"
            + " unset, these are all tables of the captured schemas. It cannot be set together with"
            + " table.exclude.list. Tables of PostgreSQL's own schemas are never captured.");
    group.patterns(
        TABLE_EXCLUDE_LIST,
        Importance.MEDIUM,
        "Tables excluded",
        "Tables that are not captured, matched against schema.table or database.schema.table. It"
            + " cannot be set together with table.include.list.");
    group.patterns(
        COLUMN_INCLUDE_LIST,
        Importance.MEDIUM,
        "Columns included",
        "Columns that appear in the values of records, matched against schema.table.column. If it"
            + " is unset, these are all columns. Keys of records have all their columns in any"
            + " case. It cannot be set together with column.exclude.list.");
    group.patterns(
        COLUMN_EXCLUDE_LIST,
        Importance.MEDIUM,
        "Columns excluded",
        "Columns that are left out of the values of records, matched against schema.table.column."
            + " Keys of records have all their columns in any case. It cannot be set together with"
            + " column.include.list.");
    group.patterns(
        MESSAGE_PREFIX_INCLUDE_LIST,
        Importance.MEDIUM,
        "Message prefixes included",
        "Prefixes of the logical decoding messages (pg_logical_emit_message) that are captured. If"
            + " it is unset, all messages are. It cannot be set together with"
            + " message.prefix.exclude.list.");
    group.patterns(
        MESSAGE_PREFIX_EXCLUDE_LIST,
        Importance.MEDIUM,
        "Message prefixes excluded",
        "Prefixes of the logical decoding messages that are not captured. It cannot be set together"
            + " with message.prefix.include.list.");
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
        "Operations that make no records: c (insert), u (update), d (delete), t (truncate). none:"
            + " no operation is skipped.");
    group.flag(
        SKIP_MESSAGES_WITHOUT_CHANGE,
        false,
        Importance.MEDIUM,
        "Skip unchanged",
        "Whether an update that changes no captured column makes no record. This needs the old row,"
            + " so it works only for tables with REPLICA IDENTITY FULL. Every update of other"
            + " tables makes a record.");
  }
}
