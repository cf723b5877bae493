/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Event;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the source tells a mirror with {@code mirror.signals.enabled}. */
final class MirrorSignalsIT {
  private static final String T = "public.t";
  private static final String OPEN = "w1-open";
  private static final String BEGIN = "w1-snapshot-begin";
  private static final String END = "w1-snapshot-end";
  private static final String WATERMARK = "w1-watermark";

  // Guards against: a mirror that does not know where the rows of a table begin and end, up to
  // where it is complete, or of which log the changes are.
  @Test
  void aTopicSaysWhereItsRowsBeginAndEndAndUpToWhereItIsComplete() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY, v text)",
          "INSERT INTO t VALUES (1, 'a'), (2, 'b')",
          "CREATE TABLE idle (id int PRIMARY KEY)");
      try (Connector connector = Servers.connect().create(database, signals(database))) {
        connector.awaitStreaming();
        database.execute("INSERT INTO t VALUES (3, 'c')");
        List<Event> events = awaitLast(connector, WATERMARK, 1);

        assertThat(told(events)).containsExactly(OPEN, BEGIN, "r", "r", END, "c", WATERMARK);
        assertThat(numbers(events.get(0)))
            .startsWith(
                Long.parseUnsignedLong(
                    database.text("SELECT system_identifier FROM pg_control_system()")),
                1L,
                0L)
            .endsWith(database.number("SELECT 't'::regclass::oid::int8"));
        assertThat(numbers(events.get(6)).get(0))
            .as("the LSN is after the commit of the last change")
            .isGreaterThan(commitLsn(events.get(5)));

        database.execute("INSERT INTO t VALUES (4, 'd')");
        awaitLast(connector, WATERMARK, 2);
        connector.topics().readOn();
        assertThat(told(connector.topics().of("public.idle")))
            .as("a table that does not change")
            .containsExactly(OPEN, BEGIN, END);
        assertThat(connector.topics().of(T))
            .filteredOn(MirrorSignalsIT::isMarker)
            .allMatch(event -> event.key() == null && event.isTombstone());
      }
    }
  }

  // Guards against: a table that counts as read before the marker is stored, and changes of another
  // run that are taken for a replay.
  @Test
  void eachRunOpensATable() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1)");
      try (Connector connector = Servers.connect().create(database, signals(database))) {
        connector.awaitStreaming();
        connector.awaitSnapshotStored(List.of(T));
        connector.stop();
        database.execute("INSERT INTO t VALUES (2)");
        connector.resume();
        List<Event> events = awaitLast(connector, WATERMARK, 1);

        assertThat(told(events)).containsExactly(OPEN, BEGIN, "r", END, OPEN, "c", WATERMARK);
      }
    }
  }

  // Guards against: a mirror that takes a table as complete while another stream has changes of it,
  // or never does after that.
  @Test
  void aTableThatIsReadWhileTheOthersStreamHasTheSameMarkers() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE other (id int PRIMARY KEY)",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE other");
      ConnectorConfig config =
          signals(database)
              .with("publication.autocreate.mode", "disabled")
              .with("table.discovery.interval.ms", "500");
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.awaitStreaming();
        database.execute(
            "CREATE TABLE t (id int PRIMARY KEY)",
            "INSERT INTO t VALUES (1)",
            "ALTER PUBLICATION " + database.publication() + " ADD TABLE t");
        connector.awaitSnapshotStored(List.of(T));
        database.execute("INSERT INTO t VALUES (2)");
        List<Event> events = awaitLast(connector, WATERMARK, 2);

        List<String> told = told(events);
        assertThat(told).startsWith(OPEN, BEGIN, "r", END, WATERMARK).endsWith("c", WATERMARK);
        assertThat(Collections.frequency(told, OPEN)).isEqualTo(1);
        assertThat(Collections.frequency(told, BEGIN)).isEqualTo(1);
        assertThat(Collections.frequency(told, END)).isEqualTo(1);
        assertThat(watermarks(events)).as("they do not go back").isSorted();
      }
    }
  }

  // Guards against: rows in chunks that a mirror takes for changes, or for all rows too early.
  @Test
  void soHasATableThatIsReadInChunks() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY)",
          "INSERT INTO t SELECT g FROM generate_series(1, 50) g");
      ConnectorConfig config =
          signals(database)
              .with("snapshot.strategy", "incremental")
              .with("incremental.snapshot.chunk.size", "10");
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.awaitSnapshotStored(List.of(T));
        database.execute("INSERT INTO t VALUES (51)");
        List<Event> events = awaitLast(connector, WATERMARK, 1);

        List<String> told = told(events);
        assertThat(told).startsWith(OPEN, BEGIN, "r").endsWith("r", END, "c", WATERMARK);
        assertThat(Collections.frequency(told, "r")).isEqualTo(50);
        assertThat(Collections.frequency(told, BEGIN)).isEqualTo(1);
      }
    }
  }

  // Guards against: old values that come back in a column that was dropped and made again, and rows
  // that lack the value of a column that was added with a default.
  @Test
  void columnsHaveTheirNumbersAndTheValueOfOlderRows() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY, a text, b text)");
      try (Connector connector = Servers.connect().create(database, signals(database))) {
        connector.awaitStreaming();
        database.execute("INSERT INTO t VALUES (1, 'x', 'y')");
        assertThat(attnums(awaitChanges(connector, 1))).isEqualTo("id=1 a=2 b=3");

        // each change is awaited, since the catalog must not be ahead of the stream
        database.execute(
            "ALTER TABLE t ADD n int NOT NULL DEFAULT 42, ADD s text DEFAULT 'a, \"b\"'",
            "INSERT INTO t VALUES (2, 'x', 'y', 7, 'z')");
        Event added = awaitChanges(connector, 2);
        assertThat(attnums(added)).isEqualTo("id=1 a=2 b=3 n=4 s=5");
        assertThat(parameter(added, "n", "__waltap.missing")).isEqualTo("42");
        assertThat(parameter(added, "s", "__waltap.missing")).isEqualTo("a, \"b\"");
        assertThat(parameter(added, "a", "__waltap.missing")).isEmpty();

        database.execute(
            "ALTER TABLE t DROP a",
            "ALTER TABLE t ADD a text",
            "INSERT INTO t VALUES (3, 'y', 8, 's', 'new')");
        assertThat(attnums(awaitChanges(connector, 3))).isEqualTo("id=1 b=3 n=4 s=5 a=6");
      }
    }
  }

  // Guards against: consumers that see anything new.
  @Test
  void withoutTheSwitchThereIsNothingOfAllThat() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY, v text DEFAULT 'x')", "INSERT INTO t VALUES (1)");
      ConnectorConfig config = ConnectorConfig.of(database, "public\\..*");
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.awaitStreaming();
        database.execute("INSERT INTO t VALUES (2)");
        List<Event> events = connector.topics().await(T, 2);

        assertThat(told(events)).containsExactly("r", "c");
        assertThat(attnums(events.get(0))).isEqualTo("id= v=");
      }
    }
  }

  private static ConnectorConfig signals(TestDatabase database) {
    return ConnectorConfig.of(database, "public\\..*")
        .with("mirror.signals.enabled", "true")
        .with("mirror.signals.interval.ms", "100")
        .with("skipped.operations", "none");
  }

  /** Waits until the last record of the table is the marker, and there are at least so many. */
  private static List<Event> awaitLast(Connector connector, String marker, int count) {
    connector
        .topics()
        .awaitUntil(
            marker,
            () -> {
              List<String> told = told(connector.topics().of(T));
              return Collections.frequency(told, marker) >= count
                  && told.get(told.size() - 1).equals(marker)
                  && told.contains("c");
            });
    return connector.topics().of(T);
  }

  /** Waits for so many changes of the table, and returns the last. */
  private static Event awaitChanges(Connector connector, int count) {
    connector.topics().awaitUntil(count + " changes", () -> changes(connector).size() >= count);
    return changes(connector).get(count - 1);
  }

  private static List<Event> changes(Connector connector) {
    return connector.topics().of(T).stream().filter(event -> !isMarker(event)).toList();
  }

  private static boolean isMarker(Event event) {
    return event.header("__waltap.marker") != null;
  }

  /** The operation of each record; of a marker, its text without the numbers. */
  private static List<String> told(List<Event> events) {
    return events.stream()
        .map(event -> isMarker(event) ? text(event).replaceFirst("(-[0-9a-f]+)+$", "") : event.op())
        .toList();
  }

  private static String text(Event marker) {
    return marker.header("__waltap.marker").asText();
  }

  /** The numbers of a marker. */
  private static List<Long> numbers(Event marker) {
    List<Long> numbers = new ArrayList<>();
    for (String part : text(marker).split("-", -1)) {
      if (part.matches("[0-9a-f]{8}|[0-9a-f]{16}")) {
        numbers.add(Long.parseUnsignedLong(part, 16));
      }
    }
    return numbers;
  }

  private static List<Long> watermarks(List<Event> events) {
    return events.stream()
        .filter(event -> isMarker(event) && text(event).startsWith(WATERMARK))
        .map(event -> numbers(event).get(0))
        .toList();
  }

  private static long commitLsn(Event change) {
    String position = change.header("__waltap.position").asText();
    return Long.parseUnsignedLong(position.substring(3, 19), 16);
  }

  private static String attnums(Event change) {
    StringBuilder text = new StringBuilder();
    for (String column : change.columns().keySet()) {
      text.append(column).append('=').append(parameter(change, column, "__waltap.attnum"));
      text.append(' ');
    }
    return text.toString().strip();
  }

  /** The schema parameter of a column; empty if there is none. */
  private static String parameter(Event change, String column, String name) {
    JsonNode parameters = change.columns().get(column).path("parameters");
    return parameters.path(name).asText();
  }
}
