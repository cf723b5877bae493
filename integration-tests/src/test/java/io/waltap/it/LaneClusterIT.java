/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.ConnectCluster;
import io.waltap.it.harness.ConnectWorker;
import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two workers, and a number of lanes that grows and shrinks while transactions change all tables.
 * Each time that the lanes change, one of the workers dies.
 */
final class LaneClusterIT {
  private static final List<String> FIRST =
      IntStream.range(0, 8).mapToObj(number -> "t" + number).toList();
  private static final List<String> LATER = List.of("t8", "t9");
  private static final String DROPPED = "t7";
  private static final int PRELOADED_PER_TABLE = 50;
  private static final int CHANGES_BEFORE_CAPTURE = 500;
  private static final Duration PAUSE = Duration.ofMillis(40);

  // Guards against: changes lost or delivered twice when a table moves from one lane to another,
  // when the worker that moves it dies, or when a table is added or removed meanwhile; slots that
  // remain.
  @ParameterizedTest
  @ValueSource(strings = {"disabled", "enabled"})
  void everyVersionArrivesWhileLanesComeAndGo(String exactlyOnce) throws Exception {
    long seed = Long.getLong("crash.seed", System.nanoTime());
    String name = "lanes-" + exactlyOnce;
    Map<String, String> settings = Map.of("exactly.once.source.support", exactlyOnce);
    try (TestDatabase database = TestDatabase.create();
        Workload workload = new Workload(database, FIRST, seed);
        ConnectCluster cluster = ConnectCluster.start(name, Servers.kafka(), 2, settings)) {
      workload.preload(PRELOADED_PER_TABLE);
      String tables = String.join(", ", FIRST);
      database.execute("CREATE PUBLICATION " + database.publication() + " FOR TABLE " + tables);
      ConnectorConfig config =
          ConnectorConfig.of(database, "public\\.t[0-9]")
              .with("publication.autocreate.mode", "disabled")
              .with("table.discovery.interval.ms", "500")
              .withoutSchemas();
      try (Connector connector = cluster.create(database, config)) {
        database.awaitSlot();
        Delivered delivered = new Delivered(connector);
        try (Steadily writing = new Steadily(workload::transact, PAUSE)) {
          connector.awaitLanes(1);
          connector.awaitSnapshotStored(captured(FIRST));
          delivered.await("all tables in one lane", writing.between(workload::finish));

          ConnectWorker reader = cluster.worker(connector.workerOfTask(0));
          changeLanes(database, connector, config.with("tasks.max", "4"), reader);
          connector.awaitLanes(4);
          delivered.await("all tables in four lanes", writing.between(workload::finish));

          addTables(database, workload, writing);
          connector.awaitSnapshotStored(captured(LATER));
          RowVersions known = writing.between(() -> workload.committed().copy());
          RowVersions owed = dropTable(database, workload, writing);
          delivered.await("all tables but one", without(writing.between(workload::finish)));

          ConnectWorker watcher = cluster.worker(connector.workerOfConnector());
          changeLanes(database, connector, config.with("tasks.max", "2"), watcher);
          connector.awaitLanes(2);
          writing.stop();
          delivered.await("the last rows", without(workload.finish()));
          delivered.readToEnd();
          connector.awaitLanes(2);

          // without exactly-once support, a change may be repeated after the first delivery
          RowVersions seen =
              exactlyOnce.equals("enabled")
                  ? delivered.versions()
                  : delivered.versions().firstTimes();
          assertComplete(seen, workload.committed(), known, owed, "seed " + seed);
          assertLatest(delivered.versions(), workload.committed(), "seed " + seed);
        }
      }
    }
  }

  /** Changes the lanes. Kills a worker as soon as the server shows that the change has begun. */
  private static void changeLanes(
      TestDatabase database, Connector connector, ConnectorConfig changed, ConnectWorker victim) {
    List<String> before = database.slots();
    connector.reconfigure(changed);
    await("the lanes to change")
        .atMost(Settings.patience())
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !database.slots().equals(before));
    victim.kill();
    victim.start();
  }

  /** Adds tables to the publication that have been written to for a while. */
  private static void addTables(TestDatabase database, Workload workload, Steadily writing)
      throws Exception {
    writing.between(
        () -> {
          for (String table : LATER) {
            workload.addTable(table, PRELOADED_PER_TABLE);
          }
          workload.run(CHANGES_BEFORE_CAPTURE);
          return null;
        });
    database.execute(
        "ALTER PUBLICATION " + database.publication() + " ADD TABLE " + String.join(", ", LATER));
  }

  /** Drops a table from the publication, and returns what was committed before. */
  private static RowVersions dropTable(TestDatabase database, Workload workload, Steadily writing)
      throws Exception {
    RowVersions owed = writing.between(() -> workload.committed().copy());
    database.execute("ALTER PUBLICATION " + database.publication() + " DROP TABLE " + DROPPED);
    return owed;
  }

  private static void assertComplete(
      RowVersions seen, RowVersions committed, RowVersions known, RowVersions owed, String seed) {
    List<String> differences = new ArrayList<>();
    for (String table : FIRST) {
      RowVersions rows = seen.of(table);
      RowVersions written = committed.of(table);
      differences.addAll(
          table.equals(DROPPED)
              ? rows.differencesUntil(written, owed.of(table))
              : rows.differences(written));
    }
    for (String table : LATER) {
      differences.addAll(
          seen.of(table).differencesFromSnapshot(committed.of(table), known.of(table)));
    }
    assertThat(differences.stream().limit(20).toList()).as("%s", seed).isEmpty();
  }

  private static void assertLatest(RowVersions delivered, RowVersions committed, String seed) {
    for (String table : captured()) {
      assertThat(delivered.of(table).finalState())
          .as("%s, %s", table, seed)
          .isEqualTo(committed.of(table).finalState());
    }
  }

  /** Returns the tables that are captured at the end. */
  private static List<String> captured() {
    List<String> captured = new ArrayList<>(FIRST);
    captured.remove(DROPPED);
    captured.addAll(LATER);
    return captured;
  }

  private static List<String> captured(List<String> tables) {
    return tables.stream().map(table -> "public." + table).toList();
  }

  private static List<String> without(List<String> rows) {
    return rows.stream().filter(row -> !row.startsWith(DROPPED + ":")).toList();
  }
}
