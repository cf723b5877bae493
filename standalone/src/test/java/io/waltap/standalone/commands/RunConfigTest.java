/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static io.waltap.standalone.commands.RunVariables.complete;
import static io.waltap.standalone.commands.RunVariables.rest;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunConfigTest {
  @Test
  void fourPostgresVariablesAndATableBucketAreEnough() {
    RunConfig config = RunConfig.of(complete(), Map.of());

    assertThat(config.problems()).isEmpty();
    assertThat(config.source())
        .containsEntry("connector.class", "io.waltap.connect.PostgresSourceConnector")
        .containsEntry("database.hostname", "db.example.org")
        .containsEntry("database.port", "5432")
        .containsEntry("database.dbname", "shop")
        .containsEntry("database.user", "cdc")
        .containsEntry("database.password", "hush")
        .containsEntry("slot.name", "waltap")
        .containsEntry("publication.name", "waltap")
        .containsEntry("topic.name.escape", "true")
        .containsEntry("publication.autocreate.mode", "filtered")
        .doesNotContainKey("table.include.list");
    assertThat(config.warnings()).isEmpty();
    assertThat(config.dataDirectory()).isEqualTo(Path.of(".waltap/run"));
    assertThat(config.shutdownTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.healthHost()).isEqualTo("127.0.0.1");
    assertThat(config.healthPort()).isEqualTo(8090);
    assertThat(config.maxRowBytes()).isEqualTo(64 * 1024 * 1024);
    assertThat(config.namespace()).isEqualTo("waltap");
    assertThat(config.tablesNamed()).isFalse();
  }

  @Test
  void theProcessHasVariablesOfItsOwn() {
    Map<String, String> environment = complete();
    environment.put("HEALTH_HOST", "0.0.0.0");
    environment.put("HEALTH_PORT", "0");
    environment.put("MAX_ROW_MB", "700");
    RunConfig config = RunConfig.of(environment, Map.of());

    assertThat(config.problems()).isEmpty();
    assertThat(config.healthHost()).isEqualTo("0.0.0.0");
    assertThat(config.healthPort()).isZero();
    assertThat(config.maxRowBytes()).isEqualTo(700 << 20);
  }

  @Test
  void snapshotsAreKeptForFiveDaysUnlessTheServiceExpiresThem() {
    Map<String, String> rest = rest();
    Map<String, String> shorter = rest();
    shorter.put("ICEBERG_SNAPSHOT_RETENTION_H", "24");

    assertThat(RunConfig.of(rest, Map.of()).snapshotRetention()).isEqualTo(Duration.ofDays(5));
    assertThat(RunConfig.of(shorter, Map.of()).snapshotRetention()).isEqualTo(Duration.ofDays(1));
    assertThat(RunConfig.of(complete(), Map.of()).snapshotRetention()).isZero();
  }

  @Test
  void tablesAreNamedByTheVariableOrByThePropertiesOfTheSource() {
    Map<String, String> environment = complete();
    environment.put("TABLE_INCLUDE_LIST", "public[.]orders");

    assertThat(RunConfig.of(environment, Map.of()).tablesNamed()).isTrue();
    assertThat(RunConfig.of(complete(), Map.of("source.schema.include.list", "shop")).tablesNamed())
        .isTrue();
    assertThat(RunConfig.of(environment, Map.of("source.table.include.list", "")).tablesNamed())
        .isFalse();
  }

  // Guards against: passwords and rows in clear on a network, without a word.
  @ParameterizedTest
  @ValueSource(
      strings = {"db.example.org", "10.0.0.5", "127.example.org", "localhost,db", "localhost,"})
  void aConnectionThatLeavesTheHostIsEncrypted(String host) {
    Map<String, String> environment = complete();
    environment.put("POSTGRES_HOST", host);

    assertThat(RunConfig.of(environment, Map.of()).source())
        .containsEntry("database.sslmode", "require");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "Localhost:5433",
        "127.0.0.1",
        "127.1.2.3:5433",
        "::1",
        "[::1]",
        "[::1]:5433",
        "localhost, 127.0.0.1:5433"
      })
  void aConnectionToThisHostNeedNotBe(String host) {
    Map<String, String> environment = complete();
    environment.put("POSTGRES_HOST", host);

    assertThat(RunConfig.of(environment, Map.of()).source())
        .containsEntry("database.sslmode", "prefer");
  }

  @Test
  void theHostOfTheFileDecidesAboutEncryptionAndAGivenModeHolds() {
    Map<String, String> environment = complete();
    environment.put("POSTGRES_HOST", "localhost");
    Map<String, String> given = complete();
    given.put("POSTGRES_SSLMODE", "disable");

    assertThat(
            RunConfig.of(environment, Map.of("source.database.hostname", "db.example.org"))
                .source())
        .containsEntry("database.sslmode", "require");
    assertThat(RunConfig.of(given, Map.of()).source()).containsEntry("database.sslmode", "disable");
    assertThat(RunConfig.of(given, Map.of("source.database.sslmode", "verify-full")).source())
        .containsEntry("database.sslmode", "verify-full");
  }

  @Test
  void everyVariableIsChecked() {
    Map<String, String> wrong =
        Map.ofEntries(
            Map.entry("POSTGRES_HOST", "db/?user=admin"),
            Map.entry("POSTGRES_PORT", "0"),
            Map.entry("POSTGRES_SSLMODE", "on"),
            Map.entry("PUBLICATION_NAME", "p".repeat(64)),
            Map.entry("PUBLICATION_AUTOCREATE_MODE", "some"),
            Map.entry("SLOT_NAME", "My-Slot"),
            Map.entry("TABLE_INCLUDE_LIST", "public[.](orders"),
            Map.entry("SNAPSHOT_MODE", "sometimes"),
            Map.entry("TOPIC_PREFIX", "a b"),
            Map.entry("S3_TABLE_BUCKET_ARN", "my-tables"),
            Map.entry("AWS_REGION", "eu central"),
            Map.entry("ICEBERG_CATALOG_TYPE", "rset"),
            Map.entry("LANDING", "log"),
            Map.entry("ICEBERG_TABLE_FORMAT", "${schema}"),
            Map.entry("ICEBERG_PARTITION_BY", "week(_ts)"),
            Map.entry("ICEBERG_SNAPSHOT_RETENTION_H", "-1"),
            Map.entry("FLUSH_INTERVAL_MS", "999"),
            Map.entry("FLUSH_ROWS", "many"),
            Map.entry("SHUTDOWN_TIMEOUT_S", "0"),
            Map.entry("HEALTH_PORT", "65536"),
            Map.entry("HEALTH_HOST", "a host"),
            Map.entry("MAX_ROW_MB", "1025"));
    Map<String, String> environment = complete();
    environment.putAll(wrong);
    List<RunProblem> problems = RunConfig.of(environment, Map.of()).problems();

    assertThat(problems)
        .extracting(RunProblem::name)
        .containsExactlyInAnyOrderElementsOf(wrong.keySet());
    assertThat(problems)
        .allSatisfy(
            problem ->
                assertThat(problem.message())
                    .startsWith("is \"" + wrong.get(problem.name()) + "\": expected "));
    assertThat(problems)
        .contains(
            new RunProblem(
                RunProblem.Area.PROCESS,
                "MAX_ROW_MB",
                "is \"1025\": expected a number from 1 to 700"));
  }

  @Test
  void aVariableSaysWhatIsDoneAboutThePublication() {
    Map<String, String> environment = complete();
    environment.put("PUBLICATION_AUTOCREATE_MODE", "disabled");

    assertThat(RunConfig.of(environment, Map.of()).source())
        .containsEntry("publication.autocreate.mode", "disabled");
  }

  @Test
  void everythingThatIsMissingIsNamedAtOnce() {
    List<RunProblem> problems = RunConfig.of(Map.of(), Map.of()).problems();

    assertThat(problems)
        .extracting(RunProblem::name)
        .containsExactly(
            "POSTGRES_HOST",
            "POSTGRES_DB",
            "POSTGRES_USER",
            "POSTGRES_PASSWORD",
            "S3_TABLE_BUCKET_ARN or ICEBERG_CATALOG_TYPE");
    assertThat(problems).allSatisfy(problem -> assertThat(problem.message()).contains("missing"));
  }

  @Test
  void thePreflightAsksForNoCatalog() {
    Map<String, String> environment = complete();
    environment.remove("S3_TABLE_BUCKET_ARN");
    RunConfig config = RunConfig.of(environment, Map.of());

    assertThat(config.problems(RunProblem.Area.SOURCE)).isEmpty();
    assertThat(config.problems(RunProblem.Area.LAKE)).hasSize(1);
  }

  @Test
  void whatCannotBeIsNamedWithTheRule() {
    Map<String, String> environment = complete();
    environment.put("POSTGRES_PORT", "54321x");
    environment.put("SLOT_NAME", "My-Slot");
    environment.put("FLUSH_INTERVAL_MS", "0");
    environment.put("S3_TABLE_BUCKET_ARN", "my-tables");
    environment.put("SHUTDOWN_TIMEOUT_S", "-1");

    assertThat(RunConfig.of(environment, Map.of()).problems())
        .extracting(RunProblem::name)
        .containsExactlyInAnyOrder(
            "POSTGRES_PORT",
            "SLOT_NAME",
            "FLUSH_INTERVAL_MS",
            "S3_TABLE_BUCKET_ARN",
            "SHUTDOWN_TIMEOUT_S");
  }

  @Test
  void aNamespaceThatTableBucketsRefuseIsAProblem() {
    Map<String, String> environment = complete();
    environment.put("ICEBERG_NAMESPACE", "My-Shop");

    assertThat(RunConfig.of(environment, Map.of()).problems())
        .extracting(RunProblem::name)
        .containsExactly("ICEBERG_NAMESPACE");
  }

  @Test
  void theFileWinsOverTheEnvironmentAndReachesEveryPart() {
    RunConfig config =
        RunConfig.of(
            complete(),
            Map.of(
                "source.slot.name", "other",
                "source.topic.prefix", "eu.shop",
                "sink.tasks.max", "4",
                "worker.offset.flush.interval.ms", "1000",
                "broker.log.segment.bytes", "1048576"));

    assertThat(config.problems()).isEmpty();
    assertThat(config.source()).containsEntry("slot.name", "other");
    assertThat(config.sink())
        .containsEntry("tasks.max", "4")
        .containsEntry("topics.regex", "eu\\.shop\\.[^.]+\\..+");
    assertThat(config.worker()).containsEntry("offset.flush.interval.ms", "1000");
    assertThat(config.broker()).containsOnly(Map.entry("log.segment.bytes", "1048576"));
  }

  @Test
  void aVariableInTheFileCountsWhereTheEnvironmentHasNone() {
    Map<String, String> environment = complete();
    environment.remove("POSTGRES_HOST");
    RunConfig config =
        RunConfig.of(environment, Map.of("POSTGRES_HOST", "in-file", "POSTGRES_DB", "in-file"));

    assertThat(config.problems()).isEmpty();
    assertThat(config.source())
        .containsEntry("database.hostname", "in-file")
        .containsEntry("database.dbname", "shop");
  }

  @Test
  void aKeyOfTheFileThatNobodyReadsIsAProblem() {
    assertThat(RunConfig.of(complete(), Map.of("sinc.tasks.max", "4")).problems())
        .extracting(RunProblem::name)
        .containsExactly("sinc.tasks.max");
    assertThat(RunConfig.of(complete(), Map.of("POSTGRES_HOSTNAME", "db")).problems())
        .singleElement()
        .extracting(RunProblem::message)
        .asString()
        .contains("did you mean POSTGRES_HOST?");
  }

  // Guards against: passwords and keys in the log of Kafka Connect's config topic, and in its
  // answers.
  @Test
  void whatIsStoredHasReferencesInsteadOfSecrets() {
    Map<String, String> environment = complete();
    environment.remove("S3_TABLE_BUCKET_ARN");
    environment.put("ICEBERG_CATALOG_TYPE", "rest");
    environment.put("ICEBERG_CATALOG_TOKEN", "hushed");
    RunConfig config =
        RunConfig.of(
            environment,
            Map.of(
                "source.database.sslpassword", "hush-hush",
                "source.database.sslmode", "verify-full",
                "sink.iceberg.catalog.s3.secret-access-key", "hush-key",
                "ICEBERG_CATALOG_S3_SESSION__TOKEN", "hush-session"),
            Path.of("/etc/waltap/run.properties"));

    assertThat(config.problems()).isEmpty();
    assertThat(config.storedSource())
        .containsEntry("database.password", "${env:POSTGRES_PASSWORD}")
        .containsEntry(
            "database.sslpassword",
            "${file:/etc/waltap/run.properties:source.database.sslpassword}")
        .containsEntry("database.sslmode", "verify-full")
        .containsEntry("database.hostname", "db.example.org")
        .hasSameSizeAs(config.source());
    assertThat(config.storedSink())
        .containsEntry("iceberg.catalog.type", "rest")
        .containsEntry("iceberg.catalog.token", "${env:ICEBERG_CATALOG_TOKEN}")
        .containsEntry(
            "iceberg.catalog.s3.secret-access-key",
            "${file:/etc/waltap/run.properties:sink.iceberg.catalog.s3.secret-access-key}")
        .containsEntry(
            "iceberg.catalog.s3.session-token",
            "${file:/etc/waltap/run.properties:ICEBERG_CATALOG_S3_SESSION__TOKEN}")
        .hasSameSizeAs(config.sink());
    assertThat(config.storedSource().toString() + config.storedSink())
        .as("nothing of a secret")
        .doesNotContain("hush");
    assertThat(config.source()).as("what a check needs").containsEntry("database.password", "hush");
  }

  @Test
  void aReferenceThatAUserGivesIsStoredAsItIs() {
    Map<String, String> environment = complete();
    environment.put("POSTGRES_PASSWORD", "${file:/run/secrets/pg:password}");
    Map<String, String> other = complete();
    other.put("POSTGRES_PASSWORD", "${vault:pg:password}");
    Map<String, String> file = Map.of("worker.config.providers", "vault");

    assertThat(stored(environment, Map.of())).isEqualTo("${file:/run/secrets/pg:password}");
    assertThat(stored(other, file)).isEqualTo("${vault:pg:password}");
    assertThat(stored(other, Map.of()))
        .as("a password that only looks like a reference")
        .isEqualTo("${env:POSTGRES_PASSWORD}");
  }

  private static String stored(Map<String, String> environment, Map<String, String> file) {
    return RunConfig.of(environment, file).storedSource().get("database.password");
  }

  @Test
  void aPathThatCannotBeInAReferenceIsAProblem() {
    RunConfig config =
        RunConfig.of(
            complete(),
            Map.of("source.database.sslpassword", "hush-hush"),
            Path.of("a:b.properties"));

    assertThat(config.problems()).extracting(RunProblem::name).containsExactly("--config");
    assertThat(config.source()).as("a check needs it").containsKey("database.sslpassword");
    assertThat(config.storedSource()).containsEntry("database.sslpassword", "");
  }

  @Test
  void noProblemTellsAPassword() {
    Map<String, String> environment = complete();
    environment.put("POSTGRES_PORT", "none");
    environment.remove("POSTGRES_USER");

    assertThat(RunConfig.of(environment, Map.of()).problems().toString()).doesNotContain("hush");
  }
}
