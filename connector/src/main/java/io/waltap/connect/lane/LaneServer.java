/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.CreatedSlot;
import io.waltap.connect.database.ServerInfo;
import io.waltap.connect.database.SlotState;
import io.waltap.connect.database.SystemIdentity;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.snapshot.BatchConsumer;
import io.waltap.connect.snapshot.SnapshotPoint;
import io.waltap.connect.snapshot.TableOutcomes;
import io.waltap.connect.snapshot.TableTask;
import io.waltap.connect.stream.ChangeStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What the start of a lane asks the server, and makes it do. Used by the lane's thread. */
interface LaneServer {

  /**
   * Connects, checks that the server can be used, and, for the first lane, makes sure that the
   * connector's publication exists.
   *
   * @throws org.apache.kafka.connect.errors.ConnectException if the server cannot be used
   */
  ServerInfo prepare() throws SQLException;

  /**
   * Returns when the lane's slot is the right one, after a change of lanes.
   *
   * @param stored what Connect has stored for the lanes, by slot; asked again each time
   * @return whether the lane's stored position belongs to that slot
   */
  boolean arrive(Supplier<Map<String, LanePosition>> stored)
      throws SQLException, InterruptedException;

  /**
   * The lane's slot.
   *
   * @throws org.apache.kafka.connect.errors.ConnectException if the connector cannot read it
   */
  Optional<SlotState> findSlot() throws SQLException;

  /** The tables that the lane captures, and those of other lanes. */
  CapturedTables tables();

  /** Opens the session that makes slots; the snapshot that it exports ends with it. */
  Exporter openExporter() throws SQLException;

  void dropSlot() throws SQLException;

  /**
   * Tells that the slot is at this position now. Only this run of the lane confirms anything beyond
   * it.
   */
  void slotIsAt(long lsn);

  /**
   * Holds the slot for a moment, to make sure that no other client has moved it since {@link
   * #slotIsAt}.
   *
   * @throws SQLException if the slot was moved; the lane then starts again
   */
  void requireUnmoved() throws SQLException;

  /** Streams all transactions from the slot that committed before a position. */
  void streamUntil(long lsn, ChangeStream stream) throws SQLException, InterruptedException;

  /** A session that makes slots, each with a snapshot that can be read until the next command. */
  interface Exporter extends AutoCloseable {
    SystemIdentity identify() throws SQLException;

    /** Makes the lane's slot. */
    CreatedSlot makeSlot() throws SQLException;

    /**
     * Makes a slot that ends with the session. Only making a slot gives a snapshot together with
     * its WAL position.
     */
    CreatedSlot makeTemporarySlot() throws SQLException;

    /**
     * Reads the rows of tables as of the last slot's snapshot.
     *
     * @param outcomes told of each table, whether it was read
     */
    void read(
        SnapshotPoint point, List<TableTask> tasks, BatchConsumer rows, TableOutcomes outcomes)
        throws SQLException, InterruptedException;

    @Override
    void close() throws SQLException;
  }
}
