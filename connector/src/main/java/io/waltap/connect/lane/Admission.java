/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.table.TableEntry;
import java.util.Collection;

/** What a lane's start and its runner ask of the admission of tables. Used by the lane's thread. */
interface Admission extends AutoCloseable {

  /**
   * The lane starts with a table that is published as the root of its partitions.
   *
   * @param xid what is stored of partitions that came with rows: of those that were attached before
   *     this transaction, nothing is missing; 0: nothing is stored
   * @param whole whether the table is read as a whole after this start
   */
  void startsWith(TableEntry entry, PublishedTable root, long xid, boolean whole);

  /** The stream begins, for the first time or again. */
  void streaming();

  /** Whether the table is to be read in chunks while it streams. */
  boolean readsInChunks(PublishedTable table);

  /** Reads the table, whose state says so, in chunks while it streams. */
  void readInChunks(TableEntry entry, PublishedTable table);

  /** Reads the table, whose state is New, while the lane streams the others. */
  void readWhileStreaming(PublishedTable table);

  /** What is delivered of tables that are being read, ahead of the lane's stream perhaps. */
  Collection<TablePosition> beingRead();

  /**
   * The table's rows could not be read before the stream: the table waits for the next try.
   *
   * @param streams whether its changes are delivered meanwhile, because something of it was
   */
  void rowsFailed(PublishedTable table, Exception cause, boolean streams);

  /**
   * Another table has the table's topic or stored position: the table waits until that is no longer
   * so. Nothing is stored of it.
   *
   * @param why names both, and says what to do
   */
  void nameTaken(PublishedTable table, String why);

  /**
   * A start of the lane decides about all tables: what is being read while others stream is given
   * up, and waited for.
   */
  void giveUpReading() throws InterruptedException;

  @Override
  void close();
}
