/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.embedded.FreePorts;
import io.waltap.it.harness.TestDatabase;
import io.waltap.standalone.commands.Checks;
import io.waltap.standalone.commands.RunConfig;
import io.waltap.standalone.landing.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What {@code ./waltap preflight} says of a database before anything is created in it. */
final class PreflightPlanIT {
  private static final String LIST = "TABLE_INCLUDE_LIST";
  private static final String MODE = "PUBLICATION_AUTOCREATE_MODE";

  // Guards against: tables that are captured before anyone has seen which; a key, a replica
  // identity or a number that is not the server's; a check that creates something.
  @Test
  void eachTableIsShownBeforeAnythingIsCreated() throws Exception {
    Path directory = Lake.Directories.fresh("preflight-plan");
    Files.createDirectories(directory);
    Path file =
        Files.writeString(
            directory.resolve("waltap.properties"), "source.publish.via.partition.root=true\n");
    try (TestDatabase database = TestDatabase.create()) {
      createPartitioned(database);
      database.execute(
          "CREATE TABLE a (id int PRIMARY KEY, v text)",
          "INSERT INTO a SELECT g, 'x' FROM generate_series(1, 1000) g",
          "ANALYZE a",
          "CREATE TABLE f (v int)",
          "ALTER TABLE f REPLICA IDENTITY FULL",
          "INSERT INTO f VALUES (1)",
          "CREATE TABLE u (id int NOT NULL, v int)",
          "CREATE UNIQUE INDEX u_id ON u (id)",
          "ALTER TABLE u REPLICA IDENTITY USING INDEX u_id",
          "CREATE TABLE other (id int PRIMARY KEY)");

      Output output =
          preflight(
              database,
              directory,
              Map.of(LIST, "public[.][afmu]"),
              List.of("--config", file.toString()));

      assertThat(output.text)
          .contains("Tables to capture: 4")
          .containsPattern("(?m)^  public\\.a +id +DEFAULT +1,000 +[0-9.]+ kB$")
          .containsPattern("(?m)^  public\\.f +none +FULL +unknown +[0-9.]+ kB$")
          .containsPattern("(?m)^  public\\.m +k, id +DEFAULT +1,500 +[0-9.]+ kB$")
          .containsPattern("(?m)^  public\\.u +id +INDEX u_id +0 +0 bytes$")
          .doesNotContain("public.other")
          .contains(
              "Publication \"" + database.publication() + "\" does not exist, and would be created",
              "-> CREATE PUBLICATION \""
                  + database.publication()
                  + "\" FOR TABLE \"public\".\"a\", \"public\".\"f\", \"public\".\"m\","
                  + " \"public\".\"u\" WITH (publish_via_partition_root = true);",
              "Slot \"" + database.slot() + "\" does not exist, and would be created",
              "-> CREATE_REPLICATION_SLOT \"" + database.slot() + "\" LOGICAL pgoutput",
              "Ready: ./waltap run can start.");
      assertThat(output.exit).isZero();
      nothingIsCreated(database);
    }
  }

  // Guards against: a partitioned table that is named, and of which nothing is captured, without a
  // word.
  @Test
  void aPartitionedTableIsShownByItsPartitions() throws Exception {
    Path directory = Lake.Directories.fresh("preflight-partitions");
    try (TestDatabase database = TestDatabase.create()) {
      createPartitioned(database);

      Output root = preflight(database, directory, Map.of(LIST, "public[.]m"), List.of());
      assertThat(root.text)
          .contains(
              "WARNING  table.include.list",
              "Nothing of these partitioned tables is captured: public.m",
              "Tables to capture: none");

      Output partitions = preflight(database, directory, Map.of(LIST, "public[.]m.?"), List.of());
      assertThat(partitions.text)
          .contains("Tables to capture: 3")
          .containsPattern("(?m)^  public\\.m1 +k, id +DEFAULT +999 ")
          .containsPattern("(?m)^  public\\.m2 +k, id +DEFAULT +501 ")
          .containsPattern("(?m)^  public\\.m3 +k, id +DEFAULT +0 ")
          .doesNotContain("WARNING  table.include.list");
    }
  }

  // Guards against: a table that the user named, and that is missing without a word; a publication
  // of the user that is altered.
  @Test
  void anIncludedTableThatThePublicationLacksIsAnError() throws Exception {
    Path directory = Lake.Directories.fresh("preflight-lacking");
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE a (id int PRIMARY KEY)",
          "CREATE TABLE b (id int PRIMARY KEY)",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE a");
      for (String mode : List.of("filtered", "disabled")) {
        Map<String, String> both = Map.of(LIST, "public[.]a,public[.]b", MODE, mode);
        Output output = preflight(database, directory, both, List.of());

        assertThat(output.exit).as(mode).isEqualTo(1);
        assertThat(output.text)
            .as(mode)
            .containsOnlyOnce("ERROR  ")
            .contains(
                "public.b",
                LIST,
                "-> ALTER PUBLICATION \""
                    + database.publication()
                    + "\" ADD TABLE \"public\".\"b\";",
                "exists, and is used as it is.",
                "Not ready");
      }

      Output empty = preflight(database, directory, Map.of(), List.of());
      assertThat(empty.exit).isZero();
      assertThat(empty.text)
          .contains("Tables to capture: 1", "exists, and is used as it is.")
          .containsPattern("(?m)^  public\\.a +id ")
          .doesNotContain("public.b");
      Output named = preflight(database, directory, Map.of(LIST, "public[.]a"), List.of());
      assertThat(named.exit).isZero();
      assertThat(listed(database)).containsExactly("a");
      assertThat(database.slots()).isEmpty();
    }
  }

  // Guards against: a copy of all tables that nobody has asked for.
  @Test
  void allTablesTakeAnExplicitWord() throws Exception {
    Path directory = Lake.Directories.fresh("preflight-all-tables");
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE a (id int PRIMARY KEY)", "CREATE TABLE b (id int PRIMARY KEY)");

      Output silent = preflight(database, directory, Map.of(), List.of());
      assertThat(silent.exit).isEqualTo(1);
      assertThat(silent.text)
          .containsOnlyOnce("ERROR  ")
          .contains(
              LIST,
              MODE + "=all_tables",
              "-> CREATE PUBLICATION \""
                  + database.publication()
                  + "\" FOR TABLE \"public\".\"a\", \"public\".\"b\";",
              "does not exist, and would not be created.");

      Output explicit = preflight(database, directory, Map.of(MODE, "all_tables"), List.of());
      assertThat(explicit.exit).isZero();
      assertThat(explicit.text).contains("FOR ALL TABLES;", "Tables to capture: 2");
      nothingIsCreated(database);
    }
  }

  // Guards against: a run that ends because its database starts a moment later, and one that waits
  // for what only a person can change.
  @Test
  void onlyWhatARetryCanFixIsUnreachable() throws Exception {
    Path directory = Lake.Directories.fresh("preflight-unreachable");
    try (TestDatabase database = TestDatabase.create()) {
      Map<String, String> variables = new HashMap<>(RunProcess.variables(database, directory));
      variables.put("POSTGRES_PORT", Integer.toString(FreePorts.one()));
      Checks.Result refused = checked(variables);
      assertThat(refused.unreachable()).isTrue();
      assertThat(refused.errors()).hasSize(1);
      assertThat(refused.plan()).isEmpty();

      variables.put("POSTGRES_PORT", Integer.toString(database.server().port()));
      variables.put("POSTGRES_DB", "nowhere");
      Checks.Result wrong = checked(variables);
      assertThat(wrong.unreachable()).isFalse();
      assertThat(wrong.errors()).hasSize(1);
    }
  }

  private static Checks.Result checked(Map<String, String> variables) throws IOException {
    return new Checks(new Installation(RunProcess.HOME), RunConfig.of(variables, Map.of())).check();
  }

  /** What {@code preflight} has printed, and its exit code. */
  private record Output(int exit, String text) {}

  private static Output preflight(
      TestDatabase database, Path directory, Map<String, String> more, List<String> options)
      throws IOException, InterruptedException {
    Map<String, String> variables = new HashMap<>(RunProcess.variables(database, directory));
    variables.putAll(more);
    List<String> arguments = new ArrayList<>(List.of("preflight"));
    arguments.addAll(options);
    Files.createDirectories(directory);
    Path output = directory.resolve("preflight.log");
    Process process = RunProcess.command(arguments, variables, output).start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("preflight did not end:\n" + Files.readString(output));
    }
    return new Output(process.exitValue(), Files.readString(output));
  }

  /** Three partitions; the last one is empty, and has never been analyzed. */
  private static void createPartitioned(TestDatabase database) {
    database.execute(
        "CREATE TABLE m (k int, id int, PRIMARY KEY (k, id)) PARTITION BY RANGE (id)",
        "CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (1000)",
        "CREATE TABLE m2 PARTITION OF m FOR VALUES FROM (1000) TO (2000)",
        "CREATE TABLE m3 PARTITION OF m FOR VALUES FROM (2000) TO (3000)",
        "INSERT INTO m SELECT 1, g FROM generate_series(1, 1500) g",
        "ANALYZE m1",
        "ANALYZE m2");
  }

  private static void nothingIsCreated(TestDatabase database) {
    assertThat(database.number("SELECT count(*) FROM pg_publication")).isZero();
    assertThat(database.slots()).isEmpty();
  }

  private static List<String> listed(TestDatabase database) {
    return database.texts(
        "SELECT tablename FROM pg_publication_tables WHERE pubname = '"
            + database.publication()
            + "' ORDER BY 1");
  }
}
