/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;

/** The properties that say what records hold. */
final class EventKeys {

  static final String GROUP = "Events";

  static final String TOMBSTONES_ON_DELETE = "tombstones.on.delete";
  static final String PROVIDE_TRANSACTION_METADATA = "provide.transaction.metadata";
  static final String MESSAGE_KEY_COLUMNS = "message.key.columns";
  static final String COLUMN_PROPAGATE_SOURCE_TYPE = "column.propagate.source.type";
  static final String DATATYPE_PROPAGATE_SOURCE_TYPE = "datatype.propagate.source.type";
  static final String INCLUDE_SCHEMA_COMMENTS = "include.schema.comments";
  static final String EXTENDED_HEADERS_ENABLED = "extended.headers.enabled";
  static final String MIRROR_SIGNALS_ENABLED = "mirror.signals.enabled";
  static final String MIRROR_SIGNALS_INTERVAL = "mirror.signals.interval.ms";

  private EventKeys() {}

  static void define(ConfigDef definition) {
    KeyGroup group = new KeyGroup(definition, GROUP);
    group.flag(
        TOMBSTONES_ON_DELETE,
        true,
        Importance.MEDIUM,
        "Tombstones",
        "Whether the record of a delete is followed by a tombstone: a record with the same key and"
            + " no value, so that log compaction can remove the key.");
    group.flag(
        PROVIDE_TRANSACTION_METADATA,
        false,
        Importance.LOW,
        "Transaction metadata",
        "Whether each record says to which transaction it belongs, and the beginning and end of"
            + " each transaction are records too (topic.transaction). It needs tasks.max=1.");
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
        "The columns of a table's key in place of its primary key, as"
            + " schema.table:column,column;... with regular expressions for the table and for the"
            + " columns. If a table has none of the columns, its key stays as it is. A change of"
            + " such a key is only seen with REPLICA IDENTITY FULL.");
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
        "The same for all columns of a type, matched against schema.table.type: for example"
            + " .+[.]numeric for all columns of the type numeric.");
    group.flag(
        INCLUDE_SCHEMA_COMMENTS,
        false,
        Importance.MEDIUM,
        "Comments",
        "Whether the comment of a column (COMMENT ON COLUMN) becomes the documentation of the"
            + " column's schema. Comments of tables are not used.");
    group.flag(
        EXTENDED_HEADERS_ENABLED,
        true,
        Importance.LOW,
        "Extended headers",
        "Whether each record of a table has the four __debezium.context headers: topic.prefix, the"
            + " task's number, the connector's type, and an id made at each start. They take about"
            + " 200 bytes per record before compression.");
    group.flag(
        MIRROR_SIGNALS_ENABLED,
        false,
        Importance.MEDIUM,
        "Signals for the mirror sink",
        "Whether the records say what the mirror sink needs to know. Each change of a row has the"
            + " header __waltap.position, which says where it is in the stream; it takes about 70"
            + " bytes per record before compression. Records without key and value in the topics of"
            + " the tables have the header __waltap.marker: they say which log the changes are of,"
            + " where the rows of a snapshot begin and end, and up to where a table is complete. So"
            + " these topics must not be compacted. The schemas of columns have the parameters"
            + " __waltap.attnum and __waltap.missing: the column's number, and the value in rows"
            + " that are older than the column.");
    group.amount(
        MIRROR_SIGNALS_INTERVAL,
        1_000,
        Range.atLeast(0),
        Importance.LOW,
        "Interval of watermarks",
        "Milliseconds between two markers that say up to where a table is complete, while the table"
            + " changes. 0: after each transaction. A table that does not change has such a marker"
            + " every six hours. Has no effect without mirror.signals.enabled.");
  }
}
