/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

/**
 * Is told what became of each table of a snapshot, once, on the thread that read it. A table that
 * fails does not stop the others.
 */
public interface TableOutcomes {
  /** The table's last record is handed over. */
  void completed(TableTask task);

  /**
   * The table could not be read to its end.
   *
   * @param anyRow whether some of its rows may have been handed over
   */
  void failed(TableTask task, Exception cause, boolean anyRow);
}
