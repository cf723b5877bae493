/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A table is its OID and its unbroken stay in the publication, not its name. What happens to it
 * between two checks, or while the connector is stopped, loses no rows.
 */
final class TableIdentityIT {

  /** When something happens to a table. */
  private enum Moment {
    RUNNING,
    STOPPED;

    void happens(Connector connector, Runnable event) {
      if (this == STOPPED) {
        connector.stop();
      }
      event.run();
      if (this == STOPPED) {
        connector.resume();
      }
    }
  }

  // Guards against: another table under the same name, whose rows never come.
  @ParameterizedTest
  @EnumSource(Moment.class)
  void aTableThatIsSwappedByARenameIsRead(Moment moment) {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY, v text)",
          "INSERT INTO t VALUES (1, 'old')",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE t");
      try (Connector connector = Servers.connect().create(database, discovering(database))) {
        begun(database, connector);
        moment.happens(
            connector,
            () -> {
              database.execute(
                  "CREATE TABLE t_new (id int PRIMARY KEY, v text)",
                  "INSERT INTO t_new SELECT i, 'new' FROM generate_series(101, 120) i");
              database.transaction(
                  "ALTER TABLE t RENAME TO t_old",
                  "ALTER TABLE t_new RENAME TO t",
                  "ALTER PUBLICATION " + database.publication() + " DROP TABLE t_old",
                  "ALTER PUBLICATION " + database.publication() + " ADD TABLE t");
              database.execute("INSERT INTO t VALUES (121, 'after')");
            });

        assertRead(connector, "t", IntStream.rangeClosed(101, 121).boxed().toList());
      }
    }
  }

  // Guards against: a table that was dropped and made again between two checks.
  @ParameterizedTest
  @EnumSource(Moment.class)
  void aTableThatIsDroppedAndMadeAgainIsRead(Moment moment) {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY, v text)",
          "INSERT INTO t VALUES (1, 'old')",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE t");
      try (Connector connector = Servers.connect().create(database, discovering(database))) {
        begun(database, connector);
        moment.happens(
            connector,
            () ->
                database.execute(
                    "DROP TABLE t",
                    "CREATE TABLE t (id int PRIMARY KEY, v text)",
                    "INSERT INTO t VALUES (101, 'new'), (102, 'new')",
                    "ALTER PUBLICATION " + database.publication() + " ADD TABLE t"));

        assertRead(connector, "t", List.of(101, 102));
      }
    }
  }

  // Guards against: rows that were written while the table was not in the publication.
  @ParameterizedTest
  @EnumSource(Moment.class)
  void aTableThatWasAwayIsReadAgain(Moment moment) {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY, v text)",
          "INSERT INTO t VALUES (1, 'old')",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE t");
      try (Connector connector = Servers.connect().create(database, discovering(database))) {
        begun(database, connector);
        moment.happens(
            connector,
            () ->
                database.execute(
                    "ALTER PUBLICATION " + database.publication() + " DROP TABLE t",
                    "INSERT INTO t VALUES (101, 'away')",
                    "ALTER PUBLICATION " + database.publication() + " ADD TABLE t"));

        assertRead(connector, "t", List.of(1, 2, 101));
      }
    }
  }

  // Guards against: rows that were written while there was no publication.
  @ParameterizedTest
  @EnumSource(Moment.class)
  void aPublicationThatIsMadeAgainMeansThatAllTablesWereAway(Moment moment) {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY, v text)",
          "INSERT INTO t VALUES (1, 'old')",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE t");
      try (Connector connector = Servers.connect().create(database, discovering(database))) {
        begun(database, connector);
        moment.happens(
            connector,
            () ->
                database.execute(
                    "DROP PUBLICATION " + database.publication(),
                    "INSERT INTO t VALUES (101, 'away')",
                    "CREATE PUBLICATION " + database.publication() + " FOR TABLE t"));

        if (Settings.defaultMajor() < 18) { // the slot can never pass the row without a publication
          assertThat(connector.awaitFailed())
              .contains("a server before PostgreSQL 18 ends the stream");
        } else {
          assertRead(connector, "t", List.of(1, 2, 101));
        }
      }
    }
  }

  // Guards against: rows that a filter kept out, and that are in no stream once it is widened.
  @Test
  void aRowFilterThatIsWidenedMeansThatTheTableIsReadAgain() {
    assumeThat(Settings.defaultMajor()).as("servers that filter rows").isGreaterThanOrEqualTo(15);
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY, v text)",
          "INSERT INTO t VALUES (1, 'old'), (101, 'hidden')",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE t WHERE (id < 100)");
      try (Connector connector = Servers.connect().create(database, discovering(database))) {
        begun(database, connector);
        database.execute(
            "ALTER PUBLICATION " + database.publication() + " SET TABLE t WHERE (id < 200)");

        assertRead(connector, "t", List.of(1, 2, 101));
      }
    }
  }

  // Guards against: FOR ALL TABLES, and a table with rows that comes under a captured name.
  @ParameterizedTest
  @EnumSource(Arrival.class)
  void underForAllTablesATableThatComesWithRowsIsRead(Arrival arrival) {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE SCHEMA staging",
          "CREATE TABLE t (id int PRIMARY KEY)",
          "INSERT INTO t VALUES (1)",
          "CREATE PUBLICATION " + database.publication() + " FOR ALL TABLES");
      ConnectorConfig config =
          discovering(database).with("table.include.list", "public\\.t,public\\.x");
      try (Connector connector = Servers.connect().create(database, config)) {
        begun(database, connector);
        arrival.happens(database);

        assertRead(connector, "x", List.of(101, 102));
        database.execute("INSERT INTO x VALUES (103)");
        connector.topics().awaitUntil("103", () -> ids(connector, "x").contains(103));
      }
    }
  }

  /** How a table with the rows 101 and 102 comes under the name public.x. */
  private enum Arrival {
    MOVED_INTO_THE_SCHEMA {
      @Override
      void happens(TestDatabase database) {
        database.execute(
            "CREATE TABLE staging.x (id int PRIMARY KEY)",
            "INSERT INTO staging.x VALUES (101), (102)",
            "ALTER TABLE staging.x SET SCHEMA public");
      }
    },
    MOVED_IN_ONE_TRANSACTION {
      @Override
      void happens(TestDatabase database) {
        database.transaction(
            "CREATE TABLE staging.x (id int PRIMARY KEY)",
            "INSERT INTO staging.x VALUES (101), (102)",
            "ALTER TABLE staging.x SET SCHEMA public");
      }
    },
    RENAMED {
      @Override
      void happens(TestDatabase database) {
        database.execute(
            "CREATE TABLE hidden (id int PRIMARY KEY)",
            "INSERT INTO hidden VALUES (101), (102)",
            "ALTER TABLE hidden RENAME TO x");
      }
    },
    LOGGED {
      @Override
      void happens(TestDatabase database) {
        database.execute(
            "CREATE UNLOGGED TABLE x (id int PRIMARY KEY)",
            "INSERT INTO x VALUES (101), (102)",
            "ALTER TABLE x SET LOGGED");
      }
    },
    LOGGED_IN_ONE_TRANSACTION {
      @Override
      void happens(TestDatabase database) {
        database.transaction(
            "CREATE UNLOGGED TABLE x (id int PRIMARY KEY)",
            "INSERT INTO x VALUES (101), (102)",
            "ALTER TABLE x SET LOGGED");
      }
    };

    abstract void happens(TestDatabase database);
  }

  private static ConnectorConfig discovering(TestDatabase database) {
    return ConnectorConfig.of(database, "public\\.t")
        .with("publication.autocreate.mode", "disabled")
        .with("table.discovery.interval.ms", "500");
  }

  /** The table t is read, and streams. */
  private static void begun(TestDatabase database, Connector connector) {
    connector.awaitStreaming();
    connector.awaitSnapshotStored(List.of("public.t"));
    database.execute("INSERT INTO t (id) VALUES (2)");
    connector.topics().await("public.t", 2);
    connector.awaitStoredBeyond(database.confirmedLsn());
  }

  /**
   * Each of these rows comes, and none is read twice. A change that was made before the rows are
   * read may come too, before them.
   */
  private static void assertRead(Connector connector, String table, List<Integer> rows) {
    connector.topics().awaitUntil("all rows", () -> ids(connector, table).containsAll(rows));
    connector.awaitSnapshotStored(List.of("public." + table));
    assertThat(
            connector.topics().of("public." + table).stream()
                .filter(event -> event.op().equals("r"))
                .map(event -> event.key().path("id").asInt())
                .filter(id -> id > 100)
                .toList())
        .as("rows of the table that came, as they were read")
        .doesNotHaveDuplicates();
  }

  private static List<Integer> ids(Connector connector, String table) {
    return connector.topics().of("public." + table).stream()
        .filter(event -> !event.isTombstone())
        .map(event -> event.key().path("id").asInt())
        .collect(Collectors.toList());
  }
}
