/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.change.OutOfRange;
import io.waltap.mirror.locate.LocateOptions;
import io.waltap.mirror.maintain.MaintenanceOptions;
import io.waltap.mirror.write.DeletePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;

class MirrorConfigTest {
  private static MirrorConfig config(String... more) {
    return new MirrorConfig(properties(more));
  }

  private static Map<String, String> properties(String... more) {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "mirror");
    properties.put("connector.class", MirrorSinkConnector.class.getName());
    properties.put("topics.regex", "shop.*");
    properties.put("iceberg.catalog.type", "rest");
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    return properties;
  }

  private static void assertRefused(String part, String... more) {
    assertThatThrownBy(() -> config(more))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(part);
  }

  @Test
  void theDefaultsAreThoseOfThePage() {
    MirrorConfig config = config();

    assertThat(config.options().writer()).isEqualTo("mirror");
    assertThat(config.options().commitInterval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.options().idle()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.options().acceptedGaps()).isEmpty();
    assertThat(config.options().maintenance())
        .isEqualTo(
            new MaintenanceOptions(
                true, 256L << 20, 0.3, Duration.ofMinutes(1), Duration.ofDays(1), true));
    assertThat(config.bufferBytes()).isEqualTo(Runtime.getRuntime().maxMemory() / 4);
    assertThat(config.options().deletes())
        .isEqualTo(new DeletePolicy(DeletePolicy.Format.VECTORS, 32 << 20, false));
    assertThat(config.options().locate())
        .isEqualTo(
            new LocateOptions(
                LocateOptions.Mode.AUTO,
                Path.of(System.getProperty("java.io.tmpdir"), "waltap-mirror", "mirror"),
                10L * 1024 * 1024 * 1024));
    assertThat(config.stopsTask()).isFalse();
    assertThat(config.partitionBy("lake.things")).isEmpty();
    assertThat(config.getString(MirrorConfig.PLACEHOLDER))
        .isEqualTo("__debezium_unavailable_value");
    assertThat(config.types().rule()).isEqualTo(OutOfRange.Rule.NULL);
    assertThat(config.routes().route("shop.public.things")).isEqualTo("public.things");
  }

  @Test
  void whatIsSetIsTaken() {
    MirrorConfig config =
        config(
            "iceberg.control.commit.interval-ms", "5000",
            "mirror.transaction.idle.ms", "0",
            "mirror.accept.gap", "shop.public.a,shop.public.b",
            "mirror.on.table.failure", "stop-task",
            "mirror.compaction", "off",
            "mirror.compaction.target.bytes", "10000000",
            "mirror.compaction.delete.ratio", "0.5",
            "mirror.compaction.interval.ms", "1000",
            "mirror.expire.after.ms", "0",
            "mirror.orphans", "off",
            "mirror.buffer.bytes", "2000000",
            "mirror.locate", "both",
            "mirror.index.dir", "/fast/disk",
            "mirror.index.max.bytes", "1000",
            "mirror.namespace", "lake",
            "mirror.renames", "things AS stuff",
            "mirror.deletes", "positions",
            "mirror.rewrite.below.bytes", "0",
            "mirror.vectors.shared", "true",
            "mirror.infinity.as", "bound");

    assertThat(config.options().commitInterval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.options().idle()).isZero();
    assertThat(config.options().acceptedGaps())
        .containsExactlyInAnyOrder("shop.public.a", "shop.public.b");
    assertThat(config.options().maintenance())
        .isEqualTo(
            new MaintenanceOptions(
                false, 10_000_000, 0.5, Duration.ofSeconds(1), Duration.ZERO, false));
    assertThat(config.bufferBytes()).isEqualTo(2_000_000);
    assertThat(config.options().deletes())
        .isEqualTo(new DeletePolicy(DeletePolicy.Format.POSITIONS, 0, true));
    assertThat(config("mirror.deletes", "rewrite").options().deletes().format())
        .isEqualTo(DeletePolicy.Format.REWRITE);
    assertThat(config.options().locate())
        .isEqualTo(new LocateOptions(LocateOptions.Mode.BOTH, Path.of("/fast/disk/mirror"), 1000));
    assertThat(config.stopsTask()).isTrue();
    assertThat(config.routes().route("shop.public.things")).isEqualTo("lake.stuff");
    assertThat(config.types().rule()).isEqualTo(OutOfRange.Rule.BOUND);
  }

  // Guards against: a connector that keeps its indexes outside of the directory.
  @Test
  void theNameOfTheConnectorIsADirectoryWhateverItIs() {
    assertThat(config("name", "../a b", "mirror.index.dir", "/d").options().locate().directory())
        .isEqualTo(Path.of("/d/___a_b"));
    for (LocateOptions.Mode mode : LocateOptions.Mode.values()) {
      String text = mode.name().toLowerCase(Locale.ROOT);
      assertThat(config("mirror.locate", text).options().locate().mode()).isEqualTo(mode);
    }
  }

  // Guards against: an offset that cannot be read, and ends the task when a table is loaded.
  @Test
  void anAcceptedGapIsATopicOrHasACommitAndAnOffset() {
    assertThat(config("mirror.accept.gap", "a.b.c:1f-2:0,a.b.d::17").options().acceptedGaps())
        .containsExactlyInAnyOrder("a.b.c:1f-2:0", "a.b.d::17");
    assertRefused("mirror.accept.gap", "mirror.accept.gap", "a.b.c:1f-2");
    assertRefused("mirror.accept.gap", "mirror.accept.gap", "a.b.c:1f-2:x");
  }

  @Test
  void propertiesOfTheCatalogAndOfNewTablesGoToThem() {
    MirrorConfig config =
        config(
            "iceberg.catalog", "shop",
            "iceberg.catalog.uri", "http://catalog:8181",
            "iceberg.hadoop.fs.s3a.endpoint", "http://s3",
            "iceberg.tables.auto-create-props.write.target-file-size-bytes", "1000");

    assertThat(config.catalogProperties())
        .containsExactlyInAnyOrderEntriesOf(Map.of("type", "rest", "uri", "http://catalog:8181"));
    assertThat(config.hadoopProperties())
        .containsExactlyInAnyOrderEntriesOf(Map.of("fs.s3a.endpoint", "http://s3"));
    assertThat(config.createProperties())
        .containsExactlyInAnyOrderEntriesOf(Map.of("write.target-file-size-bytes", "1000"));
  }

  // Guards against: a misspelled property, or one of the Apache sink, that has no effect.
  @Test
  void anUnknownPropertyIsRefusedByItsName() {
    assertRefused("mirror.comit", "mirror.comit", "1");
    assertRefused("iceberg.tables", "iceberg.tables", "a.b");
    assertRefused("iceberg.tables.upsert-mode-enabled", "iceberg.tables.upsert-mode-enabled", "x");
    assertRefused("iceberg.table.a.id-columns", "iceberg.table.a.id-columns", "id");
    assertRefused("iceberg.control.topic", "iceberg.control.topic", "t");
  }

  @Test
  void propertiesOfTheWorkerAreNotOurs() {
    assertThat(config("consumer.override.isolation.level", "read_committed")).isNotNull();
    assertThat(config("transforms", "", "errors.tolerance", "none")).isNotNull();
  }

  @Test
  void aCatalogIsNeeded() {
    Map<String, String> none = properties();
    none.remove("iceberg.catalog.type");

    assertThatThrownBy(() -> new MirrorConfig(none))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("iceberg.catalog.type");
  }

  // Guards against: a record that the worker skips, so that the table is wrong without a word.
  @Test
  void recordsMustNotBeSkipped() {
    assertRefused("errors.tolerance", "errors.tolerance", "all");
  }

  @Test
  void wrongValuesAreRefusedByTheirNames() {
    assertRefused("mirror.on.table.failure", "mirror.on.table.failure", "ignore");
    assertRefused("mirror.deletes", "mirror.deletes", "equality");
    assertRefused("mirror.rewrite.below.bytes", "mirror.rewrite.below.bytes", "-1");
    assertRefused("mirror.threads", "mirror.threads", "0");
    assertRefused("mirror.compaction", "mirror.compaction", "yes");
    assertRefused("mirror.compaction.target.bytes", "mirror.compaction.target.bytes", "10");
    assertRefused("mirror.compaction.delete.ratio", "mirror.compaction.delete.ratio", "2");
    assertRefused("mirror.compaction.interval.ms", "mirror.compaction.interval.ms", "1");
    assertRefused("mirror.expire.after.ms", "mirror.expire.after.ms", "-1");
    assertRefused("mirror.orphans", "mirror.orphans", "maybe");
    assertRefused("mirror.locate", "mirror.locate", "hash");
    assertRefused("mirror.index.dir", "mirror.index.dir", "");
    assertRefused("mirror.index.max.bytes", "mirror.index.max.bytes", "-1");
    assertRefused("mirror.buffer.bytes", "mirror.buffer.bytes", "10");
    assertRefused("mirror.table.format", "mirror.table.format", "${schema}");
  }

  // Guards against: an expression with a comma that is cut in two.
  @Test
  void aTableMayHavePartitionsOfItsOwn() {
    MirrorConfig config =
        config(
            "iceberg.tables.default-partition-by", "day(created_at), bucket(id, 16)",
            "iceberg.table.lake.things.partition-by", "bucket(id, 4), name",
            "iceberg.table.lake.none.partition-by", "");

    assertThat(config.partitionBy("lake.orders"))
        .containsExactly("day(created_at)", "bucket(id, 16)");
    assertThat(config.partitionBy("lake.things")).containsExactly("bucket(id, 4)", "name");
    assertThat(config.partitionBy("lake.none")).isEmpty();
  }

  @Test
  void theConnectorSaysWhatIsWrongBeforeItStarts() {
    MirrorSinkConnector connector = new MirrorSinkConnector();

    assertThat(errors(connector, properties())).isEmpty();
    assertThat(errors(connector, properties("mirror.comit", "1")))
        .singleElement()
        .asString()
        .contains("mirror.comit");
    assertThat(errors(connector, properties("mirror.threads", "0")))
        .singleElement()
        .asString()
        .contains("mirror.threads");
  }

  private static List<String> errors(
      MirrorSinkConnector connector, Map<String, String> properties) {
    return connector.validate(properties).configValues().stream()
        .map(ConfigValue::errorMessages)
        .flatMap(List::stream)
        .toList();
  }
}
