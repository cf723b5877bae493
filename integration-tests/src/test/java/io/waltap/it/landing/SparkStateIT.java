/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The SQL that the documentation gives for Spark, in Spark, over the table that the sink has
 * written. Runs where the build's profile {@code lakes} was on once, and is skipped elsewhere.
 */
final class SparkStateIT {
  private static final String STATE =
      "SELECT id, customer, amount, (placed_at AT TIME ZONE 'UTC')::text, doc FROM orders"
          + " ORDER BY id";
  private static final String MIRRORED = "SELECT id, customer, amount, doc FROM %s ORDER BY id";
  private static final String MIRROR = MIRRORED.formatted(DocumentedSparkSql.MIRROR);

  /** What the documented query of the log selects. */
  private static final List<String> LOGGED = List.of("id", "customer", "amount", "_op", "_seq");

  // Guards against: documented SQL that Spark refuses, or that gives other rows there than
  // PostgreSQL has; a merge that loses a large value which an update left alone, keeps a deleted
  // row, misses one that came back, or is not the same when it is done again.
  @Test
  void theDocumentedSqlGivesTheRowsThatPostgresHas() throws SQLException {
    Spark spark = Spark.find("spark-state");
    DocumentedSparkSql sql = new DocumentedSparkSql();
    try (TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("spark-state")) {
      create(database);
      try (Pipeline pipeline =
          Pipeline.of(database, "public.orders")
              .source("skipped.operations", "none")
              .into(lake)
              .sink("iceberg.tables.default-partition-by", "day(_ts)")
              .start()) {
        pipeline.source().awaitStreaming();
        changeFirst(database);
        pipeline.awaitLanded();
        List<List<String>> before = rows(database, STATE);
        List<List<String>> landed = log(lake);
        List<List<List<String>>> first =
            spark.run(
                lake,
                List.of(
                    sql.currentState(),
                    "CREATE NAMESPACE mirrors",
                    sql.createMirror(),
                    sql.merge(),
                    MIRROR));
        assertThat(first.get(0)).hasSize(99).isEqualTo(before);
        assertThat(first.get(4)).isEqualTo(mirrored(database));

        String moment = database.text("SELECT (clock_timestamp() AT TIME ZONE 'UTC')::text");
        changeAgain(database);
        pipeline.awaitLanded();
        List<List<List<String>>> second =
            spark.run(
                lake,
                List.of(
                    sql.currentState(), sql.mergeWithoutOverlap(), MIRROR, sql.merge(), MIRROR));
        assertThat(second.get(0)).hasSize(90).isEqualTo(rows(database, STATE));
        assertThat(second.get(2)).isEqualTo(mirrored(database));
        assertThat(second.get(4)).isEqualTo(mirrored(database));

        database.execute(
            "TRUNCATE orders",
            "INSERT INTO orders VALUES (1, 1, 7.75, NULL, repeat('after all ', 300))");
        pipeline.awaitLanded();
        List<List<List<String>>> third =
            spark.run(
                lake,
                List.of(sql.currentState(), sql.currentStateAt(moment), sql.landedAt(moment)));
        assertThat(third.get(0)).hasSize(1).isEqualTo(rows(database, STATE));
        assertThat(third.get(1)).isEqualTo(before);
        assertThat(third.get(2)).containsExactlyInAnyOrderElementsOf(landed);
      }
    }
  }

  /** A hundred rows, whose column {@code doc} is stored apart, as it is, however it repeats. */
  private static void create(TestDatabase database) {
    database.execute(
        "CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, amount numeric(10, 2),"
            + " placed_at timestamptz, doc text)",
        "ALTER TABLE orders ALTER COLUMN doc SET STORAGE EXTERNAL",
        "INSERT INTO orders SELECT g, g % 7, g * 1.25,"
            + " TIMESTAMPTZ '2026-01-01 12:34:56.789+00' + g * INTERVAL '1 hour',"
            + " repeat('first ' || g || ' ', 300) FROM generate_series(1, 100) g");
  }

  /** For a mirror that is empty: most rows are as the snapshot had them. */
  private static void changeFirst(TestDatabase database) {
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

  /** For a mirror that has rows, of which some changes show a part only. */
  private static void changeAgain(TestDatabase database) {
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

  private static List<List<String>> mirrored(TestDatabase database) throws SQLException {
    return rows(database, MIRRORED.formatted("orders"));
  }

  private static List<List<String>> rows(TestDatabase database, String query) throws SQLException {
    try (Connection connection = database.connect()) {
      return DuckDb.rows(connection, query);
    }
  }

  private static List<List<String>> log(Lake lake) {
    return lake.log("orders").stream()
        .map(row -> LOGGED.stream().map(column -> Objects.toString(row.get(column), null)).toList())
        .toList();
  }
}
