/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import io.waltap.it.harness.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random inserts, updates, changes of keys and deletes in several tables, in transactions of random
 * size. It remembers every version of every row that it has committed. Only one thread may use it
 * at a time.
 */
final class Workload implements AutoCloseable {
  private static final int LARGEST_TRANSACTION = 60;

  private final List<String> tables;
  private final Random random;
  private final Connection connection;
  private final Map<String, List<Long>> alive = new HashMap<>();
  private final RowVersions committed = new RowVersions();
  private RowVersions uncommitted = new RowVersions();
  private long lastId;
  private long lastVersion;
  private int changes;

  Workload(TestDatabase database, List<String> tables, long seed) {
    this.tables = new ArrayList<>(tables);
    this.random = new Random(seed);
    for (String table : tables) {
      database.execute(creation(table));
      alive.put(table, new ArrayList<>());
    }
    this.connection = database.connect();
  }

  /** Writes the rows that exist before a connector starts. */
  void preload(int rowsPerTable) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (String table : tables) {
        for (int i = 0; i < rowsPerTable; i++) {
          statement.addBatch(insert(table));
        }
      }
      statement.executeBatch();
    }
    commit();
  }

  /** Adds a table with some rows. From now on, it changes like the others. */
  void addTable(String table, int rows) throws SQLException {
    alive.put(table, new ArrayList<>());
    try (Statement statement = connection.createStatement()) {
      statement.execute(creation(table));
      for (int i = 0; i < rows; i++) {
        statement.addBatch(insert(table));
      }
      statement.executeBatch();
    }
    commit();
    tables.add(table);
  }

  /** Commits at least this many changes. */
  void run(int atLeast) throws SQLException {
    int goal = changes + atLeast;
    while (changes < goal) {
      transact();
    }
  }

  /** Commits one transaction. */
  void transact() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (int left = 1 + random.nextInt(LARGEST_TRANSACTION); left > 0; left--) {
        statement.addBatch(change(tables.get(random.nextInt(tables.size()))));
        changes++;
      }
      statement.executeBatch();
    }
    commit();
  }

  /** Adds one more row to each table, after all other changes. */
  List<String> finish() throws SQLException {
    List<String> last = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      for (String table : tables) {
        statement.addBatch(insert(table));
        last.add(RowVersions.row(table, lastId));
      }
      statement.executeBatch();
    }
    commit();
    return last;
  }

  int changes() {
    return changes;
  }

  RowVersions committed() {
    return committed;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private void commit() throws SQLException {
    connection.commit();
    committed.addAll(uncommitted);
    uncommitted = new RowVersions();
  }

  private static String creation(String table) {
    return "CREATE TABLE " + table + " (id bigint PRIMARY KEY, version bigint NOT NULL, note text)";
  }

  private String change(String table) {
    int choice = random.nextInt(100);
    if (choice < 40 || alive.get(table).isEmpty()) {
      return insert(table);
    }
    int place = random.nextInt(alive.get(table).size());
    long id = alive.get(table).get(place);
    if (choice < 75) {
      lastVersion++;
      uncommitted.written(RowVersions.row(table, id), lastVersion);
      return "UPDATE " + table + " SET version = " + lastVersion + " WHERE id = " + id;
    }
    uncommitted.gone(RowVersions.row(table, id));
    if (choice < 87) {
      lastId++;
      lastVersion++;
      alive.get(table).set(place, lastId);
      uncommitted.written(RowVersions.row(table, lastId), lastVersion);
      return "UPDATE "
          + table
          + " SET id = "
          + lastId
          + ", version = "
          + lastVersion
          + " WHERE id = "
          + id;
    }
    int end = alive.get(table).size() - 1;
    alive.get(table).set(place, alive.get(table).get(end));
    alive.get(table).remove(end);
    return "DELETE FROM " + table + " WHERE id = " + id;
  }

  private String insert(String table) {
    lastId++;
    lastVersion++;
    alive.get(table).add(lastId);
    uncommitted.written(RowVersions.row(table, lastId), lastVersion);
    return "INSERT INTO " + table + " VALUES (" + lastId + ", " + lastVersion + ", 'a note')";
  }
}
