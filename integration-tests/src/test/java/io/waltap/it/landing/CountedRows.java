/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import io.waltap.it.harness.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Rows that count their own changes: random inserts, updates that add one to the counter, and
 * deletes, in transactions of random size. It remembers every change that it has committed. The log
 * must have each of them once. Only one thread may use it at a time.
 */
final class CountedRows implements AutoCloseable {
  static final String TABLE = "counters";
  private static final int LARGEST_TRANSACTION = 25;

  private final Random random;
  private final Connection connection;
  private final Map<Long, Integer> alive = new TreeMap<>();
  private final List<Long> ids = new ArrayList<>();
  private final List<String> committed = new ArrayList<>();
  private final List<String> uncommitted = new ArrayList<>();
  private long lastId;

  /** The table's log has all columns of a deleted row, including the counter. */
  CountedRows(TestDatabase database, long seed) throws SQLException {
    random = new Random(seed);
    database.execute(
        "CREATE TABLE " + TABLE + " (id bigint PRIMARY KEY, counter int NOT NULL)",
        "ALTER TABLE " + TABLE + " REPLICA IDENTITY FULL");
    connection = database.connect();
    connection.setAutoCommit(false);
  }

  /** Describes a change as the log does. */
  static String change(long id, String op, long counter) {
    return id + " " + op + " " + counter;
  }

  /** Writes the rows that exist before a connector starts: they arrive as snapshot rows. */
  void preload(int rows) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (int i = 0; i < rows; i++) {
        statement.addBatch(insert("r"));
      }
      statement.executeBatch();
    }
    commit();
  }

  /** Commits at least this many changes. */
  void run(int atLeast) throws SQLException {
    int goal = committed.size() + atLeast;
    while (committed.size() < goal) {
      try (Statement statement = connection.createStatement()) {
        for (int left = 1 + random.nextInt(LARGEST_TRANSACTION); left > 0; left--) {
          statement.addBatch(next());
        }
        statement.executeBatch();
      }
      commit();
    }
  }

  /** Returns every change, as {@link #change} describes it. */
  List<String> committed() {
    return List.copyOf(committed);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private void commit() throws SQLException {
    connection.commit();
    committed.addAll(uncommitted);
    uncommitted.clear();
  }

  private String next() {
    int choice = random.nextInt(100);
    if (choice < 30 || ids.isEmpty()) {
      return insert("c");
    }
    int place = random.nextInt(ids.size());
    long id = ids.get(place);
    int counter = alive.get(id);
    if (choice < 80) {
      alive.put(id, counter + 1);
      uncommitted.add(change(id, "u", counter + 1));
      return "UPDATE " + TABLE + " SET counter = counter + 1 WHERE id = " + id;
    }
    int end = ids.size() - 1;
    ids.set(place, ids.get(end));
    ids.remove(end);
    alive.remove(id);
    uncommitted.add(change(id, "d", counter));
    return "DELETE FROM " + TABLE + " WHERE id = " + id;
  }

  private String insert(String op) {
    lastId++;
    ids.add(lastId);
    alive.put(lastId, 1);
    uncommitted.add(change(lastId, op, 1));
    return "INSERT INTO " + TABLE + " VALUES (" + lastId + ", 1)";
  }
}
