/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import static org.awaitility.Awaitility.await;

import io.waltap.it.conformance.ConformanceCase.Action;
import io.waltap.it.conformance.ConformanceCase.Step;
import io.waltap.it.conformance.ConformanceCases.Run;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.time.Duration;
import java.util.List;

/**
 * Both connectors on one database while the steps of a case run, each with its own slot. Before the
 * steps there is a marker row that both have delivered, so that both have seen the same last
 * commit. There is another one after the steps.
 *
 * <p>Where steps change tables, each step waits until Waltap has delivered the changes before it.
 * So the catalog is ahead of Waltap by one step at most. How far it is ahead of Debezium is left to
 * chance.
 */
final class SideBySide {
  private static final Duration POLL = Duration.ofMillis(100);

  private static final String SERVED =
      "SELECT count(*) FROM pg_replication_slots s"
          + " JOIN pg_stat_replication r ON r.pid = s.active_pid"
          + " WHERE s.database = current_database() AND r.state IN ('catchup', 'streaming')";

  private static final String ACTIVE =
      "SELECT count(*) FROM pg_replication_slots"
          + " WHERE database = current_database() AND active";

  private final ConformanceCase scenario;
  private final TestDatabase database;
  private final Side waltap;
  private final Side debezium;
  private final DatabaseHistory history = new DatabaseHistory();
  private boolean stopped;
  private int markers;

  private SideBySide(ConformanceCase scenario, TestDatabase database, Side waltap, Side debezium) {
    this.scenario = scenario;
    this.database = database;
    this.waltap = waltap;
    this.debezium = debezium;
  }

  /** Returns the extensions that the case needs and the server lacks. */
  static List<String> missingExtensions(Run run) {
    if (run.scenario().extensions().isEmpty()) {
      return List.of();
    }
    try (TestDatabase database = TestDatabase.create(Servers.postgres(run.major()))) {
      List<String> available = database.texts("SELECT name FROM pg_available_extensions");
      return run.scenario().extensions().stream()
          .filter(name -> !available.contains(name))
          .toList();
    }
  }

  /** Returns what both connectors have emitted, in order within each topic. */
  static Scene capture(Run run) {
    ConformanceCase scenario = run.scenario();
    try (TestDatabase database = TestDatabase.create(Servers.postgres(run.major()))) {
      database.execute("CREATE TABLE " + ConformanceCase.MARKER_TABLE + " (id int PRIMARY KEY)");
      scenario.extensions().forEach(name -> database.execute("CREATE EXTENSION " + name));
      for (Step step : scenario.steps()) {
        if (step.action() == Action.SETUP) {
          database.execute(step.sql());
        }
      }
      database.execute(
          "CREATE PUBLICATION " + database.publication() + " " + scenario.publication());
      try (Side debezium = Side.debezium(database, scenario);
          Side waltap = Side.waltap(database, scenario)) {
        SideBySide sides = new SideBySide(scenario, database, waltap, debezium);
        sides.run();
        return new Scene(
            scenario, sides.history, debezium.reader().records(), waltap.reader().records());
      }
    }
  }

  private void run() {
    awaitStreaming();
    mark();
    awaitMarker(waltap);
    awaitMarker(debezium);
    history.add(DatabaseFacts.read(database));
    for (Step step : scenario.steps()) {
      switch (step.action()) {
        case SETUP -> {}
        case SQL -> execute(step.sql());
        case STOP -> stop();
        case RESTART -> restart();
      }
    }
    mark();
    awaitMarker(waltap);
    if (scenario.debeziumFails()) {
      debezium.connector().awaitFailed();
    } else {
      awaitMarker(debezium);
    }
    waltap.reader().readRest();
    debezium.reader().readRest();
  }

  private void execute(String sql) {
    database.execute(sql);
    history.add(DatabaseFacts.read(database));
    if (scenario.changesTables() && !stopped) {
      mark();
      awaitMarker(waltap);
    }
  }

  private void stop() {
    stopped = true;
    waltap.connector().stop();
    debezium.connector().stop();
    await("free slots of " + scenario.name())
        .atMost(Settings.patience())
        .pollInterval(POLL)
        .until(() -> database.number(ACTIVE) == 0);
  }

  private void restart() {
    waltap.connector().resume();
    debezium.connector().resume();
    stopped = false;
    awaitStreaming();
  }

  private void mark() {
    markers++;
    database.execute("INSERT INTO " + ConformanceCase.MARKER_TABLE + " VALUES (" + markers + ")");
  }

  private void awaitMarker(Side side) {
    side.reader().readToMarker(markers, side::requireHealthy);
  }

  private void awaitStreaming() {
    await("both connectors of " + scenario.name() + " to stream")
        .atMost(Settings.patience())
        .pollInterval(POLL)
        .until(
            () -> {
              waltap.requireHealthy();
              debezium.requireHealthy();
              return database.number(SERVED) == 2;
            });
  }
}
