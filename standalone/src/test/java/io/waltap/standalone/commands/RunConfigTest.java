/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunConfigTest {
  private static final String BUCKET =
      "arn:aws:s3tables:eu-central-1:123456789012:bucket/my-tables";

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

  // Guards against: a run that expires snapshots of tables that others have made.
  @Test
  void theTablesThatRunMakesAreMarked() {
    assertThat(RunConfig.of(complete(), Map.of()).sink())
        .containsEntry("iceberg.tables.auto-create-props.waltap.made-by-run", "true");
  }

  // Guards against: a file of metadata for each commit, forever; a property that S3 Tables, which
  // removes these files itself, may refuse.
  @Test
  void oldMetadataIsDeletedUnlessTheServiceDoesThat() {
    String enabled = "iceberg.tables.auto-create-props.write.metadata.delete-after-commit.enabled";
    String most = "iceberg.tables.auto-create-props.write.metadata.previous-versions-max";

    assertThat(RunConfig.of(rest(), Map.of()).sink())
        .containsEntry(enabled, "true")
        .containsEntry(most, "100");
    assertThat(RunConfig.of(rest(), Map.of("sink." + most, "7")).sink())
        .as("the file takes precedence")
        .containsEntry(most, "7");
    assertThat(RunConfig.of(complete(), Map.of()).sink()).doesNotContainKeys(enabled, most);
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
  void aTableBucketIsReachedThroughItsRestEndpoint() {
    RunConfig config = RunConfig.of(complete(), Map.of());

    assertThat(config.sink())
        .containsEntry("iceberg.catalog.type", "rest")
        .containsEntry("iceberg.catalog.uri", "https://s3tables.eu-central-1.amazonaws.com/iceberg")
        .containsEntry("iceberg.catalog.warehouse", BUCKET)
        .containsEntry("iceberg.catalog.rest.sigv4-enabled", "true")
        .containsEntry("iceberg.catalog.rest.signing-name", "s3tables")
        .containsEntry("iceberg.catalog.rest.signing-region", "eu-central-1")
        .containsEntry("iceberg.catalog.s3.delete-enabled", "false");
  }

  @Test
  void eachTableHasANameOfItsOwnInTheFormatThatIsGiven() {
    String format = "transforms.route.table.format";
    Map<String, String> environment = complete();
    environment.put("ICEBERG_TABLE_FORMAT", "${schema}_${table}");

    assertThat(RunConfig.of(complete(), Map.of()).sink())
        .containsEntry("transforms.route.unique.names", "true")
        .doesNotContainKey(format);
    assertThat(RunConfig.of(environment, Map.of()).sink())
        .containsEntry(format, "${schema}_${table}");
  }

  @Test
  void catalogsThatWantNamesInLowerCaseGetThem() {
    String lowerCase = "transforms.flatten.lower.case";
    Map<String, String> glue = complete();
    glue.remove("S3_TABLE_BUCKET_ARN");
    glue.put("ICEBERG_CATALOG_TYPE", "glue");
    Map<String, String> rest = new HashMap<>(glue);
    rest.put("ICEBERG_CATALOG_TYPE", "rest");

    assertThat(RunConfig.of(complete(), Map.of()).sink()).containsEntry(lowerCase, "true");
    assertThat(RunConfig.of(glue, Map.of()).sink()).containsEntry(lowerCase, "true");
    assertThat(RunConfig.of(rest, Map.of()).sink()).doesNotContainKey(lowerCase);
  }

  @Test
  void aCatalogVariableBecomesAProperty() {
    Map<String, String> environment = complete();
    environment.remove("S3_TABLE_BUCKET_ARN");
    environment.put("ICEBERG_CATALOG_TYPE", "rest");
    environment.put("ICEBERG_CATALOG_URI", "http://catalog:8181");
    environment.put("ICEBERG_CATALOG_IO__IMPL", "org.apache.iceberg.aws.s3.S3FileIO");
    environment.put("ICEBERG_CATALOG_S3_ACCESS__KEY__ID", "AKIA");
    RunConfig config = RunConfig.of(environment, Map.of());

    assertThat(config.problems()).isEmpty();
    assertThat(config.sink())
        .containsEntry("iceberg.catalog.type", "rest")
        .containsEntry("iceberg.catalog.uri", "http://catalog:8181")
        .containsEntry("iceberg.catalog.io-impl", "org.apache.iceberg.aws.s3.S3FileIO")
        .containsEntry("iceberg.catalog.s3.access-key-id", "AKIA")
        .doesNotContainKey("iceberg.catalog.rest.signing-name");
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
  void aRegionThatIsNotTheBucketsIsAProblem() {
    Map<String, String> environment = complete();
    environment.put("AWS_REGION", "us-east-1");

    assertThat(RunConfig.of(environment, Map.of()).problems())
        .extracting(RunProblem::name)
        .containsExactly("AWS_REGION");
  }

  // Guards against: a region in the file that nothing reads, since the AWS SDK reads the
  // environment alone.
  @Test
  void aRegionInTheFileIsThatOfAnyOtherCatalog() {
    String region = "iceberg.catalog.client.region";
    String signing = "iceberg.catalog.rest.signing-region";
    Map<String, String> file = Map.of("AWS_REGION", "us-east-1");
    Map<String, String> signed = rest();
    signed.put("ICEBERG_CATALOG_REST_SIGV4__ENABLED", "true");
    Map<String, String> given = rest();
    given.put("ICEBERG_CATALOG_CLIENT_REGION", "eu-west-1");
    Map<String, String> environment = rest();
    environment.put("AWS_REGION", "eu-west-1");

    assertThat(RunConfig.of(rest(), file).sink())
        .containsEntry(region, "us-east-1")
        .doesNotContainKey(signing);
    assertThat(RunConfig.of(signed, file).sink())
        .containsEntry(region, "us-east-1")
        .containsEntry(signing, "us-east-1");
    assertThat(RunConfig.of(given, file).sink()).containsEntry(region, "eu-west-1");
    assertThat(RunConfig.of(environment, file).sink())
        .as("the SDK reads it")
        .doesNotContainKey(region);
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

  // Guards against: a run in which nothing ever counts as landed, because the sink commits its
  // offsets in other groups than those that are asked for.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sink.iceberg.connect.group-id",
        "sink.consumer.override.group.id",
        "worker.consumer.group.id"
      })
  void theGroupsOfTheSinkCannotBeChanged(String key) {
    assertThat(RunConfig.of(complete(), Map.of(key, "other")).problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.name()).isEqualTo(key);
              assertThat(problem.message()).startsWith("cannot be set: ").contains("groups");
            });
  }

  @Test
  void theFlushDefaultsAreAMinuteAndTenThousandRows() {
    RunConfig config = RunConfig.of(complete(), Map.of());

    assertThat(config.sink())
        .containsEntry("iceberg.control.commit.interval-ms", "60000")
        .containsEntry("consumer.override.max.poll.records", "10000");
  }

  @Test
  void theSinkReadsTablesOnly() {
    String topics = RunConfig.of(complete(), Map.of()).sink().get("topics.regex");

    assertThat("waltap.public.orders").matches(topics);
    assertThat("waltap.public.with.dot").matches(topics);
    assertThat("waltap.transaction").doesNotMatch(topics);
    assertThat("waltap.message").doesNotMatch(topics);
    assertThat("__debezium-heartbeat.waltap").doesNotMatch(topics);
    assertThat("other.public.orders").doesNotMatch(topics);
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

  private static Map<String, String> rest() {
    Map<String, String> environment = complete();
    environment.remove("S3_TABLE_BUCKET_ARN");
    environment.put("ICEBERG_CATALOG_TYPE", "rest");
    return environment;
  }

  private static Map<String, String> complete() {
    Map<String, String> environment = new HashMap<>();
    environment.put("POSTGRES_HOST", "db.example.org");
    environment.put("POSTGRES_DB", "shop");
    environment.put("POSTGRES_USER", "cdc");
    environment.put("POSTGRES_PASSWORD", "hush");
    environment.put("S3_TABLE_BUCKET_ARN", BUCKET);
    environment.put("PATH", "/bin");
    return environment;
  }
}
