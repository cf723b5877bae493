/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.TestDatabase;
import io.waltap.it.landing.TypeMatrix.Column;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The way from a PostgreSQL type to a column of an Iceberg table and back to a value, through
 * everything in between: what an analyst finds in the lake.
 */
final class TypeMatrixIT {

  /** The columns that a row has in addition to the table's columns. */
  private static final Map<String, String> METADATA =
      Map.of(
          "_op", "string",
          "_ts", "timestamptz",
          "_lsn", "long",
          "_txid", "long",
          "_seq", "long",
          "_is_deleted", "boolean",
          "_unchanged", "list<string>",
          "_target", "string");

  // Guards against: times that land as numbers; microseconds or digits that are lost; an extreme
  // value that stops the task; a snapshot row, an insert, an update or a delete that lands
  // differently from the others.
  @Test
  void eachTypeLandsAsItsIcebergTypeAndEachValueIsReadBack() {
    TypeMatrix matrix = TypeMatrix.read();
    try (TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("types")) {
      database.execute(
          "CREATE EXTENSION citext",
          "CREATE EXTENSION hstore",
          "CREATE EXTENSION ltree",
          "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')",
          "CREATE DOMAIN posint AS integer CHECK (value > 0)",
          matrix.create("types"),
          "ALTER TABLE types REPLICA IDENTITY FULL",
          matrix.insert("types", 1, Column::ordinary));
      try (Pipeline pipeline =
          Pipeline.of(database, "public.types")
              .source("hstore.handling.mode", "map")
              .into(lake)
              .start()) {
        pipeline.source().awaitStreaming();
        database.execute(
            matrix.insert("types", 2, Column::low),
            matrix.insert("types", 3, Column::high),
            matrix.insert("types", 4, unused -> TypeMatrix.Sample.NULL),
            matrix.insert("types", 5, Column::ordinary),
            matrix.update("types", 1, Column::high),
            matrix.update("types", 3, unused -> TypeMatrix.Sample.NULL),
            "DELETE FROM types WHERE pk = 2");
        pipeline.awaitLanded();
      }

      Map<String, String> types = new LinkedHashMap<>();
      lake.columns("types").forEach((name, type) -> types.put(name, Shown.type(type)));
      Map<String, String> expected = matrix.icebergTypes();
      expected.put("pk", "int");
      expected.putAll(METADATA);
      assertThat(types).isEqualTo(expected);

      List<Map<String, Object>> log = lake.log("types");
      assertThat(log)
          .extracting(row -> row.get("_op") + " " + row.get("pk") + " " + row.get("_is_deleted"))
          .containsExactly(
              "r 1 false",
              "c 2 false",
              "c 3 false",
              "c 4 false",
              "c 5 false",
              "u 1 false",
              "u 3 false",
              "d 2 true");
      assertThat(matrix.differences(log.get(0), Column::ordinary)).as("snapshot").isEmpty();
      assertThat(matrix.differences(log.get(1), Column::low)).as("low").isEmpty();
      assertThat(matrix.differences(log.get(2), Column::high)).as("high").isEmpty();
      assertThat(matrix.differences(log.get(3), unused -> TypeMatrix.Sample.NULL))
          .as("nulls")
          .isEmpty();
      assertThat(matrix.differences(log.get(4), Column::ordinary)).as("insert").isEmpty();
      assertThat(matrix.differences(log.get(5), Column::high)).as("update").isEmpty();
      assertThat(matrix.differences(log.get(6), unused -> TypeMatrix.Sample.NULL))
          .as("update to nulls")
          .isEmpty();
      assertThat(matrix.differences(log.get(7), Column::low)).as("delete").isEmpty();
    }
  }

  // Guards against: documentation of a limit that is gone. Kafka's JsonConverter writes these
  // values as text and reads 0 from it; with other converters they land (AvroIT). If this test
  // fails, a new Kafka has removed the limit. Then remove it from the documentation too.
  @Test
  void floatsThatAreNoNumbersAreZeroAfterTheJsonConverter() {
    try (TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("floats")) {
      database.execute(
          "CREATE TABLE floats (id int PRIMARY KEY, r real, d double precision)",
          "INSERT INTO floats VALUES (1, 'NaN', 'Infinity'), (2, '-Infinity', 'NaN')");
      try (Pipeline pipeline = Pipeline.of(database, "public.floats").into(lake).start()) {
        pipeline.awaitLanded();
      }

      assertThat(lake.log("floats"))
          .extracting(row -> row.get("id") + " " + row.get("r") + " " + row.get("d"))
          .containsExactlyInAnyOrder("1 0.0 0.0", "2 0.0 0.0");
    }
  }

  // Guards against: a NULL that becomes the column's default in a converter, a transform or the
  // sink. Kafka's JsonConverter does that unless both sides disable it.
  @Test
  void aNullStaysNullInAColumnWithADefault() {
    try (TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("defaults")) {
      database.execute(
          "CREATE TABLE defaults (id int PRIMARY KEY, n int DEFAULT 7, t text DEFAULT 'seven')",
          "INSERT INTO defaults VALUES (1, NULL, NULL)");
      try (Pipeline pipeline =
          Pipeline.of(database, "public.defaults")
              .both("value.converter.replace.null.with.default", "false")
              .into(lake)
              .start()) {
        pipeline.source().awaitStreaming();
        database.execute(
            "INSERT INTO defaults VALUES (2, NULL, NULL)", "INSERT INTO defaults VALUES (3)");
        pipeline.awaitLanded();
      }

      assertThat(lake.log("defaults"))
          .extracting(row -> row.get("id") + " " + row.get("n") + " " + row.get("t"))
          .containsExactly("1 null null", "2 null null", "3 7 seven");
    }
  }

  // Guards against: a change of the table that stops the sink; rows under a wrong column; history
  // that can no longer be read.
  @Test
  void columnsAreAddedDroppedRenamedAndWidened() {
    try (TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("evolution")) {
      database.execute(
          "CREATE TABLE evolving (id int PRIMARY KEY, n int, r real, v varchar(5),"
              + " amount numeric(6, 2), gone text NOT NULL, old_name text)",
          "INSERT INTO evolving VALUES (1, 1, 1.5, 'abc', 1.25, 'there', 'one')");
      try (Pipeline pipeline = Pipeline.of(database, "public.evolving").into(lake).start()) {
        pipeline.source().awaitStreaming();
        pipeline.awaitLanded();
        assertThat(lake.columns("evolving"))
            .containsEntry("n", "int")
            .containsEntry("r", "float")
            .containsEntry("amount", "decimal(38, 2)");

        database.execute(
            "ALTER TABLE evolving ADD COLUMN added timestamptz",
            "INSERT INTO evolving VALUES"
                + " (2, 2, 2.5, 'abcde', 2.5, 'there', 'two', '2020-02-29 12:00:00.000001+00')",
            "ALTER TABLE evolving DROP COLUMN gone",
            "INSERT INTO evolving VALUES (3, 3, 3.5, 'c', 3, 'three', NULL)");
        pipeline.awaitLanded();
        database.execute(
            "ALTER TABLE evolving RENAME COLUMN old_name TO new_name",
            "INSERT INTO evolving VALUES (4, 4, 4.5, 'd', 4, 'four', NULL)",
            "ALTER TABLE evolving ALTER n TYPE bigint, ALTER r TYPE double precision,"
                + " ALTER v TYPE varchar(50), ALTER amount TYPE numeric(20, 2)",
            "INSERT INTO evolving VALUES"
                + " (5, 3000000000, 1e300, 'longer than five', 123456789012345678.25, 'five',"
                + " NULL)",
            "UPDATE evolving SET n = 4000000000 WHERE id = 1");
        pipeline.awaitLanded();
      }

      assertThat(lake.columns("evolving"))
          .containsEntry("n", "long")
          .containsEntry("r", "double")
          .containsEntry("v", "string")
          .containsEntry("amount", "decimal(38, 2)")
          .containsEntry("gone", "string")
          .containsEntry("old_name", "string")
          .containsEntry("added", "timestamptz")
          .containsEntry("new_name", "string");
      assertThat(lake.log("evolving"))
          .extracting(TypeMatrixIT::evolved)
          .containsExactly(
              "1 | 1 | 1.5 | \"abc\" | 1.25 | \"there\" | \"one\" | null | null",
              "2 | 2 | 2.5 | \"abcde\" | 2.50 | \"there\" | \"two\""
                  + " | 2020-02-29T12:00:00.000001Z | null",
              "3 | 3 | 3.5 | \"c\" | 3.00 | null | \"three\" | null | null",
              "4 | 4 | 4.5 | \"d\" | 4.00 | null | null | null | \"four\"",
              "5 | 3000000000 | 1.0E300 | \"longer than five\" | 123456789012345678.25 | null"
                  + " | null | null | \"five\"",
              "1 | 4000000000 | 1.5 | \"abc\" | 1.25 | null | null | null | \"one\"");
    }
  }

  // Guards against: history that is rewritten, so that yesterday's report cannot be repeated.
  @Test
  void aSnapshotBeforeAnUpdateShowsTheOldRow() {
    try (TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("history")) {
      database.execute(
          "CREATE TABLE accounts (id int PRIMARY KEY, balance int)",
          "INSERT INTO accounts VALUES (1, 100), (2, 50)");
      try (Pipeline pipeline = Pipeline.of(database, "public.accounts").into(lake).start()) {
        pipeline.source().awaitStreaming();
        pipeline.awaitLanded();
        long before;
        try (TimeTravel travel = TimeTravel.to(lake, "accounts")) {
          before = travel.currentSnapshot();
        }
        database.execute(
            "UPDATE accounts SET balance = 200 WHERE id = 1", "DELETE FROM accounts WHERE id = 2");
        pipeline.awaitLanded();

        try (TimeTravel travel = TimeTravel.to(lake, "accounts")) {
          assertThat(balances(travel.rows(travel.currentSnapshot())))
              .isEqualTo(Map.<Object, Object>of(1, 200));
          assertThat(balances(travel.rows(before)))
              .isEqualTo(Map.<Object, Object>of(1, 100, 2, 50));
        }
      }
    }
  }

  private static String evolved(Map<String, Object> row) {
    return String.join(
        " | ",
        List.of("id", "n", "r", "v", "amount", "gone", "old_name", "added", "new_name").stream()
            .map(name -> Shown.value(row.get(name)))
            .toList());
  }

  private static Map<Object, Object> balances(List<Map<String, Object>> log) {
    Map<Object, Object> balances = new LinkedHashMap<>();
    ChangeLog.currentState(log, "id").forEach((id, row) -> balances.put(id, row.get("balance")));
    return balances;
  }
}
