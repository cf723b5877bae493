/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import io.waltap.change.TableRoutes;
import io.waltap.change.TypeMapping;
import io.waltap.change.TypeOptions;
import io.waltap.mirror.table.MirrorOptions;
import io.waltap.mirror.write.DeletePolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;

/**
 * The properties of the mirror sink. Those of the catalog and of new tables have the names that the
 * Apache sink gives them.
 */
final class MirrorConfig extends AbstractConfig {
  static final String PREFIX = "mirror.";
  static final String CATALOG = "iceberg.catalog";
  static final String CATALOG_PREFIX = "iceberg.catalog.";
  static final String HADOOP_PREFIX = "iceberg.hadoop.";
  static final String CREATE_PREFIX = "iceberg.tables.auto-create-props.";
  static final String PARTITION_BY = "iceberg.tables.default-partition-by";
  static final String TABLE_PREFIX = "iceberg.table.";
  static final String TABLE_PARTITION_BY = ".partition-by";
  static final String COMMIT_INTERVAL = "iceberg.control.commit.interval-ms";
  static final String IDLE = PREFIX + "transaction.idle.ms";
  static final String BUFFER = PREFIX + "buffer.bytes";
  static final String THREADS = PREFIX + "threads";
  static final String ACCEPT_GAP = PREFIX + "accept.gap";
  static final String PLACEHOLDER = PREFIX + "unavailable.placeholder";
  static final String ON_FAILURE = PREFIX + "on.table.failure";
  static final String DELETES = PREFIX + "deletes";
  static final String REWRITE_BELOW = PREFIX + "rewrite.below.bytes";
  static final String SHARED_VECTORS = PREFIX + "vectors.shared";

  private static final ConfigDef.Range LEAST_BUFFER = ConfigDef.Range.atLeast(1 << 20);

  private static final Pattern GAP = Pattern.compile("[^:]+(:[^:]*:\\d{1,18})?");

  /** The definition, also for the worker's validation. */
  static final ConfigDef CONFIG = define();

  private static ConfigDef define() {
    ConfigDef def =
        new ConfigDef()
            .define(
                CATALOG,
                Type.STRING,
                "iceberg",
                new ConfigDef.NonEmptyString(),
                Importance.LOW,
                "The name of the catalog in messages. Its properties are iceberg.catalog.*, such as"
                    + " iceberg.catalog.type.")
            .define(
                COMMIT_INTERVAL,
                Type.LONG,
                60_000L,
                ConfigDef.Range.atLeast(100),
                Importance.HIGH,
                "Milliseconds from one commit of a table to the next. A table without changes is"
                    + " not committed.")
            .define(
                PARTITION_BY,
                Type.STRING,
                "",
                Importance.MEDIUM,
                "How new tables are partitioned, such as day(created_at) or bucket(id, 16). A table"
                    + " that lacks the column stops. iceberg.table.NAME.partition-by does it for"
                    + " one table.")
            .define(
                IDLE,
                Type.LONG,
                10_000L,
                ConfigDef.Range.atLeast(0),
                Importance.MEDIUM,
                "After so many milliseconds without a record the last transaction of a topic counts"
                    + " as complete. Until then it is not committed, so that no snapshot shows"
                    + " half of it.")
            .define(
                BUFFER,
                Type.LONG,
                null,
                ConfigDef.LambdaValidator.with(MirrorConfig::checkBuffer, LEAST_BUFFER::toString),
                Importance.MEDIUM,
                "About how much memory the rows take that wait for a commit, in bytes. If it is"
                    + " unset, it is a quarter of the heap. Beyond half of it a table is committed"
                    + " before its time, also in the middle of a transaction that is larger. Beyond"
                    + " it no more records are taken.")
            .define(
                THREADS,
                Type.INT,
                2,
                ConfigDef.Range.between(1, 64),
                Importance.LOW,
                "Threads of a task that write and commit. A table is committed by one at a time.")
            .define(
                ACCEPT_GAP,
                Type.LIST,
                List.of(),
                ConfigDef.LambdaValidator.with(
                    MirrorConfig::checkGaps, () -> "topic, or topic:commit:offset"),
                Importance.LOW,
                "Topics whose missing records are accepted: their mirrors go on with the first"
                    + " record that there is. They may differ from PostgreSQL then."
                    + " topic:commit:offset holds only while the last commit of the table is this"
                    + " one, or while there is no table if commit is empty. The topic is then read"
                    + " from the offset on. ./waltap run sets that for topics that were created"
                    + " again, if no change is missing in them.")
            .define(
                PLACEHOLDER,
                Type.STRING,
                "__debezium_unavailable_value",
                new ConfigDef.NonEmptyString(),
                Importance.LOW,
                "The unavailable.value.placeholder of the source, for records of Debezium's"
                    + " connector. Waltap's have a header instead.")
            .define(
                ON_FAILURE,
                Type.STRING,
                "pause",
                ConfigDef.ValidString.in("pause", "stop-task"),
                Importance.MEDIUM,
                "What happens when a table cannot go on. pause: it stops, with its reason in the"
                    + " log and the metrics, and the others go on. stop-task: the task fails.")
            .define(
                DELETES,
                Type.STRING,
                "vectors",
                ConfigDef.ValidString.in("vectors", "positions", "rewrite"),
                Importance.HIGH,
                "How rows are deleted from tables. vectors: by deletion vectors; new tables have"
                    + " format version 3. positions: by position delete files; new tables have"
                    + " format version 2. rewrite: there are no delete files, and each data file of"
                    + " which rows change is written again; new tables have format version 2. A"
                    + " table that exists keeps its format version, which decides between vectors"
                    + " and positions.")
            .define(
                REWRITE_BELOW,
                Type.LONG,
                32L << 20,
                ConfigDef.Range.atLeast(0),
                Importance.MEDIUM,
                "A table whose data files have fewer bytes is written again at each commit, so that"
                    + " it has few files and no delete files. A table without delete files is"
                    + " written again up to twice this size. 0 for no table.")
            .define(
                SHARED_VECTORS,
                Type.BOOLEAN,
                false,
                Importance.LOW,
                "Whether the deletion vectors of a commit are in one file. It saves requests. Only"
                    + " for tables whose snapshots no other program expires: Iceberg deletes such a"
                    + " file when the first of its vectors has expired, though others are in use.");
    LocateConfig.define(def, PREFIX);
    MaintenanceConfig.define(def, PREFIX);
    TableRoutes.define(def, PREFIX);
    return TypeOptions.define(def, PREFIX);
  }

  private final String connector;

  /**
   * @throws ConfigException if a value is wrong, or a property of this sink is unknown
   */
  MirrorConfig(Map<String, String> properties) {
    super(CONFIG, properties, false);
    this.connector = properties.getOrDefault("name", "mirror");
    requireKnown(properties.keySet());
    if (catalogProperties().isEmpty()) {
      throw new ConfigException(
          "No catalog: set iceberg.catalog.type (or iceberg.catalog.catalog-impl) and its"
              + " properties.");
    }
    if ("all".equals(properties.get("errors.tolerance"))) {
      throw new ConfigException(
          "errors.tolerance",
          "all",
          "is refused: a record that is skipped would make a table differ from PostgreSQL. Use"
              + " none.");
    }
  }

  /** None is the default, which the heap decides. */
  private static void checkBuffer(String name, Object value) {
    if (value != null) {
      LEAST_BUFFER.ensureValid(name, value);
    }
  }

  private static void checkGaps(String name, Object value) {
    for (Object gap : (List<?>) value) {
      if (!GAP.matcher(gap.toString()).matches()) {
        throw new ConfigException(name, gap, "is neither a topic nor topic:commit:offset");
      }
    }
  }

  private static void requireKnown(Set<String> names) {
    for (String name : names) {
      boolean ours = name.startsWith(PREFIX) || name.startsWith("iceberg.");
      boolean known =
          CONFIG.names().contains(name)
              || name.startsWith(CATALOG_PREFIX)
              || name.startsWith(HADOOP_PREFIX)
              || name.startsWith(CREATE_PREFIX)
              || name.startsWith(TABLE_PREFIX) && name.endsWith(TABLE_PARTITION_BY);
      if (ours && !known) {
        throw new ConfigException(name, null, "is no property of the mirror sink.");
      }
    }
  }

  Map<String, String> catalogProperties() {
    return strings(CATALOG_PREFIX);
  }

  Map<String, String> hadoopProperties() {
    return strings(HADOOP_PREFIX);
  }

  Map<String, String> createProperties() {
    return strings(CREATE_PREFIX);
  }

  private Map<String, String> strings(String prefix) {
    Map<String, String> strings = new HashMap<>();
    originalsWithPrefix(prefix).forEach((name, value) -> strings.put(name, value.toString()));
    return strings;
  }

  /** How a table is partitioned: expressions such as {@code day(created_at)}. */
  List<String> partitionBy(String table) {
    String own = originalsStrings().get(TABLE_PREFIX + table + TABLE_PARTITION_BY);
    return PartitionBy.expressions(own == null ? getString(PARTITION_BY) : own);
  }

  MirrorOptions options() {
    return new MirrorOptions(
        connector,
        Duration.ofMillis(getLong(COMMIT_INTERVAL)),
        Duration.ofMillis(getLong(IDLE)),
        new HashSet<>(getList(ACCEPT_GAP)),
        deletes(),
        LocateConfig.of(this, PREFIX, connector),
        MaintenanceConfig.of(this, PREFIX));
  }

  private DeletePolicy deletes() {
    return new DeletePolicy(
        DeletePolicy.Format.valueOf(getString(DELETES).toUpperCase(Locale.ROOT)),
        getLong(REWRITE_BELOW),
        getBoolean(SHARED_VECTORS));
  }

  TableRoutes routes() {
    return TableRoutes.of(this, PREFIX);
  }

  TypeMapping types() {
    return TypeOptions.of(this, PREFIX);
  }

  /** How much memory the rows of all tables may take. */
  long bufferBytes() {
    Long bytes = getLong(BUFFER);
    return bytes == null ? Runtime.getRuntime().maxMemory() / 4 : bytes;
  }

  boolean stopsTask() {
    return getString(ON_FAILURE).equals("stop-task");
  }
}
