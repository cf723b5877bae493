/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.stream.RecordSink;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tables that are read while others stream. A test says how far they are, and what goes wrong. */
final class InMemoryReading implements TableReading {
  private final List<TableWork> tables;
  private final Map<Integer, TableFailure> failed = new HashMap<>();
  private boolean running;
  private long handed = Lsn.NONE;
  private Map<String, TablePosition> positions = Map.of();
  private Throwable failure;
  private Exception lastFailure;

  InMemoryReading(Collection<TableWork> tables) {
    this.tables = List.copyOf(tables);
  }

  /** Whether it was started, and nothing has ended it. */
  boolean isRunning() {
    return running;
  }

  /** All rows are handed over, and the changes up to here. */
  void handedOverTo(long lsn) {
    handed = lsn;
  }

  /** So much is handed over of a table that is still to be read. */
  void handedOver(String table, TablePosition position) {
    positions = Map.of(table, position);
  }

  /** One of the tables cannot be delivered. */
  void fails(int oid, Exception cause, TableFailure.Kind kind) {
    failed.put(oid, new TableFailure(cause, kind));
  }

  void fails(Throwable cause) {
    failure = cause;
  }

  /** It fails when it is asked to finish. */
  void failsAtTheEnd(Exception cause) {
    lastFailure = cause;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public List<TableWork> tables() {
    return tables;
  }

  @Override
  public long handed() {
    return handed;
  }

  @Override
  public long finish(RecordSink.KeepAlive keepAlive) throws SQLException {
    keepAlive.run();
    running = false;
    failure = lastFailure;
    return handed;
  }

  @Override
  public Throwable failure() {
    return failure;
  }

  @Override
  public Map<Integer, TableFailure> failed() {
    return Map.copyOf(failed);
  }

  @Override
  public Map<String, TablePosition> positions() {
    return positions;
  }

  @Override
  public void abort() {
    running = false;
  }

  @Override
  public void abortAndWait() {
    abort();
  }
}
