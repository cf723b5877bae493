/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.time.Duration;

/**
 * What the events look like.
 *
 * @param tombstonesOnDelete whether a delete is followed by a record without a value
 * @param transactionMetadata {@code provide.transaction.metadata}
 * @param includeSchemaComments whether schemas carry the columns' comments
 * @param extendedHeaders whether records carry Debezium's context headers
 * @param mirrorSignals whether records say what a mirror needs to know
 * @param mirrorSignalsInterval between two watermarks of a table that changes
 */
public record EventSettings(
    boolean tombstonesOnDelete,
    boolean transactionMetadata,
    MessageKeys messageKeys,
    ColumnMasks columnMasks,
    SourceTypePropagation sourceTypePropagation,
    boolean includeSchemaComments,
    boolean extendedHeaders,
    boolean mirrorSignals,
    Duration mirrorSignalsInterval) {
  static EventSettings of(Values values) {
    return new EventSettings(
        values.flag(EventKeys.TOMBSTONES_ON_DELETE),
        values.flag(EventKeys.PROVIDE_TRANSACTION_METADATA),
        MessageKeys.parse(values.text(EventKeys.MESSAGE_KEY_COLUMNS), values.databaseName()),
        ColumnMasks.of(values.properties(), values.databaseName()),
        new SourceTypePropagation(
            values.patterns(EventKeys.COLUMN_PROPAGATE_SOURCE_TYPE, 3),
            values.patterns(EventKeys.DATATYPE_PROPAGATE_SOURCE_TYPE, 3)),
        values.flag(EventKeys.INCLUDE_SCHEMA_COMMENTS),
        values.flag(EventKeys.EXTENDED_HEADERS_ENABLED),
        values.flag(EventKeys.MIRROR_SIGNALS_ENABLED),
        values.millis(EventKeys.MIRROR_SIGNALS_INTERVAL));
  }
}
