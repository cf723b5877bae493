/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import io.waltap.it.harness.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationStream;

/** Another consumer of the test's slot. It confirms nothing. */
final class SlotHolder implements AutoCloseable {
  private final Connection connection;
  private final PGReplicationStream stream;
  private final String pid;

  SlotHolder(TestDatabase database) throws SQLException {
    connection = database.connectForReplication();
    stream =
        connection
            .unwrap(PGConnection.class)
            .getReplicationAPI()
            .replicationStream()
            .logical()
            .withSlotName(database.slot())
            .withSlotOption("proto_version", 1)
            .withSlotOption("publication_names", database.publication())
            .start();
    pid = database.streamingPid();
  }

  /** The server process that serves this consumer. */
  String pid() {
    return pid;
  }

  @Override
  public void close() throws SQLException {
    if (!stream.isClosed()) {
      stream.close();
    }
    connection.close();
  }
}
