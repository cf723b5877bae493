/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;

/** What an event carries. */
final class EventKeys {

  static final String GROUP = "Events";

  static final String TOMBSTONES_ON_DELETE = "tombstones.on.delete";
  static final String PROVIDE_TRANSACTION_METADATA = "provide.transaction.metadata";
  static final String MESSAGE_KEY_COLUMNS = "message.key.columns";
  static final String COLUMN_PROPAGATE_SOURCE_TYPE = "column.propagate.source.type";
  static final String DATATYPE_PROPAGATE_SOURCE_TYPE = "datatype.propagate.source.type";
  static final String INCLUDE_SCHEMA_COMMENTS = "include.schema.comments";
  static final String EXTENDED_HEADERS_ENABLED = "extended.headers.enabled";

  private EventKeys() {}

  static void define(ConfigDef definition) {
    KeyGroup group = new KeyGroup(definition, GROUP);
    group.flag(
        TOMBSTONES_ON_DELETE,
        true,
        Importance.MEDIUM,
        "Tombstones",
        "Whether the event of a deletion is followed by a record with the same key and no value,"
            + " so that log compaction can forget the key.");
    group.flag(
        PROVIDE_TRANSACTION_METADATA,
        false,
        Importance.LOW,
        "Transaction metadata",
        "Whether each event says to which transaction it belongs, and the beginning and end of"
            + " transactions are events of their own (see topic.transaction).");
    group.text(
        MESSAGE_KEY_COLUMNS,
        null,
        LambdaValidator.with(
            (key, value) -> {
              if (value != null) {
                MessageKeys.parse(value.toString(), null);
              }
            },
            () -> "schema.table:column,column entries, separated by semicolons"),
        Importance.MEDIUM,
        "Key columns",
        "The columns that make up the key of a table's events in place of its primary key, as"
            + " schema.table:column,column;... with a regular expression for the table. A table"
            + " that has none of the columns keeps its primary key. A change of such a key is only"
            + " seen with REPLICA IDENTITY FULL.");
    group.patterns(
        COLUMN_PROPAGATE_SOURCE_TYPE,
        Importance.MEDIUM,
        "Source types by column",
        "Columns, matched against schema.table.column, whose PostgreSQL type, length and scale are"
            + " added to the parameters of their schema.");
    group.patterns(
        DATATYPE_PROPAGATE_SOURCE_TYPE,
        Importance.MEDIUM,
        "Source types by type",
        "The same for all columns of a type, matched against schema.table.type, for example all"
            + " of type numeric by .+[.]numeric.");
    group.flag(
        INCLUDE_SCHEMA_COMMENTS,
        false,
        Importance.MEDIUM,
        "Comments",
        "Whether the comments of tables and columns become the documentation of the schemas.");
    group.flag(
        EXTENDED_HEADERS_ENABLED,
        true,
        Importance.LOW,
        "Extended headers",
        "Whether each record carries the four __debezium.context headers (topic.prefix, task,"
            + " connector, run). They cost about 200 bytes per record before compression.");
  }
}
