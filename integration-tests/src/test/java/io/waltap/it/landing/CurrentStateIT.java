/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.TestDatabase;
import io.waltap.standalone.demo.CurrentStateSql;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The current state by the documentation's SQL, in an engine that is not ours: DuckDB on the
 * table's data files.
 */
final class CurrentStateIT {
  private static final List<String> COLUMNS =
      List.of("id", "customer", "amount", "placed_on", "note");
  private static final String LOG = "orders_changes";
  private static final String VIEW = "duckdb-changes.sql";

  // Guards against: SQL in the documentation that returns other rows than PostgreSQL has: versions
  // of one transaction in the wrong order, deleted rows, rows from before a TRUNCATE, columns that
  // were added later.
  @Test
  void theDocumentedSqlGivesTheRowsThatPostgresHas() throws SQLException, IOException {
    try (DuckDb duck = DuckDb.open();
        TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("current-state")) {
      database.execute(
          "CREATE TABLE orders (id bigint PRIMARY KEY, customer text, amount numeric(10, 2),"
              + " placed_on date)",
          "INSERT INTO orders SELECT g, 'customer ' || g % 7, g * 1.25, DATE '2026-01-01' + g::int"
              + " FROM generate_series(1, 200) g");
      try (Pipeline pipeline =
          Pipeline.of(database, "public.orders")
              .source("skipped.operations", "none")
              .into(lake)
              .sink("iceberg.tables.default-partition-by", "day(_ts)")
              .start()) {
        pipeline.source().awaitStreaming();
        database.transaction(
            "UPDATE orders SET amount = 1 WHERE id = 1",
            "UPDATE orders SET amount = 2 WHERE id = 1",
            "DELETE FROM orders WHERE id = 2",
            "INSERT INTO orders VALUES (2, 'again', 2.5, NULL)",
            "INSERT INTO orders VALUES (300, 'never seen', 0, NULL)",
            "DELETE FROM orders WHERE id = 300",
            "UPDATE orders SET id = 301 WHERE id = 3");
        pipeline.awaitLanded();
        database.execute(
            "ALTER TABLE orders ADD COLUMN note text",
            "UPDATE orders SET note = 'large' WHERE amount > 200",
            "DELETE FROM orders WHERE id % 10 = 0");
        pipeline.awaitLanded();
        readLog(duck, lake);
        List<List<String>> before = state(database);
        assertThat(duck.rows(currentState(LOG))).hasSize(180).isEqualTo(before);

        String moment = database.text("SELECT clock_timestamp()::text");
        database.execute(
            "TRUNCATE orders", "INSERT INTO orders VALUES (1, 'after all', 7.75, NULL, NULL)");
        pipeline.awaitLanded();
        readLog(duck, lake);
        assertThat(duck.rows(currentState(LOG))).hasSize(1).isEqualTo(state(database));
        assertThat(duck.rows(currentState(LOG + until(moment)))).isEqualTo(before);
      }
    }
  }

  // Guards against: a large value that is lost because an update did not change it, or is taken
  // from before a delete.
  @Test
  void theDocumentedSqlKeepsLargeValuesThatUpdatesLeftAlone() throws SQLException, IOException {
    String sql = DocumentedSql.duckDb().currentState().replace("lake.it.orders", LOG);
    String state = "SELECT id, customer, amount, doc FROM %s ORDER BY id";
    try (DuckDb duck = DuckDb.open();
        TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("large-values")) {
      OrdersHistory.create(database);
      try (Pipeline pipeline =
          Pipeline.of(database, "public.orders")
              .source("skipped.operations", "none")
              .into(lake)
              .start()) {
        pipeline.source().awaitStreaming();
        OrdersHistory.changeFirst(database);
        OrdersHistory.changeAgain(database);
        pipeline.awaitLanded();
        readLog(duck, lake);
        try (Connection connection = database.connect()) {
          assertThat(duck.rows(state.formatted("(" + sql + ")")))
              .hasSize(90)
              .isEqualTo(DuckDb.rows(connection, state.formatted("orders")));
        }
      }
    }
  }

  // Guards against: a large value that is nowhere, or is another row's, after its row has moved to
  // another key.
  @Test
  void theDocumentedSqlFindsLargeValuesUnderTheOldKey() throws SQLException, IOException {
    String sql = DocumentedSql.duckDb().moved().replace("lake.it.orders", LOG);
    try (DuckDb duck = DuckDb.open();
        TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("moved-values")) {
      OrdersHistory.create(database);
      try (Pipeline pipeline = Pipeline.of(database, "public.orders").into(lake).start()) {
        pipeline.source().awaitStreaming();
        database.execute(
            "UPDATE orders SET amount = 1 WHERE id = 4", "UPDATE orders SET id = 304 WHERE id = 4");
        pipeline.awaitLanded();
        readLog(duck, lake);
        assertThat(duck.rows("SELECT doc FROM " + LOG + " WHERE id = 304 AND doc IS NOT NULL"))
            .isEmpty();
        assertThat(duck.rows("SELECT id, old_id, doc FROM (" + sql + ")"))
            .containsExactly(List.of("304", "4", "first 4 ".repeat(300)));
      }
    }
  }

  private static List<List<String>> state(TestDatabase database) throws SQLException {
    try (Connection connection = database.connect()) {
      return DuckDb.rows(
          connection, "SELECT " + String.join(", ", COLUMNS) + " FROM orders ORDER BY id");
    }
  }

  /** Returns the query of the documentation, which the demo runs too. */
  private static String currentState(String changes) {
    return CurrentStateSql.of(changes, "id", COLUMNS);
  }

  /** Returns the documentation's condition for a time in the past. */
  private static String until(String moment) {
    return " WHERE _ts <= CAST('" + moment + "' AS TIMESTAMP WITH TIME ZONE)";
  }

  /** Makes a view of the current log: the data files of the table's current snapshot. */
  private static void readLog(DuckDb duck, Lake lake) throws SQLException, IOException {
    String files =
        lake.reader().dataFiles(Lake.NAMESPACE, "orders").stream()
            .map(file -> "'" + file.replaceFirst("^file:(//)?", "") + "'")
            .collect(Collectors.joining(", "));
    try (InputStream in = CurrentStateIT.class.getResourceAsStream("/landing/" + VIEW)) {
      String view = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      duck.execute(view.replace("${files}", files));
    }
  }
}
