/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.pgoutput.Relation;
import java.util.function.Supplier;

/**
 * Says whether a relation that the stream describes is published now. The stream describes many
 * relations in a row, such as all partitions of a table, so one answer of the catalog serves for
 * all relations of a transaction: it was given after the transaction had committed, and so after
 * everything that made these relations published. For a later transaction, an answer that lacks a
 * relation may be too old, and is replaced. Owned by the lane's thread.
 */
final class PublishedNow {
  private final Supplier<CapturedTables> catalog;

  /** The last answer, until the next check; null if nothing was asked since. */
  private CapturedTables answer;

  /** Whether the answer is later than the transaction that the stream brings now. */
  private boolean isLater;

  /**
   * @param catalog asks which tables of the connector's publication are captured
   */
  PublishedNow(Supplier<CapturedTables> catalog) {
    this.catalog = catalog;
  }

  /** All captured tables as they are now. */
  CapturedTables ask() {
    return catalog.get();
  }

  /** The relation as it is published, or null if it is not. */
  PublishedTable find(Relation relation) {
    PublishedTable found = answered(relation);
    if (found == null && !isLater) {
      answer = catalog.get();
      isLater = true;
      found = answered(relation);
    }
    return found;
  }

  private PublishedTable answered(Relation relation) {
    PublishedTable found = answer == null ? null : answer.tables().get(relation.id());
    return found != null && found.oid() == relation.oid() ? found : null;
  }

  /** The answer in which {@link #find} has found the last relation. */
  CapturedTables answer() {
    return answer;
  }

  /** The stream comes to another transaction. */
  void transactionEnded() {
    isLater = false;
  }

  /** A check has a later answer. */
  void checked() {
    answer = null;
  }
}
