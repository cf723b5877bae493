/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.metrics;

import java.util.Map;
import javax.management.MXBean;

/**
 * What a lane shows over JMX. LSNs are byte positions in the WAL, so that differences are bytes.
 */
@MXBean
public interface LaneMetrics {
  /** Whether the slot is being streamed right now. */
  boolean isConnected();

  /** Row changes of captured tables seen since the task started, replayed ones included. */
  long getEvents();

  /** Attempts to connect again since the task started. */
  long getReconnects();

  /** Records that wait for Connect to take them. */
  int getQueueRecords();

  /** Bytes that were received for these records. */
  long getQueueBytes();

  /** Up to where Kafka has acknowledged everything. */
  long getReleasedLsn();

  /** Up to where the slot is confirmed: what Connect is known to have stored. */
  long getConfirmedLsn();

  /**
   * With {@code slot.confirm.on.request}: up to where the slot may be confirmed, in PostgreSQL's
   * words, such as {@code 0/16B3748}. Empty if nothing was allowed yet, or without the property.
   */
  String getConfirmUpTo();

  /**
   * Allows to confirm the slot up to a position. An earlier one than before changes nothing.
   * Without {@code slot.confirm.on.request} it has no effect.
   *
   * @throws IllegalArgumentException if the text is not an LSN
   */
  void setConfirmUpTo(String lsn);

  /**
   * Heartbeat records with the lane's position that Connect has dropped, because a transformation
   * filters them or their errors are tolerated. While it drops them, the slot is not confirmed.
   */
  long getHeartbeatsDropped();

  /**
   * Tables whose rows this run of the task has begun to read: before the stream, in chunks, or
   * while the others stream. A table that is read again is counted once.
   */
  int getSnapshotTables();

  /**
   * Those of them that are being read now. A table is counted until it is complete, fails, or is
   * given up; one that waits for its next try is counted in {@link #getTablesSetAside}.
   */
  int getSnapshotTablesLeft();

  /** Whether tables are being read before the stream goes on. The lane is not connected then. */
  boolean isSnapshotRunning();

  /**
   * How many of the lane's tables are in each state, by the state's name
   * (docs/design/table-life.md).
   */
  Map<String, Integer> getTablesByState();

  /** How many of them wait, because something keeps their rows or changes from being delivered. */
  int getTablesSetAside();

  /**
   * Each table whose state is not Streaming: its state, and if it waits, the reason and the time of
   * the next try.
   */
  Map<String, String> getTablesNotStreaming();
}
