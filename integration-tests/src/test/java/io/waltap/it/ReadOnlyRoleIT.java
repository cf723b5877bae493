/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import org.junit.jupiter.api.Test;

/** The connector's role has default_transaction_read_only = on. */
final class ReadOnlyRoleIT {

  // Guards against: a publication that cannot be created, and attempts without end that say that
  // nothing is lost; several hosts of which the driver takes none for the primary.
  @Test
  void theConnectorCreatesItsPublication() {
    try (TestDatabase database = TestDatabase.create()) {
      String role = "read_only_" + database.name();
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY)",
          "INSERT INTO t VALUES (1)",
          "CREATE ROLE " + role + " SUPERUSER LOGIN PASSWORD 'secret'",
          "ALTER ROLE " + role + " SET default_transaction_read_only = on");
      String host = database.server().host() + ":" + database.server().port();
      ConnectorConfig config =
          ConnectorConfig.of(database, "public.t")
              .with("database.hostname", host + "," + host)
              .with("database.user", role)
              .with("database.password", "secret")
              .withoutSchemas();
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.awaitStreaming();
        database.execute("INSERT INTO t VALUES (2)");
        assertThat(connector.topics().await("public.t", 2))
            .extracting(event -> event.op() + event.key().path("id").asInt())
            .containsExactly("r1", "c2");
      }
    }
  }
}
