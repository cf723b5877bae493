/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.stream;

import io.waltap.connect.pgoutput.Lsn;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;
import org.postgresql.replication.fluent.logical.ChainedLogicalStreamBuilder;

/**
 * One slot's stream over one connection: reads messages, answers keepalives, confirms. Owned by one
 * thread; others may count its messages, and end it. It never confirms a position that it was not
 * told to.
 */
public final class ReplicationStream implements ChangeSource, AutoCloseable {
  private final Connection connection;
  private final PGReplicationStream stream;
  private final AtomicLong messages = new AtomicLong();
  private final long walEnd;
  private long confirmed = Lsn.NONE;
  private SQLException failure;

  private ReplicationStream(Connection connection, PGReplicationStream stream, long walEnd) {
    this.connection = connection;
    this.stream = stream;
    this.walEnd = walEnd;
  }

  /**
   * Starts streaming a slot over a replication connection, which closes with the stream. A
   * temporary slot can be streamed over the connection that made it alone.
   *
   * @param publication whose tables are sent
   * @param messages whether logical decoding messages are sent
   * @param parameters further options of pgoutput
   * @param from the position from which it sends, if the slot is not confirmed so far; {@link
   *     Lsn#NONE}: from where the slot was confirmed
   * @param walEnd the end of the server's WAL when the stream starts
   * @throws SQLException among others when the slot is in use (55006), gone (42704) or invalidated
   *     (55000)
   */
  public static ReplicationStream start(
      Connection connection,
      String slot,
      String publication,
      boolean messages,
      Duration statusInterval,
      Map<String, String> parameters,
      long from,
      long walEnd)
      throws SQLException {
    ChainedLogicalStreamBuilder builder =
        connection
            .unwrap(PGConnection.class)
            .getReplicationAPI()
            .replicationStream()
            .logical()
            .withSlotName(slot)
            .withStartPosition(LogSequenceNumber.valueOf(from))
            .withSlotOption("proto_version", 1)
            .withSlotOption("publication_names", quoted(publication))
            .withSlotOption("binary", true)
            .withSlotOption("messages", messages)
            // pgjdbc would confirm what it has received; only the acknowledged may be confirmed
            .withAutomaticFlush(false)
            .withStatusInterval(Math.toIntExact(statusInterval.toMillis()), TimeUnit.MILLISECONDS);
    for (Map.Entry<String, String> option : parameters.entrySet()) {
      builder = builder.withSlotOption(option.getKey(), option.getValue());
    }
    return new ReplicationStream(connection, builder.start(), walEnd);
  }

  @Override
  public ByteBuffer read() throws SQLException {
    try {
      ByteBuffer message = stream.readPending();
      if (message != null) {
        messages.lazySet(messages.getPlain() + 1);
      }
      return message;
    } catch (SQLException e) {
      failure = e;
      throw e;
    }
  }

  /** Why the server has ended the stream; null if it has not. */
  public SQLException failure() {
    return failure;
  }

  @Override
  public long position() {
    return stream.getLastReceiveLSN().asLong();
  }

  @Override
  public void confirm(long lsn) throws SQLException {
    if (Lsn.isAfter(lsn, confirmed)) {
      // the server would move the slot beyond its own log, and drop what is written there later
      long bounded = Lsn.min(lsn, Lsn.max(walEnd, position()));
      if (Lsn.isAfter(bounded, confirmed)) {
        confirmed = bounded;
        stream.setFlushedLSN(LogSequenceNumber.valueOf(bounded));
        stream.setAppliedLSN(LogSequenceNumber.valueOf(bounded));
        stream.forceUpdateStatus();
      }
    }
  }

  /** How many messages have come. Any thread may ask. */
  public long messages() {
    return messages.get();
  }

  /** The end of the server's WAL when the stream started. */
  public long walEnd() {
    return walEnd;
  }

  /** The server's major version. */
  public int majorVersion() throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion();
  }

  /** The process of the server that sends the messages. Any thread may ask. */
  public int serverProcess() throws SQLException {
    return connection.unwrap(PGConnection.class).getBackendPID();
  }

  /** Ends the link at once, from any thread. Its own thread then finds that it is lost. */
  public void abort() throws SQLException {
    connection.abort(Runnable::run);
  }

  /** The last position that was confirmed over this link; {@link Lsn#NONE} if none was. */
  public long confirmed() {
    return confirmed;
  }

  @Override
  public void confirmAndKeepAlive(long lsn) throws SQLException {
    confirm(lsn);
    stream.forceUpdateStatus();
  }

  @Override
  public void close() throws SQLException {
    // closing the stream first would wait until the server has sent the rest of the transaction
    // that it is sending
    connection.close();
  }

  /** The option's value is a list of SQL identifiers. */
  private static String quoted(String publication) {
    return '"' + publication.replace("\"", "\"\"") + '"';
  }
}
