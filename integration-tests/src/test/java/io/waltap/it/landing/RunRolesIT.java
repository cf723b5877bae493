/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import io.waltap.standalone.lake.LakeReader;
import io.waltap.standalone.lake.LakeReaders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The way of the README: a publication that the user has made, and {@code ./waltap run} without a
 * list of tables.
 */
class RunRolesIT {
  private static final String PASSWORD = "of-a-test";

  /** Everything that a run could alter in the database, but for its slot. */
  private static final String OBJECTS =
      "SELECT p.pubname || ' ' || p.puballtables || ' ' || p.pubowner::regrole"
          + " || ' ' || coalesce(obj_description(p.oid, 'pg_publication'), '')"
          + " || ' ' || (SELECT string_agg(t.schemaname || '.' || t.tablename, ',')"
          + " FROM pg_publication_tables t WHERE t.pubname = p.pubname)"
          + " FROM pg_publication p"
          + " UNION ALL SELECT c.relname || ' ' || c.relkind::text || ' ' || c.relreplident::text"
          + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE n.nspname = 'public' ORDER BY 1";

  private enum Role {
    /** Owns the tables and the publication. */
    OWNER,
    SUPERUSER,
    /** Has REPLICATION, and SELECT on the tables. */
    READER
  }

  // Guards against: a publication of the user that is altered, and a table that is captured
  // although nobody has named it.
  @ParameterizedTest
  @EnumSource(Role.class)
  void onlyTheTablesOfThePublicationAreCapturedAndNothingIsAltered(Role role) throws Exception {
    Path directory = Lake.Directories.fresh("run-role-" + role);
    try (TestDatabase database = TestDatabase.create()) {
      String name = database.name() + "_role";
      database.execute(
          "CREATE ROLE "
              + name
              + " LOGIN REPLICATION "
              + (role == Role.SUPERUSER ? "SUPERUSER" : "")
              + " PASSWORD '"
              + PASSWORD
              + "'",
          "CREATE TABLE named (id int PRIMARY KEY)",
          "CREATE TABLE other (id int PRIMARY KEY)",
          "INSERT INTO named VALUES (1)",
          "INSERT INTO other VALUES (2)",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE named");
      try {
        if (role == Role.OWNER) {
          database.execute(
              "ALTER TABLE named OWNER TO " + name,
              "ALTER TABLE other OWNER TO " + name,
              "ALTER PUBLICATION " + database.publication() + " OWNER TO " + name);
        } else {
          database.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + name);
        }
        List<String> before = database.texts(OBJECTS);
        Map<String, String> variables =
            Map.of("POSTGRES_USER", name, "POSTGRES_PASSWORD", PASSWORD);
        try (RunProcess run = RunProcess.start(database, directory, variables).awaitRunning()) {
          database.execute("INSERT INTO other VALUES (3)", "INSERT INTO named VALUES (4)");
          await("both rows of the table")
              .atMost(Settings.patience())
              .pollInterval(Duration.ofMillis(500))
              .until(() -> rows(directory) == 2);
          assertThat(run.terminate()).isZero();
        }
        assertThat(tables(directory)).containsExactly("named", "waltap__run__state");
        assertThat(database.texts(OBJECTS)).isEqualTo(before);
      } finally {
        database.awaitSlotInactive();
        database.execute("DROP OWNED BY " + name + " CASCADE", "DROP ROLE " + name);
      }
    }
  }

  private static List<String> tables(Path directory) {
    try (LakeReader lake = LakeReaders.open(Lake.sinkPlugin(), RunProcess.catalog(directory))) {
      return lake.tables(RunProcess.NAMESPACE);
    }
  }

  private static long rows(Path directory) {
    try (LakeReader lake = LakeReaders.open(Lake.sinkPlugin(), RunProcess.catalog(directory))) {
      return lake.rowCount(RunProcess.NAMESPACE, "named");
    }
  }
}
