/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.waltap.standalone.landing.SecretReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in files of their own, and by the names of variables in the properties file. */
class RunConfigSecretsTest {
  @TempDir Path secrets;

  @Test
  void thePasswordsFileIsTheConnectors() throws IOException {
    Map<String, String> environment = complete();
    environment.remove("POSTGRES_PASSWORD");
    environment.put("POSTGRES_PASSWORD_FILE", file("pg", "hush\n"));
    RunConfig config = RunConfig.of(environment, Map.of());

    assertThat(config.problems()).isEmpty();
    assertThat(config.source())
        .containsEntry("database.password.file", secrets.resolve("pg").toString())
        .doesNotContainKey("database.password");
    assertThat(config.storedSource()).isEqualTo(config.source());
  }

  // Guards against: a token with a line end, which no catalog takes.
  @Test
  void aSecretOfTheCatalogIsReadFromItsFileAndStoredAsAReference() throws IOException {
    Map<String, String> environment = complete();
    environment.put("ICEBERG_CATALOG_S3_SECRET__ACCESS__KEY_FILE", file("key", "hush \n\n"));
    RunConfig config = RunConfig.of(environment, Map.of());

    String property = "iceberg.catalog.s3.secret-access-key";
    assertThat(config.problems()).isEmpty();
    assertThat(config.sink()).containsEntry(property, "hush");
    assertThat(config.storedSink())
        .containsEntry(property, "${directory:" + secrets + ":key}")
        .hasSameSizeAs(config.sink());
    assertThat(SecretReference.resolved(config.storedSink(), Map.of()))
        .as("what the sink gets")
        .containsEntry(property, "hush");
    assertThat(config.worker())
        .as("the worker's provider is the same")
        .containsEntry(
            "config.providers.directory.class", "io.waltap.standalone.landing.SecretFiles");
  }

  // Guards against: a secret in the config topic because the property is known to hold none, or
  // because the secret looks like a reference.
  @Test
  void whatComesFromAFileOfItsOwnIsNeverStored() throws IOException {
    Map<String, String> environment = complete();
    environment.put("ICEBERG_CATALOG_WAREHOUSE_FILE", file("warehouse", "hush-warehouse"));
    environment.put("ICEBERG_CATALOG_TOKEN_FILE", file("token", "${env:hush}"));
    RunConfig config = RunConfig.of(environment, Map.of());

    assertThat(config.problems()).isEmpty();
    assertThat(config.sink()).containsEntry("iceberg.catalog.warehouse", "hush-warehouse");
    assertThat(config.storedSink().toString()).doesNotContain("hush");
  }

  @Test
  void aFileThatIsMissingOrEmptyIsAProblem() throws IOException {
    Map<String, String> environment = complete();
    environment.remove("POSTGRES_PASSWORD");
    environment.put("POSTGRES_PASSWORD_FILE", secrets.resolve("gone").toString());
    environment.put("ICEBERG_CATALOG_TOKEN_FILE", file("token", "\n"));
    environment.put("ICEBERG_CATALOG_S3_ACCESS__KEY__ID_FILE", secrets.toString());
    environment.put("ICEBERG_CATALOG_URI_FILE", file("a:b", "http://localhost:8181"));

    assertThat(RunConfig.of(environment, Map.of()).problems())
        .extracting(RunProblem::area, RunProblem::name)
        .containsExactlyInAnyOrder(
            tuple(RunProblem.Area.SOURCE, "POSTGRES_PASSWORD_FILE"),
            tuple(RunProblem.Area.LAKE, "ICEBERG_CATALOG_TOKEN_FILE"),
            tuple(RunProblem.Area.LAKE, "ICEBERG_CATALOG_S3_ACCESS__KEY__ID_FILE"),
            tuple(RunProblem.Area.LAKE, "ICEBERG_CATALOG_URI_FILE"));
  }

  @Test
  void aSecretIsGivenInOneWayOnly() throws IOException {
    Map<String, String> environment = complete();
    environment.put("POSTGRES_PASSWORD_FILE", file("pg", "hush"));
    environment.put("ICEBERG_CATALOG_TOKEN", "hush");
    environment.put("ICEBERG_CATALOG_TOKEN_FILE", file("token", "hush"));

    assertThat(RunConfig.of(environment, Map.of()).problems())
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem.message()).contains("are both set"))
        .extracting(RunProblem::name)
        .containsExactly("POSTGRES_PASSWORD_FILE", "ICEBERG_CATALOG_TOKEN_FILE");
  }

  // Guards against: a password of the file next to one of a variable, which the connector refuses.
  @Test
  void aPasswordOfTheFileTakesTheVariablesOut() throws IOException {
    Map<String, String> environment = complete();
    environment.remove("POSTGRES_PASSWORD");
    environment.put("POSTGRES_PASSWORD_FILE", secrets.resolve("gone").toString());

    RunConfig password = RunConfig.of(environment, Map.of("source.database.password", "hush"));
    RunConfig file =
        RunConfig.of(complete(), Map.of("source.database.password.file", file("pg", "hush")));

    assertThat(password.problems()).isEmpty();
    assertThat(password.source()).doesNotContainKey("database.password.file");
    assertThat(file.problems()).isEmpty();
    assertThat(file.source()).doesNotContainKey("database.password");
  }

  @Test
  void aPropertyThatEndsInFileAfterAHyphenKeepsItsVariable() {
    Map<String, String> environment = complete();
    environment.put("ICEBERG_CATALOG_KEY__FILE", "/etc/key.json");
    environment.put("ICEBERG_CATALOG_FILE", "plain");

    assertThat(RunConfig.of(environment, Map.of()).sink())
        .containsEntry("iceberg.catalog.key-file", "/etc/key.json")
        .containsEntry("iceberg.catalog.file", "plain");
  }

  @Test
  void aVariableInAValueOfTheFileIsReplaced() {
    Map<String, String> environment = complete();
    environment.put("STAGE", "prod");
    environment.put("TOKEN", "hush");
    RunConfig config =
        RunConfig.of(
            environment,
            Map.of(
                "TOPIC_PREFIX", "shop-${STAGE}",
                "source.snapshot.max.threads", "8",
                "sink.iceberg.catalog.token", "${TOKEN}",
                "sink.iceberg.kafka.sasl.jaas.config", "login user=\"${STAGE}\" with=\"${TOKEN}\";",
                "sink.tasks.max", "1",
                "worker.plugin.path", "/opt/${STAGE}",
                "broker.log.dirs", "/var/${STAGE}"));

    assertThat(config.problems()).isEmpty();
    assertThat(config.source()).containsEntry("topic.prefix", "shop-prod");
    assertThat(config.worker()).containsEntry("plugin.path", "/opt/prod");
    assertThat(config.broker()).containsEntry("log.dirs", "/var/prod");
    assertThat(config.sink())
        .containsEntry("iceberg.catalog.token", "hush")
        .containsEntry("iceberg.kafka.sasl.jaas.config", "login user=\"prod\" with=\"hush\";");
    assertThat(config.storedSink())
        .containsEntry("iceberg.catalog.token", "${env:TOKEN}")
        .containsEntry(
            "iceberg.kafka.sasl.jaas.config", "login user=\"${env:STAGE}\" with=\"${env:TOKEN}\";");
  }

  // Guards against: a variable's secret in clear because a reference of Kafka is next to it.
  @Test
  void aReferenceOfKafkaStaysNextToAVariable() {
    Map<String, String> environment = complete();
    environment.put("TOKEN", "hush");
    RunConfig config =
        RunConfig.of(
            environment,
            Map.of(
                "source.driver.options", "${file:/run/a:b} ${TOKEN}",
                "sink.iceberg.catalog.token", "${env:TOKEN}"));

    assertThat(config.problems()).isEmpty();
    assertThat(config.source()).containsEntry("driver.options", "${file:/run/a:b} hush");
    assertThat(config.storedSource())
        .containsEntry("driver.options", "${file:/run/a:b} ${env:TOKEN}");
    assertThat(config.storedSink()).containsEntry("iceberg.catalog.token", "${env:TOKEN}");
  }

  @Test
  void theNamesOfTablesAreStillMadeOfSchemaAndTable() {
    RunConfig config =
        RunConfig.of(complete(), Map.of("ICEBERG_TABLE_FORMAT", "${schema}_${table}"));

    assertThat(config.problems()).isEmpty();
    assertThat(config.sink()).containsEntry("transforms.route.table.format", "${schema}_${table}");
  }

  @Test
  void aVariableThatIsNotSetIsAProblemOfItsKey() {
    assertThat(
            RunConfig.of(
                    complete(),
                    Map.of("source.snapshot.mode", "${MODE}", "sink.iceberg.catalog.token", "${T}"))
                .problems())
        .containsExactlyInAnyOrder(
            new RunProblem(
                RunProblem.Area.SOURCE,
                "source.snapshot.mode",
                "has ${MODE} in its value, but there is no environment variable MODE"),
            new RunProblem(
                RunProblem.Area.LAKE,
                "sink.iceberg.catalog.token",
                "has ${T} in its value, but there is no environment variable T"));
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(secrets.resolve(name), content).toString();
  }

  private static Map<String, String> complete() {
    Map<String, String> environment = new HashMap<>();
    environment.put("POSTGRES_HOST", "db.example.org");
    environment.put("POSTGRES_DB", "shop");
    environment.put("POSTGRES_USER", "cdc");
    environment.put("POSTGRES_PASSWORD", "hush");
    environment.put("ICEBERG_CATALOG_TYPE", "rest");
    return environment;
  }
}
