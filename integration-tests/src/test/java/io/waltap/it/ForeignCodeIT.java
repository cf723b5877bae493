/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Event;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Owners of tables have put functions where the connector might run them with its own rights. Each
 * function notes which session has called it.
 */
final class ForeignCodeIT {
  private TestDatabase database;

  @BeforeEach
  void createFunctions() {
    database = TestDatabase.create();
    database.execute(
        "CREATE TABLE seen (application text)",
        """
        CREATE FUNCTION evil(int) RETURNS bool LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO public.seen VALUES (current_setting('application_name'));
          RETURN true;
        END $$
        """,
        """
        CREATE FUNCTION evil(oid, int) RETURNS bool LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO public.seen VALUES (current_setting('application_name'));
          RETURN $1::bigint = $2::bigint;
        END $$
        """);
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  // Guards against: the check of a domain that runs when a column's default is computed.
  @Test
  void theCheckOfADomainIsNotRun() {
    database.execute(
        "CREATE DOMAIN d AS int CHECK (evil(VALUE))",
        "CREATE TYPE mood AS ENUM ('sad', 'ok')",
        "CREATE TABLE trap (id int PRIMARY KEY, x d DEFAULT 5, y int DEFAULT 7,"
            + " m mood DEFAULT 'ok')",
        "INSERT INTO trap VALUES (1)");

    Event row = firstRow("public.trap");

    assertThat(callsOfTheConnector()).isZero();
    assertThat(row.valueSchema().toString()).contains("\"default\":5", "\"default\":7", "\"ok\"");
  }

  // Guards against: an operator in a schema that everybody may write to, which a query of the
  // catalog finds before PostgreSQL's own.
  @Test
  void anOperatorInPublicIsNotUsed() {
    database.execute(
        "CREATE OPERATOR public.= (LEFTARG = oid, RIGHTARG = int, FUNCTION = public.evil)",
        "CREATE TABLE t (id int PRIMARY KEY, x int DEFAULT 5)",
        "INSERT INTO t VALUES (1)");

    firstRow("public.t");

    assertThat(callsOfTheConnector()).isZero();
  }

  // Guards against: a statement of the user that does not find what its role finds.
  @Test
  void anOverrideRunsWithThePathOfTheRole() {
    database.execute(
        "CREATE TABLE t (id int PRIMARY KEY)",
        "INSERT INTO t VALUES (1), (2)",
        "CREATE FUNCTION wanted(int) RETURNS bool LANGUAGE sql AS 'SELECT $1 = 2'");
    ConnectorConfig config =
        ConnectorConfig.of(database, "public.t")
            .with("snapshot.select.statement.overrides", "public.t")
            .with(
                "snapshot.select.statement.overrides.public.t", "SELECT * FROM t WHERE wanted(id)");

    try (Connector connector = Servers.connect().create(database, config)) {
      Event row = connector.topics().await("public.t", 1).get(0);

      assertThat(row.after().path("id").asInt()).isEqualTo(2);
    }
  }

  private Event firstRow(String table) {
    try (Connector connector =
        Servers.connect().create(database, ConnectorConfig.of(database, table))) {
      return connector.topics().await(table, 1).get(0);
    }
  }

  private long callsOfTheConnector() {
    return database.number("SELECT count(*) FROM seen WHERE application LIKE 'waltap/%'");
  }
}
