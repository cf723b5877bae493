/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.table;

import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.record.RecordBuilder;

/**
 * Decides about each relation that the stream describes, before any of its changes. Asked on the
 * stream's thread.
 */
@FunctionalInterface
public interface TableGate {
  Decision decide(Relation relation);

  /** What becomes of a table's changes. */
  enum Decision {
    /** They become records. */
    CAPTURE,
    /** They are none of ours. */
    DROP,
    /** They wait: the table is read first. {@link RecordBuilder#admit} ends it. */
    WITHHOLD
  }
}
