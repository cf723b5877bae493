/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import io.waltap.it.harness.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/**
 * The history of a table with a large column. Each rule of the documented SQL matters to some row:
 * versions of one transaction, rows that come back, keys that change, values that an update does
 * not change.
 */
final class OrdersHistory {
  private static final String MIRRORED = "SELECT id, customer, amount, doc FROM %s ORDER BY id";

  /** The query of the mirror in the documentation. */
  static final String MIRROR = MIRRORED.formatted(DocumentedSql.MIRROR);

  /** The columns that the documented query of the log selects. */
  private static final List<String> LOGGED = List.of("id", "customer", "amount", "_op", "_seq");

  private OrdersHistory() {}

  /**
   * Creates a hundred rows. Their column {@code doc} is stored in the TOAST table, and not
   * compressed, although it repeats.
   */
  static void create(TestDatabase database) {
    database.execute(
        "CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, amount numeric(10, 2),"
            + " placed_at timestamptz, doc text)",
        "ALTER TABLE orders ALTER COLUMN doc SET STORAGE EXTERNAL",
        "INSERT INTO orders SELECT g, g % 7, g * 1.25,"
            + " TIMESTAMPTZ '2026-01-01 12:34:56.789+00' + g * INTERVAL '1 hour',"
            + " repeat('first ' || g || ' ', 300) FROM generate_series(1, 100) g");
  }

  /** The changes for an empty mirror: most rows are as in the snapshot. */
  static void changeFirst(TestDatabase database) {
    database.transaction(
        "UPDATE orders SET amount = 1 WHERE id <= 20",
        "UPDATE orders SET doc = 'short' WHERE id = 5",
        "DELETE FROM orders WHERE id IN (6, 7)",
        "INSERT INTO orders VALUES (6, 60, 6.5, NULL, repeat('again ', 500))",
        "UPDATE orders SET amount = 7.5 WHERE id = 6",
        "INSERT INTO orders VALUES (200, 0, 0, NULL, NULL)",
        "DELETE FROM orders WHERE id = 200",
        "UPDATE orders SET id = 301, doc = 'moved' WHERE id = 3");
  }

  /** The changes for a mirror with rows. Some changes have only part of a row. */
  static void changeAgain(TestDatabase database) {
    database.execute(
        "UPDATE orders SET amount = amount + 1 WHERE id BETWEEN 5 AND 40",
        "DELETE FROM orders WHERE id % 10 = 0",
        "INSERT INTO orders VALUES (7, 70, 7.75, NULL, repeat('back ', 600))",
        "UPDATE orders SET doc = NULL WHERE id = 41",
        "UPDATE orders SET doc = repeat('new ', 700) WHERE id = 42");
    database.transaction(
        "DELETE FROM orders WHERE id = 43",
        "INSERT INTO orders VALUES (43, 43, 0, NULL, repeat('again ', 500))",
        "UPDATE orders SET amount = 43.5 WHERE id = 43");
  }

  static void truncate(TestDatabase database) {
    database.execute(
        "TRUNCATE orders",
        "INSERT INTO orders VALUES (1, 1, 7.75, NULL, repeat('after all ', 300))");
  }

  /** Returns the rows that the mirror should have. */
  static List<List<String>> mirrored(TestDatabase database) throws SQLException {
    return rows(database, MIRRORED.formatted("orders"));
  }

  /** Returns the rows of a query in PostgreSQL. */
  static List<List<String>> rows(TestDatabase database, String query) throws SQLException {
    try (Connection connection = database.connect()) {
      return DuckDb.rows(connection, query);
    }
  }

  /** Returns the current log, read with Iceberg's own reader. */
  static List<List<String>> logged(Lake lake) {
    return lake.log("orders").stream()
        .map(row -> LOGGED.stream().map(column -> Objects.toString(row.get(column), null)).toList())
        .toList();
  }
}
