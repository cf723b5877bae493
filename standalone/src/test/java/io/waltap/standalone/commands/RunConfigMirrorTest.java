/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code LANDING} makes of the configuration. */
class RunConfigMirrorTest {
  private static final String LOG_NAMESPACE = "transforms.route.namespace";

  @Test
  void byDefaultThereIsTheChangeLogAlone() {
    RunConfig config = config(Map.of(), Map.of());

    assertThat(config.problems()).isEmpty();
    assertThat(config.landing()).isEqualTo(LandingChoice.CHANGELOG);
    assertThat(config.sink()).containsEntry(LOG_NAMESPACE, "waltap");
    assertThat(config.source()).doesNotContainKeys("mirror.signals.enabled", "skipped.operations");
  }

  // Guards against: replays that a mirror cannot tell from new changes, and a TRUNCATE that it
  // does not see.
  @ParameterizedTest
  @ValueSource(strings = {"mirror", "both", "Both"})
  void theSourceSendsWhatAMirrorNeeds(String landing) {
    RunConfig config = config(Map.of("LANDING", landing), Map.of());

    assertThat(config.problems()).isEmpty();
    assertThat(config.landing().mirror()).isTrue();
    assertThat(config.source())
        .containsEntry("mirror.signals.enabled", "true")
        .containsEntry("skipped.operations", "none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"source.mirror.signals.enabled", "source.skipped.operations"})
  void whatTheMirrorNeedsCannotBeChanged(String key) {
    Map<String, String> file = Map.of(key, "t");

    assertThat(config(Map.of("LANDING", "both"), file).problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.name()).isEqualTo(key);
              assertThat(problem.area()).isEqualTo(RunProblem.Area.SOURCE);
            });
    assertThat(config(Map.of(), file).problems()).isEmpty();
  }

  @Test
  void withBothTheChangeLogHasANamespaceOfItsOwn() {
    RunConfig config = config(Map.of("LANDING", "both", "ICEBERG_NAMESPACE", "shop"), Map.of());

    assertThat(config.mirror()).containsEntry("mirror.namespace", "shop");
    assertThat(config.sink()).containsEntry(LOG_NAMESPACE, "shop_changes");
    assertThat(config.namespace()).isEqualTo("shop");
  }

  @ParameterizedTest
  @CsvSource({"both,log", "changelog,log"})
  void aVariableNamesTheNamespaceOfTheChangeLog(String landing, String expected) {
    RunConfig config = config(Map.of("LANDING", landing, "CHANGELOG_NAMESPACE", "log"), Map.of());

    assertThat(config.problems()).isEmpty();
    assertThat(config.sink()).containsEntry(LOG_NAMESPACE, expected);
  }

  // Guards against: positions that are not found any more when LANDING changes, so that all
  // tables are read again.
  @Test
  void positionsAreLookedForInTheNamespacesOfAllSinks() {
    assertThat(config(Map.of("LANDING", "mirror"), Map.of()).allNamespaces())
        .containsExactly("waltap", "waltap_changes");
    assertThat(config(Map.of("CHANGELOG_NAMESPACE", "log"), Map.of()).allNamespaces())
        .containsExactly("log", "waltap");
  }

  // Guards against: a change log that is appended to the mirrors.
  @Test
  void mirrorsAndChangeLogInOneNamespaceAreAProblem() {
    Map<String, String> same = Map.of("LANDING", "both", "CHANGELOG_NAMESPACE", "waltap");
    Map<String, String> file = Map.of("sink." + LOG_NAMESPACE, "");

    assertThat(config(same, Map.of()).problems())
        .extracting(RunProblem::name)
        .containsExactly("CHANGELOG_NAMESPACE");
    assertThat(config(Map.of("LANDING", "both"), file).problems())
        .extracting(RunProblem::name)
        .containsExactly("sink." + LOG_NAMESPACE);
    assertThat(
            config(Map.of("LANDING", "mirror", "CHANGELOG_NAMESPACE", "waltap"), Map.of())
                .problems())
        .as("there is no change log")
        .isEmpty();
  }

  // Guards against: mirrors that run does not find, because they are in a namespace of another
  // name, so that it takes them for missing.
  @Test
  void aNamespaceThatTheMirrorWouldChangeIsAProblem() {
    Map<String, String> upper = Map.of("LANDING", "mirror", "ICEBERG_NAMESPACE", "My-Shop");

    assertThat(config(upper, Map.of()).problems())
        .extracting(RunProblem::name)
        .containsExactly("ICEBERG_NAMESPACE");
    assertThat(config(Map.of("ICEBERG_NAMESPACE", "My-Shop"), Map.of()).problems()).isEmpty();
    assertThat(
            config(
                    Map.of("LANDING", "mirror"),
                    Map.of("mirror.mirror.renames", "orders AS other.orders"))
                .problems())
        .extracting(RunProblem::name)
        .containsExactly("mirror.mirror.renames");
  }

  @Test
  void theMirrorIsAConnectorThatReadsTheSameTopics() {
    RunConfig config =
        config(
            Map.of(
                "LANDING",
                "mirror",
                "FLUSH_INTERVAL_MS",
                "5000",
                "FLUSH_ROWS",
                "77",
                "WALTAP_DATA_DIR",
                "/data/waltap"),
            Map.of("source.topic.prefix", "eu.shop"));

    assertThat(config.mirror())
        .containsEntry("connector.class", "io.waltap.mirror.MirrorSinkConnector")
        .containsEntry("tasks.max", "1")
        .containsEntry("topics.regex", config.sink().get("topics.regex"))
        .containsEntry("mirror.topic.prefix", "eu.shop")
        .containsEntry("mirror.unique.names", "true")
        .containsEntry("mirror.index.dir", "/data/waltap/index")
        .containsEntry("iceberg.control.commit.interval-ms", "5000")
        .containsEntry("consumer.override.max.poll.records", "77")
        .containsEntry("consumer.override.isolation.level", "read_committed")
        .containsEntry("consumer.override.auto.offset.reset", "earliest")
        .containsEntry("iceberg.tables.auto-create-props.waltap.made-by-run", "true");
    assertThat(config.mirror().keySet())
        .as("the mirror refuses what it does not know")
        .noneMatch(property -> property.startsWith("transforms"))
        .noneMatch(property -> property.startsWith("iceberg.control.topic"))
        .noneMatch(property -> property.startsWith("iceberg.kafka."))
        .noneMatch(property -> property.startsWith("iceberg.tables.write-props."));
  }

  // Guards against: mirrors of format version 2, which have no deletion vectors.
  @Test
  void theSinksFormatVersionAndPartitionsAreNotTheMirrors() {
    Map<String, String> environment =
        Map.of(
            "LANDING", "both",
            "ICEBERG_PARTITION_BY", "day(_ts)",
            "ICEBERG_TABLE_FORMAT", "${schema}_${table}");
    RunConfig config =
        config(environment, Map.of("mirror.iceberg.tables.default-partition-by", "bucket(id, 4)"));

    assertThat(config.mirror())
        .doesNotContainKey("iceberg.tables.auto-create-props.format-version")
        .containsEntry("iceberg.tables.default-partition-by", "bucket(id, 4)")
        .containsEntry("mirror.table.format", "${schema}_${table}");
    assertThat(config.sink())
        .containsEntry("iceberg.tables.default-partition-by", "day(_ts)")
        .containsEntry("iceberg.tables.auto-create-props.format-version", "2");
    assertThat(config(Map.of("LANDING", "both", "ICEBERG_PARTITION_BY", "day(_ts)"), Map.of()))
        .extracting(RunConfig::mirror)
        .satisfies(
            mirror -> assertThat(mirror).doesNotContainKey("iceberg.tables.default-partition-by"));
  }

  // Guards against: passwords and keys of the catalog in the config topic, by the second sink.
  @Test
  void theMirrorHasTheCatalogOfTheSinkWithReferencesInsteadOfSecrets() {
    RunConfig config =
        RunConfig.of(
            environment(Map.of("LANDING", "both", "ICEBERG_CATALOG_TOKEN", "hushed")),
            Map.of(
                "sink.iceberg.catalog.s3.secret-access-key", "hush-key",
                "sink.iceberg.hadoop.fs.s3a.secret.key", "hush-hadoop",
                "sink.value.converter", "com.example.Converter",
                "mirror.iceberg.catalog.s3.session-token", "hush-session"),
            Path.of("/etc/waltap/run.properties"));

    assertThat(config.problems()).isEmpty();
    assertThat(config.mirror())
        .containsEntry("iceberg.catalog.type", "rest")
        .containsEntry("iceberg.catalog.token", "hushed")
        .containsEntry("iceberg.hadoop.fs.s3a.secret.key", "hush-hadoop")
        .containsEntry("value.converter", "com.example.Converter");
    assertThat(config.storedMirror())
        .containsEntry("iceberg.catalog.type", "rest")
        .containsEntry("iceberg.catalog.token", "${env:ICEBERG_CATALOG_TOKEN}")
        .containsEntry(
            "iceberg.catalog.s3.secret-access-key",
            "${file:/etc/waltap/run.properties:sink.iceberg.catalog.s3.secret-access-key}")
        .containsEntry(
            "iceberg.catalog.s3.session-token",
            "${file:/etc/waltap/run.properties:mirror.iceberg.catalog.s3.session-token}")
        .hasSameSizeAs(config.mirror());
    assertThat(config.storedMirror().toString()).doesNotContain("hush");
    assertThat(config.withoutSecrets("no access with hush-session")).doesNotContain("hush");
  }

  @Test
  void theFileHasPropertiesOfTheMirror() {
    RunConfig config =
        config(
            Map.of("LANDING", "both"),
            Map.of(
                "mirror.mirror.buffer.bytes", "9000000",
                "mirror.iceberg.control.commit.interval-ms", "2000"));

    assertThat(config.problems()).isEmpty();
    assertThat(config.mirror())
        .containsEntry("mirror.buffer.bytes", "9000000")
        .containsEntry("iceberg.control.commit.interval-ms", "2000");
    assertThat(config.sink()).containsEntry("iceberg.control.commit.interval-ms", "60000");
  }

  // Guards against: snapshots of mirrors that go after a day, though run keeps those of the change
  // log for five; orphans that the sink and S3 Tables both remove.
  @Test
  void theMirrorKeepsItsSnapshotsAsLongAsRunKeepsOthers() {
    Map<String, String> mirror = Map.of("LANDING", "mirror");
    Map<String, String> shorter = Map.of("LANDING", "mirror", "ICEBERG_SNAPSHOT_RETENTION_H", "24");
    Map<String, String> bucket =
        Map.of(
            "LANDING", "mirror",
            "S3_TABLE_BUCKET_ARN", "arn:aws:s3tables:eu-central-1:123456789012:bucket/my-tables");

    assertThat(config(mirror, Map.of()).mirror())
        .containsEntry("mirror.expire.after.ms", "432000000")
        .doesNotContainKey("mirror.orphans");
    assertThat(config(shorter, Map.of()).mirror())
        .containsEntry("mirror.expire.after.ms", "86400000");
    assertThat(config(bucket, Map.of()).mirror())
        .containsEntry("mirror.expire.after.ms", "0")
        .containsEntry("mirror.orphans", "off");
    assertThat(config(mirror, Map.of("mirror.mirror.expire.after.ms", "7000")).mirror())
        .containsEntry("mirror.expire.after.ms", "7000");
  }

  // Guards against: a run that does not know what its mirror reads, writes or accepts.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "topics",
        "topics.regex",
        "consumer.override.group.id",
        "mirror.namespace",
        "mirror.topic.prefix",
        "mirror.accept.gap"
      })
  void someOfThemCannotBeSet(String property) {
    assertThat(config(Map.of("LANDING", "both"), Map.of("mirror." + property, "other")).problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.name()).isEqualTo("mirror." + property);
              assertThat(problem.message()).startsWith("cannot be set: ");
            });
  }

  @Test
  void aDirectoryOfHadoopsFilesIsUnknownToTheMirror() {
    Map<String, String> file = Map.of("sink.iceberg.hadoop-conf-dir", "/etc/hadoop");

    assertThat(config(Map.of("LANDING", "mirror"), file).problems())
        .extracting(RunProblem::name)
        .containsExactly("sink.iceberg.hadoop-conf-dir");
    assertThat(config(Map.of(), file).problems()).isEmpty();
  }

  private static RunConfig config(Map<String, String> more, Map<String, String> file) {
    return RunConfig.of(environment(more), file);
  }

  private static Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("POSTGRES_HOST", "db.example.org");
    environment.put("POSTGRES_DB", "shop");
    environment.put("POSTGRES_USER", "cdc");
    environment.put("POSTGRES_PASSWORD", "secret-of-pg");
    environment.put("ICEBERG_CATALOG_TYPE", "rest");
    environment.putAll(more);
    return environment;
  }
}
