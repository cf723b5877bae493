/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import static org.awaitility.Awaitility.await;

import io.waltap.it.conformance.ConformanceCase.Action;
import io.waltap.it.conformance.ConformanceCase.Step;
import io.waltap.it.conformance.ConformanceCases.Run;
import io.waltap.it.conformance.Explanation.Scene;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.time.Duration;
import java.util.List;

/**
 * Both connectors on one database while the steps of a case run, each with a slot of its own. A marker row that both have
 * delivered comes before the steps, so that both have seen the same last commit, and one after them.
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
  private int markers;

  private SideBySide(ConformanceCase scenario, TestDatabase database, Side waltap, Side debezium) {
    this.scenario = scenario;
    this.database = database;
    this.waltap = waltap;
    this.debezium = debezium;
  }

  /** What both have emitted, in order within each topic. */
  record Captures(Scene scene, List<Captured> waltap, List<Captured> debezium) {}

  static Captures capture(Run run) {
    ConformanceCase scenario = run.scenario();
    DatabaseFacts facts = new DatabaseFacts();
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
      facts.read(database);
      try (Side debezium = Side.debezium(database, scenario);
          Side waltap = Side.waltap(database, scenario)) {
        new SideBySide(scenario, database, waltap, debezium).run();
        facts.read(database);
        return new Captures(
            new Scene(scenario, facts), waltap.reader().records(), debezium.reader().records());
      }
    }
  }

  private void run() {
    awaitStreaming();
    mark();
    awaitMarker(waltap);
    awaitMarker(debezium);
    for (Step step : scenario.steps()) {
      switch (step.action()) {
        case SETUP -> {}
        case SQL -> database.execute(step.sql());
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

  private void stop() {
    waltap.connector().stop();
    debezium.connector().stop();
    await("slots of " + scenario.name() + " let go")
        .atMost(Settings.patience())
        .pollInterval(POLL)
        .until(() -> database.number(ACTIVE) == 0);
  }

  private void restart() {
    waltap.connector().resume();
    debezium.connector().resume();
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
