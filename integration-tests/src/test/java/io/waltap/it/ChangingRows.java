/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import io.waltap.it.harness.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A large table {@code t} whose rows are updated, deleted and inserted. Half of the changes are
 * near the rows that the snapshot reads at that moment. Every change increases the version of its
 * row by one. After a row is deleted, its key is not used again.
 */
final class ChangingRows implements AutoCloseable {
  private static final int LARGEST_TRANSACTION = 20;
  private static final int NEAR = 6_000;

  private final TestDatabase database;
  private final Connection connection;
  private final Random random;
  private final AtomicLong place = new AtomicLong(1);
  private long lastId;

  ChangingRows(TestDatabase database, int rows, long seed) throws SQLException {
    this.database = database;
    this.random = new Random(seed);
    this.lastId = rows;
    database.execute(
        "CREATE TABLE t (id bigint PRIMARY KEY, version bigint NOT NULL, note text)",
        "INSERT INTO t SELECT g, 1, 'a note' FROM generate_series(1, " + rows + ") g",
        "ANALYZE t");
    this.connection = database.connect();
    connection.setAutoCommit(false);
  }

  /** Sets the key near which half of the changes are made. */
  void near(long id) {
    place.set(id);
  }

  /** Commits one transaction. */
  void transact() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (int left = 1 + random.nextInt(LARGEST_TRANSACTION); left > 0; left--) {
        statement.addBatch(change());
      }
      statement.executeBatch();
    }
    connection.commit();
  }

  /** Adds one more row, after all other changes, and returns its key. */
  long finish() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(insert());
    }
    connection.commit();
    return lastId;
  }

  /** Returns the current versions, by key. */
  Map<Long, Long> state() {
    Map<Long, Long> state = new HashMap<>();
    for (String row : database.texts("SELECT id || ' ' || version FROM t")) {
      int space = row.indexOf(' ');
      state.put(Long.parseLong(row.substring(0, space)), Long.parseLong(row.substring(space + 1)));
    }
    return state;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /** Returns a change. A change of a row that is already deleted does nothing. */
  private String change() {
    int choice = random.nextInt(100);
    if (choice < 15) {
      return insert();
    }
    String row = " WHERE id = " + id();
    return choice < 30 ? "DELETE FROM t" + row : "UPDATE t SET version = version + 1" + row;
  }

  private String insert() {
    lastId++;
    return "INSERT INTO t VALUES (" + lastId + ", 1, 'a note')";
  }

  private long id() {
    return random.nextBoolean()
        ? place.get() + random.nextInt(NEAR)
        : 1 + random.nextInt((int) lastId);
  }
}
