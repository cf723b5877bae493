/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.stream.RecordSink;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Tables that are read, and then caught up, while the lane streams the others. The reading goes on
 * by itself; the lane's thread asks how far it is, and ends it.
 */
interface TableReading {

  void start();

  List<TableWork> tables();

  /** How far the tables' rows and changes are handed over; {@link Lsn#NONE} while rows are read. */
  long handed();

  /**
   * Ends it after the current transaction, and waits for that.
   *
   * @return up to where the tables' changes are handed over
   */
  long finish(RecordSink.KeepAlive keepAlive) throws SQLException, InterruptedException;

  /** What interrupted the reading of all its tables, or null. */
  Throwable failure();

  /** The tables that could not be delivered, by OID, while the others go on. */
  Map<Integer, TableFailure> failed();

  /**
   * What is handed over of each table, by its name as the offsets have it. A table whose rows are
   * wanted is still to be read. A table of which nothing is handed over may be missing.
   */
  Map<String, TablePosition> positions();

  /** Gives up at once. */
  void abort();

  /** Gives up, and waits until nothing more is handed over. */
  void abortAndWait() throws InterruptedException;
}
