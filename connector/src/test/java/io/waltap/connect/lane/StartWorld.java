/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.layout.Lane;
import io.waltap.connect.metrics.ConnectorMetrics;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.TestTable;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.Tables;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A lane of the tables a (rows 1 and 2), b (row 3) and c (no rows), with its server and with what
 * Connect has stored. The server's WAL ends at 500; the first slot that the lane makes is at 600,
 * the next at 700.
 */
final class StartWorld implements AutoCloseable {
  private final StoredOffsets stored = new StoredOffsets();
  private InMemoryServer server;
  private StartingLane task;

  /** A position of a table that was read. */
  static TablePosition read(long lsn) {
    return TablePosition.snapshot(true, lsn);
  }

  /** A position of a table that was not read to the end. */
  static TablePosition unread(long lsn) {
    return TablePosition.snapshot(false, lsn);
  }

  // What there is

  void given(String... properties) {
    given(Lane.single("slot"), properties);
  }

  /** The server's tables, and a lane with these properties: key, value, key, value... */
  void given(Lane which, String... properties) {
    TestTable test = new TestTable(properties);
    server = new InMemoryServer(test);
    server.publish(1, "a", 1, 2);
    server.publish(2, "b", 3);
    server.publish(3, "c");
    task = new StartingLane(test, which, server, stored);
  }

  /** The lane has delivered up to 400, and the tables were read at 200. */
  void everythingIsStored() {
    stored.lane("slot", 400);
    stored.table("public.a", read(200));
    stored.table("public.b", read(200));
    stored.table("public.c", read(200));
  }

  InMemoryServer server() {
    return server;
  }

  StoredOffsets stored() {
    return stored;
  }

  // The task, as StartingLane says

  /** The task ends, and there is another one, with no properties of its own. */
  void anotherTask() {
    task.close();
    task = new StartingLane(new TestTable(), Lane.single("slot"), server, stored);
  }

  Optional<Started> start() throws SQLException, InterruptedException {
    return task.start();
  }

  void slotIsStuck() {
    task.slotIsStuck();
  }

  ConnectorMetrics metrics() {
    return task.metrics();
  }

  InMemoryAdmission admission() {
    return task.admission();
  }

  Tables tables() {
    return task.tables();
  }

  TableEntry table(String name) {
    return task.table(name);
  }

  List<SourceRecord> taken() throws InterruptedException {
    return task.taken();
  }

  List<String> delivered() throws InterruptedException {
    return task.delivered();
  }

  @Override
  public void close() {
    Thread.interrupted(); // a test that failed may have left it
    task.close();
  }
}
