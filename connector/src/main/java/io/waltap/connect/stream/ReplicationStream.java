/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.stream;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.pgoutput.Lsn;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;
import org.postgresql.replication.fluent.logical.ChainedLogicalStreamBuilder;

/**
 * One slot's stream over one connection: reads messages, answers keepalives, confirms. Owned by one
 * thread. It never confirms a position that it was not told to.
 */
public final class ReplicationStream implements AutoCloseable {
  private final Connection connection;
  private final PGReplicationStream stream;
  private long confirmed = Lsn.NONE;

  private ReplicationStream(Connection connection, PGReplicationStream stream) {
    this.connection = connection;
    this.stream = stream;
  }

  /**
   * Starts streaming the lane's slot where it was confirmed.
   *
   * @param publication whose tables are sent
   * @throws SQLException among others when the slot is in use (55006), gone (42704) or invalidated
   *     (55000)
   */
  public static ReplicationStream start(
      ConnectionFactory connections, ConnectorConfig config, String publication)
      throws SQLException {
    Connection connection = connections.openReplication();
    try {
      return start(connection, config.slotName(), config, publication);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Starts streaming a slot over a connection, which closes with the stream. A temporary slot can
   * be streamed over the connection that made it alone.
   */
  public static ReplicationStream start(
      Connection connection, String slot, ConnectorConfig config, String publication)
      throws SQLException {
    ChainedLogicalStreamBuilder builder =
        connection
            .unwrap(PGConnection.class)
            .getReplicationAPI()
            .replicationStream()
            .logical()
            .withSlotName(slot)
            .withSlotOption("proto_version", 1)
            .withSlotOption("publication_names", quoted(publication))
            .withSlotOption("binary", true)
            // a message belongs to no table; one lane is enough to capture it
            .withSlotOption("messages", config.lane().index() == 0)
            // pgjdbc would confirm what it has received; only the acknowledged may be confirmed
            .withAutomaticFlush(false)
            .withStatusInterval(
                Math.toIntExact(config.statusUpdateInterval().toMillis()), TimeUnit.MILLISECONDS);
    for (Map.Entry<String, String> option : config.slotStreamParams().entrySet()) {
      builder = builder.withSlotOption(option.getKey(), option.getValue());
    }
    return new ReplicationStream(connection, builder.start());
  }

  /**
   * The next message, or null if there is none right now (after a wait of about a millisecond).
   *
   * @return an array-backed buffer that is the caller's to keep
   */
  public ByteBuffer read() throws SQLException {
    return stream.readPending();
  }

  /**
   * WAL position of the message just read. After a read without a message: how far the server has
   * read the log, with nothing for us before it but what it has sent.
   */
  public long position() {
    return stream.getLastReceiveLSN().asLong();
  }

  /** Confirms a position, so that the server may forget what lies before it. */
  public void confirm(long lsn) throws SQLException {
    if (Lsn.isAfter(lsn, confirmed)) {
      confirmed = lsn;
      stream.setFlushedLSN(LogSequenceNumber.valueOf(lsn));
      stream.setAppliedLSN(LogSequenceNumber.valueOf(lsn));
      stream.forceUpdateStatus();
    }
  }

  /** The last position that was confirmed over this link; {@link Lsn#NONE} if none was. */
  public long confirmed() {
    return confirmed;
  }

  /**
   * For when nothing is read because nothing more can be taken: confirms, and tells the server that
   * we are alive.
   */
  public void confirmAndKeepAlive(long lsn) throws SQLException {
    confirm(lsn);
    stream.forceUpdateStatus();
  }

  @Override
  public void close() throws SQLException {
    // closing the stream first would wait for the server to end a transaction that it is in the
    // middle of
    connection.close();
  }

  /** The option's value is a list of SQL identifiers. */
  private static String quoted(String publication) {
    return '"' + publication.replace("\"", "\"\"") + '"';
  }
}
