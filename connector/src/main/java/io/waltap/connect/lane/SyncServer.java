/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.snapshot.BatchConsumer;
import io.waltap.connect.snapshot.SnapshotPoint;
import io.waltap.connect.snapshot.TableOutcomes;
import io.waltap.connect.snapshot.TableTask;
import io.waltap.connect.stream.ChangeStream;
import java.sql.SQLException;
import java.util.List;

/** What a {@link TableSync} asks of its server. Used by its thread. */
interface SyncServer {
  /**
   * Streams a temporary copy of the lane's slot, from where that slot is confirmed.
   *
   * @param end where {@link ChangeStream#runUntil} ends
   */
  void streamCopy(long end, ChangeStream stream) throws SQLException, InterruptedException;

  /** Makes a temporary slot with a snapshot, however long the server waits for that. */
  OwnSlot makeSlot() throws SQLException;

  /** Ends what the sessions wait for, and opens no others. Any thread. */
  void endSessions();

  /** A temporary slot, and the session that has made it. */
  interface OwnSlot extends AutoCloseable {
    /** The snapshot, and where the slot's stream starts. */
    SnapshotPoint point();

    /**
     * Reads the rows of tables from the snapshot.
     *
     * @param outcomes told of each table, whether it was read
     */
    void read(List<TableTask> tasks, BatchConsumer rows, TableOutcomes outcomes)
        throws SQLException, InterruptedException;

    /** Streams the slot until the stream's side work ends that. The snapshot ends with it. */
    void stream(ChangeStream stream) throws SQLException, InterruptedException;

    @Override
    void close() throws SQLException;
  }
}
