/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Event;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Keys and values that the server does not send, or that have no representation of their own. All
 * tables are in one connector with a publication FOR ALL TABLES.
 */
final class KeysAndValuesIT {
  private static TestDatabase database;
  private static Connector connector;

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    database.execute(
        "CREATE TYPE orderno AS (year int, n int)",
        "CREATE TYPE mood AS ENUM ('a', 'b')",
        "CREATE TABLE toasted (id text PRIMARY KEY, v int)",
        "ALTER TABLE toasted ALTER id SET STORAGE EXTERNAL",
        "CREATE TABLE nan (id int PRIMARY KEY, n numeric(10,2) NOT NULL)",
        "INSERT INTO nan VALUES (1, 'NaN'), (2, 1.5)",
        "CREATE TABLE composite (id orderno PRIMARY KEY, v int)",
        "INSERT INTO composite VALUES ('(2024,1)', 1)",
        "CREATE TABLE lsns (tenant int, id pg_lsn, v text, PRIMARY KEY (tenant, id))",
        "INSERT INTO lsns VALUES (1, '0/1', 'x'), (1, '0/2', 'y')",
        "CREATE TABLE names (id int PRIMARY KEY, \"a-b\" int, a_b int)",
        "INSERT INTO names VALUES (1, 2, 3)",
        "CREATE TABLE earlier (id int PRIMARY KEY, m mood NOT NULL DEFAULT 'a')",
        "CREATE TABLE bookings (room int, during daterange, PRIMARY KEY (room, during))",
        "INSERT INTO bookings VALUES (1, '[2024-01-01,2024-01-05)')",
        "CREATE TYPE odd AS ENUM ('', ' ', 'it''s, \"quoted\"', 'größe')",
        "CREATE TABLE labels (id int PRIMARY KEY, m odd)",
        "INSERT INTO labels VALUES (1, ''), (2, ' '), (3, 'it''s, \"quoted\"'), (4, 'größe')",
        "CREATE TABLE columnless ()",
        "INSERT INTO columnless DEFAULT VALUES");
    connector =
        Servers.connect()
            .create(
                database,
                ConnectorConfig.of(database, "public[.].*")
                    .with("publication.autocreate.mode", "all_tables")
                    .with("publication.tables.without.identity", "publish")
                    .with("table.discovery.interval.ms", "500")
                    .with("field.name.adjustment.mode", "avro"));
    connector.awaitStreaming();
  }

  @AfterAll
  static void end() {
    if (connector != null) {
      connector.close();
    }
    database.close();
  }

  // Guards against: all rows with a TOASTed key sharing the placeholder as their key.
  @Test
  void aToastedKeyIsTheSameAfterAnUpdate() {
    database.execute(
        "INSERT INTO toasted SELECT string_agg(md5(g::text), ''), 1 FROM generate_series(1, 75) g",
        "UPDATE toasted SET v = 2");

    List<Event> events = connector.topics().await("public.toasted", 2);

    assertThat(events).extracting(Event::op).containsExactly("c", "u");
    assertThat(events.get(1).key()).isEqualTo(events.get(0).key());
    assertThat(events.get(1).after().path("id")).isEqualTo(events.get(0).after().path("id"));
    assertThat(events.get(1).header("__waltap.unavailable")).isNull();
  }

  // Guards against: a task that fails at each restart for NaN in a NOT NULL column, in the snapshot
  // and in the stream.
  @Test
  void nanInARequiredColumnIsNull() {
    database.execute("INSERT INTO nan VALUES (3, 'NaN')");

    List<Event> events = connector.topics().await("public.nan", 3);

    assertThat(events).extracting(Event::op).containsExactly("r", "r", "c");
    assertThat(events.get(0).after().path("n").isNull()).isTrue();
    assertThat(events.get(1).after().path("n").isNull()).isFalse();
    assertThat(events.get(2).after().path("n").isNull()).isTrue();
    assertThat(events.get(2).columns().get("n").path("optional").asBoolean()).isTrue();
  }

  // Guards against: rows without a key, because the type of the key has no representation.
  @Test
  void aKeyOfACompositeTypeIsItsText() {
    assertThat(connector.topics().await("public.composite", 1).get(0).key().path("id").asText())
        .isEqualTo(bytes("(2024,1)"));
  }

  // Guards against: different rows under one key, because a part of the key is left out.
  @Test
  void allColumnsOfAKeyAreInTheKey() {
    database.execute("DELETE FROM lsns WHERE id = '0/1'");

    List<Event> events = connector.topics().await("public.lsns", 4);

    assertThat(events)
        .extracting(event -> event.op() + " " + event.key().path("id").asText())
        .containsExactly(
            "r " + bytes("0/1"),
            "r " + bytes("0/2"),
            "d " + bytes("0/1"),
            "tombstone " + bytes("0/1"));
  }

  // Guards against: a stream that fails for two fields of one name.
  @Test
  void namesThatBecomeEqualAreNumbered() {
    JsonNode row = connector.topics().await("public.names", 1).get(0).after();

    assertThat(row.path("a_b").asInt()).isEqualTo(2);
    assertThat(row.path("a_b_2").asInt()).isEqualTo(3);
  }

  // Guards against: a stream that fails because a default has a label that was added since.
  @Test
  void theDefaultOfANewLabelIsKnown() {
    database.execute("INSERT INTO earlier VALUES (1, 'a')");
    connector.topics().await("public.earlier", 1);

    database.execute(
        "ALTER TYPE mood ADD VALUE 'c'",
        "CREATE TABLE later (id int PRIMARY KEY, m mood NOT NULL DEFAULT 'c')",
        "INSERT INTO later VALUES (1)");
    Event event = connector.topics().await("public.later", 1).get(0);

    assertThat(event.after().path("m").asText()).isEqualTo("c");
    assertThat(event.columns().get("m").path("default").asText()).isEqualTo("c");
  }

  // Guards against: a range in a key that is not the same text in each record of its row.
  @Test
  void aRangeMayBePartOfTheKey() {
    database.execute("DELETE FROM bookings");

    List<Event> events = connector.topics().await("public.bookings", 3);

    assertThat(events)
        .extracting(event -> event.key().path("during").asText())
        .containsOnly("[2024-01-01,2024-01-05)");
  }

  // Guards against: labels that are empty, blank or quoted and arrive as something else.
  @Test
  void oddLabelsArriveAsTheyAre() {
    assertThat(connector.topics().await("public.labels", 4))
        .extracting(event -> event.after().path("m").asText())
        .containsExactly("", " ", "it's, \"quoted\"", "größe");
  }

  // Guards against: a table without columns that stops the connector.
  @Test
  void aTableWithoutColumnsHasEmptyRows() {
    database.execute("INSERT INTO columnless DEFAULT VALUES");

    List<Event> events = connector.topics().await("public.columnless", 2);

    assertThat(events).extracting(Event::op).containsExactly("r", "c");
    assertThat(events).allSatisfy(event -> assertThat(event.after()).isEmpty());
  }

  /** Bytes as the JSON converter has them. */
  private static String bytes(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
