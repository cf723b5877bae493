/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.PostgresServer;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import io.waltap.it.subscription.SubscriptionScenario.Expected;
import io.waltap.it.subscription.SubscriptionScenario.Place;
import io.waltap.it.subscription.SubscriptionScenario.Step;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * PostgreSQL's own subscriber as the oracle. Each scenario is a file in {@code
 * src/test/resources/subscription}. It is replayed once, to a subscription and to the connector,
 * which read the same publication.
 */
final class SubscriptionSuiteIT {
  private static final String MARKER = "public.zz_marker";

  /** Topics that are no tables of a scenario. */
  private static final Set<String> IGNORED = Set.of(MARKER, "message");

  /** How long other topics may be behind the topic of the marker. */
  private static final Duration BEHIND = Duration.ofSeconds(20);

  private static PostgresServer server;

  @BeforeAll
  static void startServer() {
    assumeThat(Settings.defaultMajor())
        .as("the scenarios are for PostgreSQL 18")
        .isGreaterThanOrEqualTo(18);
    server =
        Servers.ownPostgres(
            "subscription",
            Map.of(
                "wal_level", "logical",
                "max_prepared_transactions", "10",
                "max_worker_processes", "24",
                "max_logical_replication_workers", "16",
                "max_sync_workers_per_subscription", "8",
                "max_active_replication_origins", "50",
                "logical_decoding_work_mem", "64kB",
                "wal_retrieve_retry_interval", "200ms"));
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  static Stream<SubscriptionScenario> scenarios() {
    return SubscriptionScenario.all().stream();
  }

  // Guards against: a change that logical replication sends and the topics do not have, or have
  // twice, or have in another order; rows of a snapshot that a subscriber does not get.
  @ParameterizedTest
  @MethodSource("scenarios")
  void theTopicsHaveWhatASubscriberHas(SubscriptionScenario scenario) {
    try (TestDatabase publisher = TestDatabase.create(server, scenario.database());
        Subscriber subscriber = Subscriber.of(publisher)) {
      if (!scenario.requires().isEmpty()) {
        assumeThat(publisher.texts(scenario.requires())).as(scenario.requires()).isNotEmpty();
      }
      String marker = "CREATE TABLE " + MARKER + " (id int PRIMARY KEY)";
      publisher.execute(marker);
      subscriber.database().execute(marker);
      scenario.setup().forEach(step -> run(step, publisher, subscriber));
      publish(scenario, publisher);
      try (Connector connector = Servers.connect().create(publisher, config(scenario, publisher))) {
        subscriber.subscribe(scenario.subscription());
        connector.awaitStreaming();
        int markers = 0;
        for (Step step : scenario.steps()) {
          awaitSubscriber(++markers, publisher, subscriber);
          run(step, publisher, subscriber);
        }
        int last = ++markers;
        awaitSubscriber(last, publisher, subscriber);
        connector
            .topics()
            .awaitUntil(
                "the last marker",
                () ->
                    connector.topics().of(MARKER).stream()
                        .anyMatch(event -> event.key().path("id").asInt() == last));
        compare(scenario, publisher, subscriber, connector);
      }
    }
  }

  private static void publish(SubscriptionScenario scenario, TestDatabase publisher) {
    publisher.execute(
        "CREATE PUBLICATION " + publisher.publication() + " " + scenario.publication());
    if (!scenario.publication().startsWith("FOR ALL TABLES")) {
      publisher.execute("ALTER PUBLICATION " + publisher.publication() + " ADD TABLE " + MARKER);
    }
  }

  private static ConnectorConfig config(SubscriptionScenario scenario, TestDatabase publisher) {
    ConnectorConfig config =
        ConnectorConfig.of(publisher, ".*")
            .withoutSchemas()
            .with("publication.autocreate.mode", "disabled")
            .with("table.discovery.interval.ms", "500")
            .with("decimal.handling.mode", "string")
            .with("binary.handling.mode", "hex");
    for (Map.Entry<String, String> property : scenario.properties().entrySet()) {
      config = config.with(property.getKey(), property.getValue());
    }
    return config;
  }

  private static void run(Step step, TestDatabase publisher, Subscriber subscriber) {
    String[] statements =
        step.statements().stream()
            .map(sql -> sql.replace("{publication}", publisher.publication()))
            .map(sql -> sql.replace("{subscription}", subscriber.subscription()))
            .toArray(String[]::new);
    if (step.place() != Place.PUBLISHER) {
      subscriber.database().execute(statements);
    }
    if (step.place() != Place.SUBSCRIBER) {
      publisher.execute(statements);
    }
  }

  /** Waits until the subscriber has all that the publisher has written until now. */
  private static void awaitSubscriber(int marker, TestDatabase publisher, Subscriber subscriber) {
    String id = Integer.toString(marker);
    publisher.execute("INSERT INTO " + MARKER + " VALUES (" + id + ")");
    await("marker " + id + " in the subscriber")
        .atMost(Settings.patience())
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                subscriber.isCopied()
                    && subscriber
                        .database()
                        .texts("SELECT id FROM " + MARKER + " WHERE id = " + id)
                        .contains(id));
  }

  private static void compare(
      SubscriptionScenario scenario,
      TestDatabase publisher,
      Subscriber subscriber,
      Connector connector) {
    Map<String, List<String>> expected = new TreeMap<>();
    for (Expected each : scenario.differences()) {
      expected.put(each.table(), Rows.read(publisher, each.query()));
    }
    Set<String> tables = new TreeSet<>(subscriber.tables());
    tables.remove(MARKER);
    Map<String, List<String>> actual;
    long began = System.nanoTime();
    do {
      connector.topics().readOn();
      actual = AppliedTable.all(publisher.prefix(), IGNORED, connector.topics().all());
      tables.addAll(actual.keySet());
      for (String table : tables) {
        actual.putIfAbsent(table, List.of());
        expected.computeIfAbsent(table, subscriber::rows);
      }
    } while (!actual.equals(expected) && System.nanoTime() - began < BEHIND.toNanos());

    assertThat(actual).as("the tables that follow from the topics").isEqualTo(expected);
    for (Expected each : scenario.differences()) {
      assertThat(subscriber.rows(each.table()))
          .as("%s differs in the subscriber (%s)", each.table(), each.difference())
          .isNotEqualTo(actual.get(each.table()));
    }
  }
}
