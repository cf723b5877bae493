/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Event;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import io.waltap.it.harness.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * The matrix of type, nullability, replica identity and place: a value is the same in the snapshot,
 * in the stream, in an old row and in a key, whatever the column allows. Each type has a table with
 * the value as a column, and one with the value as the key. Nullability and replica identity are
 * chosen by chance. {@code -Dmatrix.seed=…} repeats a run.
 */
final class ColumnMatrixIT {

  /** Type | SQL literal | another one, which is not equal. */
  private static final String TYPES =
      """
      smallint | 1 | 2
      integer | 1 | 2
      bigint | 1 | 2
      real | 1.5 | 2.5
      double precision | 1.5 | 2.5
      numeric(10,2) | 1.5 | 2.25
      numeric | 1.5 | 1e20
      money | 1.5 | 2.5
      oid | 4000000000 | 1
      boolean | true | false
      text | repeat('long ', 300) | 'b'
      varchar(20) | 'a' | 'ä'
      char(4) | 'ab' | 'abc'
      name | 'a' | 'b'
      bytea | '\\x00ff' | '\\x01'
      uuid | '9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a11' | '9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a12'
      date | '2020-02-29' | 'infinity'
      time | '12:34:56.789012' | '24:00'
      timetz | '12:34:56+02' | '12:34:57+02'
      timestamp | '2020-02-29 12:34:56.789012' | '-infinity'
      timestamptz | '2020-02-29 12:34:56+02' | 'infinity'
      interval | '1 year 2 mons' | '1 day'
      bit(3) | B'101' | B'111'
      varbit | B'1' | B'10'
      inet | '10.1.2.3/24' | '::1'
      macaddr | '08:00:2b:01:02:03' | '08:00:2b:01:02:04'
      pg_lsn | '0/1' | '16/B374D848'
      xid8 | '1' | '2'
      tid | '(0,1)' | '(0,2)'
      int4range | '[1,5)' | 'empty'
      int4multirange | '{[1,3),[5,7)}' | '{}'
      tsvector | 'a b' | 'c'
      tsquery | 'a & b' | 'c'
      jsonb | '{"a": 1}' | '2'
      integer[] | '{1,NULL}' | '{}'
      text[] | '{a,"b,c"}' | '{NULL}'
      mood | 'sad' | 'ok'
      posint | 1 | 2
      comp | '(1,x)' | '(1,)'
      comp[] | array['(1,x)'::comp] | '{}'
      """;

  private record Cell(String type, String value, String other) {}

  // Guards against: a value, a key or an old row that depends on the place where it is read; a key
  // that different rows share, or that one row changes.
  @Test
  void aValueIsTheSameInAllPlaces() {
    long seed = Long.getLong("matrix.seed", System.nanoTime());
    System.out.println("ColumnMatrixIT: -Dmatrix.seed=" + seed);
    Random random = new Random(seed);
    List<Cell> cells = cells();
    List<Boolean> required = new ArrayList<>();
    List<Boolean> full = new ArrayList<>();
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TYPE mood AS ENUM ('sad', 'ok')",
          "CREATE DOMAIN posint AS integer CHECK (value > 0)",
          "CREATE TYPE comp AS (a int, b text)");
      for (int i = 0; i < cells.size(); i++) {
        required.add(random.nextBoolean());
        full.add(random.nextBoolean());
        define(database, i, cells.get(i), required.get(i), full.get(i));
      }
      ConnectorConfig config = ConnectorConfig.of(database, "public[.][vk][0-9]+");
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.awaitStreaming();
        for (int i = 0; i < cells.size(); i++) {
          change(database, i, cells.get(i));
        }
        SoftAssertions softly = new SoftAssertions();
        Topics topics = connector.topics();
        for (int i = 0; i < cells.size(); i++) {
          String cell =
              "%s, required %s, full %s, seed %d"
                  .formatted(cells.get(i).type(), required.get(i), full.get(i), seed);
          values(softly, cell, topics.await("public.v" + i, 5), required.get(i), full.get(i));
          keys(softly, cell, topics.await("public.k" + i, 5));
        }
        softly.assertAll();
      }
    }
  }

  private static List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (String line : TYPES.split("\n")) {
      String[] parts = line.split(" \\| ");
      assertThat(parts).as(line).hasSize(3);
      cells.add(new Cell(parts[0].strip(), parts[1].strip(), parts[2].strip()));
    }
    return cells;
  }

  private static void define(
      TestDatabase database, int number, Cell cell, boolean required, boolean full) {
    String columns = "(id int PRIMARY KEY, n int, v " + cell.type();
    database.execute(
        "CREATE TABLE v" + number + columns + (required ? " NOT NULL)" : ")"),
        "INSERT INTO v" + number + " VALUES (1, 0, " + cell.value() + ")",
        "CREATE TABLE k" + number + " (id " + cell.type() + " PRIMARY KEY, n int)",
        "INSERT INTO k" + number + " VALUES (" + cell.value() + ", 0)");
    if (full) {
      database.execute(
          "ALTER TABLE v" + number + " REPLICA IDENTITY FULL",
          "ALTER TABLE k" + number + " REPLICA IDENTITY FULL");
    }
  }

  private static void change(TestDatabase database, int number, Cell cell) {
    String row = " WHERE id = CAST(" + cell.other() + " AS " + cell.type() + ")";
    database.execute(
        "INSERT INTO v" + number + " VALUES (2, 0, " + cell.value() + ")",
        "UPDATE v" + number + " SET n = 1 WHERE id = 2",
        "DELETE FROM v" + number + " WHERE id = 2",
        "INSERT INTO k" + number + " VALUES (" + cell.other() + ", 0)",
        "UPDATE k" + number + " SET n = 1" + row,
        "DELETE FROM k" + number + row);
  }

  private static void values(
      SoftAssertions softly, String cell, List<Event> events, boolean required, boolean full) {
    softly
        .assertThat(events)
        .as(cell)
        .extracting(Event::op)
        .containsExactly("r", "c", "u", "d", "tombstone");
    JsonNode read = events.get(0).after().path("v");
    softly.assertThat(read.isNull()).as("value of %s", cell).isFalse();
    softly.assertThat(events.get(1).after().path("v")).as("stream of %s", cell).isEqualTo(read);
    softly.assertThat(events.get(2).after().path("v")).as("update of %s", cell).isEqualTo(read);
    JsonNode schema = events.get(1).columns().get("v");
    if (schema != null) {
      softly
          .assertThat(schema.path("optional").asBoolean())
          .as("optional in %s", cell)
          .isEqualTo(!required);
    }
    if (full) {
      softly.assertThat(events.get(2).before().path("v")).as("before of %s", cell).isEqualTo(read);
      softly.assertThat(events.get(3).before().path("v")).as("deleted %s", cell).isEqualTo(read);
    }
  }

  private static void keys(SoftAssertions softly, String cell, List<Event> events) {
    softly
        .assertThat(events)
        .as("key %s", cell)
        .extracting(Event::op)
        .containsExactly("r", "c", "u", "d", "tombstone");
    JsonNode key = events.get(1).key();
    softly.assertThat(key.path("id").isValueNode() || key.path("id").isContainerNode()).isTrue();
    softly.assertThat(key.path("id").isNull()).as("key of %s", cell).isFalse();
    softly.assertThat(events.get(0).key()).as("another row of %s", cell).isNotEqualTo(key);
    for (Event event : events.subList(1, 5)) {
      softly.assertThat(event.key()).as("%s of %s", event.op(), cell).isEqualTo(key);
    }
    for (Event event : events.subList(0, 3)) {
      softly
          .assertThat(event.after().path("id"))
          .as("row of %s", cell)
          .isEqualTo(event.key().path("id"));
    }
    softly
        .assertThat(events.get(3).before().path("id"))
        .as("old row of %s", cell)
        .isEqualTo(key.path("id"));
  }
}
