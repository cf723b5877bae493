/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import io.waltap.bench.soak.Histories.Change;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Changes rows in random transactions until it is stopped, and records in the ledger what was
 * committed. If the server dies during a commit, the writer asks it afterwards whether the commit
 * counts. Each writer has its own rows. Its fields belong to its thread, except for the order to
 * stop.
 */
final class Writer implements Runnable {
  /** Rows of each table to which a writer keeps. */
  private static final List<LedgerTable> TABLES = List.of(LedgerTable.values());

  private static final int ROWS = 1_000;

  private static final int LARGE_TRANSACTION = 2_000;

  private final Postgres postgres;
  private final Histories ledger;
  private final SoakLog log;
  private final AtomicLong numbers;
  private final Random random;
  private final int rate;
  private final Map<LedgerTable, List<Row>> rows = new EnumMap<>(LedgerTable.class);
  private Connection connection;
  private volatile boolean stopped;
  private volatile RuntimeException failure;

  /** A row as it is committed now. */
  private record Row(long id, long checksum) {}

  /** What a transaction has done so far, to the rows and for the ledger. */
  private static final class Draft {
    private final Map<LedgerTable, List<Row>> rows = new EnumMap<>(LedgerTable.class);
    private final List<Change> changes = new ArrayList<>();
    private final Set<Long> touched = new HashSet<>();

    Draft(Map<LedgerTable, List<Row>> committed) {
      committed.forEach((table, list) -> rows.put(table, new ArrayList<>(list)));
    }
  }

  /**
   * @param numbers gives ids, versions and numbers of transactions; all writers share it
   * @param rate changes per second
   */
  Writer(
      Postgres postgres, Histories ledger, SoakLog log, AtomicLong numbers, long seed, int rate) {
    this.postgres = postgres;
    this.ledger = ledger;
    this.log = log;
    this.numbers = numbers;
    this.random = new Random(seed);
    this.rate = rate;
    for (LedgerTable table : LedgerTable.values()) {
      rows.put(table, new ArrayList<>());
    }
  }

  /** Inserts rows into each table in one transaction, which must succeed. */
  void preload(int count) throws SQLException {
    Draft draft = new Draft(rows);
    try (Connection once = postgres.connect()) {
      once.setAutoCommit(false);
      connection = once;
      for (LedgerTable table : LedgerTable.values()) {
        for (int i = 0; i < count; i++) {
          insert(table, draft);
        }
      }
      once.commit();
    }
    connection = null;
    committed(draft);
  }

  @Override
  public void run() {
    try {
      while (!stopped) {
        long start = System.nanoTime();
        int changes = transact();
        long millis = 1_000L * changes / rate - (System.nanoTime() - start) / 1_000_000;
        Thread.sleep(Math.max(0, millis));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
      log.say("a writer has failed: " + e);
    } finally {
      disconnect();
    }
  }

  /** The writer ends after its transaction, whose outcome it still finds out. */
  void stop() {
    stopped = true;
  }

  /** Throws if the writer has ended by an error of its own. */
  void requireHealthy() {
    if (failure != null) {
      throw new IllegalStateException("a writer has failed", failure);
    }
  }

  /** Tries one transaction, and returns the number of its changes. */
  private int transact() throws InterruptedException {
    long transaction = numbers.incrementAndGet();
    boolean commit = random.nextInt(20) > 0;
    Draft draft = new Draft(rows);
    try {
      if (connection == null) {
        connection = postgres.connect();
        connection.setAutoCommit(false);
      }
      int count = random.nextInt(500) == 0 ? LARGE_TRANSACTION : 1 + random.nextInt(12);
      for (int i = 0; i < count; i++) {
        change(draft);
      }
      if (!commit) {
        connection.rollback();
        return count;
      }
      execute("INSERT INTO soak.commits VALUES (?)", transaction);
    } catch (SQLException e) {
      // nothing is committed
      disconnect();
      Thread.sleep(200);
      return 1;
    }
    try {
      connection.commit();
    } catch (SQLException e) {
      disconnect();
      if (!happened(transaction)) {
        return 1;
      }
    }
    committed(draft);
    return draft.changes.size();
  }

  /** Whether a transaction was committed whose commit was not answered. */
  private boolean happened(long transaction) throws InterruptedException {
    while (true) {
      try {
        boolean committed =
            !postgres.texts("SELECT 1 FROM soak.commits WHERE txn = " + transaction).isEmpty();
        log.say(
            "the commit of transaction "
                + transaction
                + " was not answered; it is "
                + (committed ? "committed" : "lost"));
        return committed;
      } catch (SQLException e) {
        Thread.sleep(200);
      }
    }
  }

  private void committed(Draft draft) {
    rows.putAll(draft.rows);
    ledger.add(draft.changes);
  }

  private void change(Draft draft) throws SQLException {
    LedgerTable table = TABLES.get(random.nextInt(TABLES.size()));
    List<Row> list = draft.rows.get(table);
    int kind = random.nextInt(100);
    boolean grow = list.size() < ROWS / 4 || (kind < 30 && list.size() < ROWS);
    int index = list.isEmpty() ? -1 : random.nextInt(list.size());
    if (grow || index < 0) {
      insert(table, draft);
    } else if (!draft.touched.add(list.get(index).id())) {
      insert(table, draft);
    } else if (kind < 50) {
      delete(table, list, index, draft);
    } else if (kind < 55 && table.idsChange()) {
      move(table, list, index, draft);
    } else {
      update(table, list, index, draft, kind < 75);
    }
  }

  private void insert(LedgerTable table, Draft draft) throws SQLException {
    long id = numbers.incrementAndGet();
    long version = numbers.incrementAndGet();
    String payload = payload(table, version);
    execute(
        "INSERT INTO " + table.qualified() + " (id, version, payload) VALUES (?, ?, ?)",
        id,
        version,
        payload);
    long checksum = Histories.checksum(payload);
    draft.rows.get(table).add(new Row(id, checksum));
    draft.touched.add(id);
    draft.changes.add(new Change(table.qualified(), id, version, checksum));
  }

  private void update(
      LedgerTable table, List<Row> list, int index, Draft draft, boolean payloadChanges)
      throws SQLException {
    long id = list.get(index).id();
    long version = numbers.incrementAndGet();
    long checksum = list.get(index).checksum();
    if (payloadChanges) {
      String payload = payload(table, version);
      checksum = Histories.checksum(payload);
      execute(
          "UPDATE " + table.qualified() + " SET version = ?, payload = ? WHERE id = ?",
          version,
          payload,
          id);
    } else {
      execute("UPDATE " + table.qualified() + " SET version = ? WHERE id = ?", version, id);
    }
    list.set(index, new Row(id, checksum));
    draft.changes.add(new Change(table.qualified(), id, version, checksum));
  }

  private void move(LedgerTable table, List<Row> list, int index, Draft draft) throws SQLException {
    Row old = list.get(index);
    long id = numbers.incrementAndGet();
    long version = numbers.incrementAndGet();
    execute(
        "UPDATE " + table.qualified() + " SET id = ?, version = ? WHERE id = ?",
        id,
        version,
        old.id());
    list.set(index, new Row(id, old.checksum()));
    draft.touched.add(id);
    draft.changes.add(new Change(table.qualified(), old.id(), RowHistory.DELETED, 0));
    draft.changes.add(new Change(table.qualified(), id, version, old.checksum()));
  }

  private void delete(LedgerTable table, List<Row> list, int index, Draft draft)
      throws SQLException {
    Row old = list.get(index);
    execute("DELETE FROM " + table.qualified() + " WHERE id = ?", old.id());
    list.set(index, list.get(list.size() - 1));
    list.remove(list.size() - 1);
    draft.changes.add(new Change(table.qualified(), old.id(), RowHistory.DELETED, 0));
  }

  private String payload(LedgerTable table, long version) {
    StringBuilder text = new StringBuilder(table.payloadLength() + 20).append(version);
    while (text.length() < table.payloadLength()) {
      text.append(' ').append(Long.toHexString(random.nextLong()));
    }
    return text.toString();
  }

  private void execute(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      int count = statement.executeUpdate();
      if (count != 1) {
        throw new IllegalStateException(sql + " changed " + count + " rows instead of 1");
      }
    }
  }

  private void disconnect() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // the server is gone
    }
    connection = null;
  }
}
