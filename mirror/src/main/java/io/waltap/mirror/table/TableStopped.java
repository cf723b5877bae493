/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import io.waltap.mirror.schema.IncompatibleColumnException;
import io.waltap.mirror.schema.NewKeyColumnException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** A table cannot go on; the others do. The message says why, and what to do. */
final class TableStopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TableStopped(String message) {
    super(message);
  }

  TableStopped(String message, Throwable cause) {
    super(message, cause);
  }

  /** Why a table stops at a record. */
  static String reason(SinkRecord sinkRecord, String topic, RuntimeException cause) {
    return "the record at offset "
        + sinkRecord.kafkaOffset()
        + " of "
        + topic
        + " cannot be applied: "
        + cause.getMessage();
  }

  /** Whether a failure stops the table, because it would come again at each try. */
  static boolean isFor(RuntimeException failure) {
    return failure instanceof TableStopped
        || failure instanceof IncompatibleColumnException
        || failure instanceof NewKeyColumnException
        || failure instanceof DataException;
  }
}
