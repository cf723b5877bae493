/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static io.waltap.standalone.commands.RunVariables.BUCKET;
import static io.waltap.standalone.commands.RunVariables.complete;
import static io.waltap.standalone.commands.RunVariables.rest;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the sink connector gets. */
class SinkConfigTest {
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
}
