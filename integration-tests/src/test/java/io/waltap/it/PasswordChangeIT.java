/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code database.password.file}: the role's password is changed while the connector runs. */
final class PasswordChangeIT {
  @TempDir private Path directory;

  // Guards against: a task that fails for good because the file has the new password a moment after
  // the server.
  @Test
  void aNewPasswordNeedsNoRestart() throws Exception {
    Path file = directory.resolve("password");
    Files.writeString(file, "old\n");
    try (TestDatabase database = TestDatabase.create()) {
      String role = "cdc_" + database.name();
      database.execute(
          "CREATE ROLE " + role + " LOGIN REPLICATION PASSWORD 'old'",
          "CREATE TABLE t (id int PRIMARY KEY)",
          "GRANT SELECT ON t TO " + role,
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE t");
      ConnectorConfig config =
          ConnectorConfig.of(database, "public.t")
              .with("publication.autocreate.mode", "disabled")
              .with("database.user", role)
              .with("database.password", "")
              .with("database.password.file", file.toString());
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.awaitStreaming();
        database.execute("ALTER ROLE " + role + " PASSWORD 'new'");
        database.text("SELECT pg_terminate_backend(" + database.streamingPid() + ")");
        await("end of the link").atMost(Settings.patience()).until(() -> !database.slotActive());
        database.execute("INSERT INTO t VALUES (1)");
        assertThat(connector.taskState()).isEqualTo("RUNNING");

        Files.writeString(file, "new\n");
        connector.topics().await("public.t", 1);
      } finally {
        database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
      }
    }
  }
}
