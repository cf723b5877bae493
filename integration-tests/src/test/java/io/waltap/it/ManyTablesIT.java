/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.ConnectWorker;
import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.KafkaServer;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Many new tables get their first rows in one transaction. {@code -Dnew.tables=2000} takes more of
 * them.
 */
final class ManyTablesIT {
  private static final int TABLES = Integer.getInteger("new.tables", 300);

  /** So many are created in one transaction. */
  private static final int CHUNK = 100;

  /** All topics together take longer than this, and those of one batch do not. */
  private static final int TIMEOUT_SECONDS = 10;

  private static final String CREATION =
      """
      DO $$ BEGIN
        FOR i IN %d..%d LOOP
          EXECUTE format('CREATE TABLE t_%%s (id int PRIMARY KEY)', i);
        END LOOP;
      END $$
      """;

  private static final String FIRST_ROWS =
      """
      DO $$ BEGIN
        FOR i IN 1..%d LOOP
          EXECUTE format('INSERT INTO t_%%s VALUES (1)', i);
        END LOOP;
      END $$
      """;

  // Guards against: a Kafka transaction in which the topics of all new tables are created one by
  // one, so that Kafka aborts it and the task fails; a row that comes twice, or not at all, because
  // its table is new.
  @Test
  void manyNewTablesGetTheirFirstRowsAtOnce() {
    Map<String, String> broker =
        Map.of("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");
    Map<String, String> exactlyOnce =
        Map.of("exactly.once.source.support", "enabled", "group.id", "connect-many-tables");
    // a broker of its own, because other tests list the topics of the shared broker all the time
    try (KafkaServer kafka = Servers.ownKafka("kafka-many-tables", broker);
        ConnectWorker worker = ConnectWorker.start("many-tables", kafka, exactlyOnce);
        TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE t_0 (id int PRIMARY KEY)",
          "CREATE PUBLICATION " + database.publication() + " FOR ALL TABLES");
      try (Connector connector = worker.create(database, config(database))) {
        connector.awaitStreaming();
        for (int first = 1; first <= TABLES; first += CHUNK) {
          database.execute(CREATION.formatted(first, Math.min(first + CHUNK - 1, TABLES)));
        }
        database.execute(FIRST_ROWS.formatted(TABLES));

        Map<String, Integer> records = new TreeMap<>();
        connector
            .topics()
            .visit(
                "the first row of each table",
                event -> records.merge(event.topic(), 1, Integer::sum),
                () -> records.size() == TABLES);
        connector.awaitCaughtUp();
        connector.topics().visitToEnd(event -> records.merge(event.topic(), 1, Integer::sum));

        assertThat(records).hasSize(TABLES).allSatisfy((topic, count) -> assertThat(count).isOne());
        assertThat(connector.taskState()).isEqualTo("RUNNING");
      }
    }
  }

  private static ConnectorConfig config(TestDatabase database) {
    return ConnectorConfig.of(database, "public[.]t_[0-9]+")
        .withoutSchemas()
        .with("publication.autocreate.mode", "disabled")
        .with("producer.override.transaction.timeout.ms", TIMEOUT_SECONDS + "000")
        // the producer waits once or twice as long for each topic that the broker creates
        .with("producer.override.retry.backoff.ms", "50");
  }
}
