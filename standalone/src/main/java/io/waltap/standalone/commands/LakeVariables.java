/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The variables of the sink: the Iceberg catalog, and the tables in it. */
final class LakeVariables {
  static final String CATALOG = "Iceberg catalog";
  static final String TABLES = "Iceberg tables";

  static final String BUCKET = "S3_TABLE_BUCKET_ARN";
  static final String REGION = "AWS_REGION";
  static final String CATALOG_TYPE = "ICEBERG_CATALOG_TYPE";
  static final String CATALOG_URI = "ICEBERG_CATALOG_URI";
  static final String CATALOG_WAREHOUSE = "ICEBERG_CATALOG_WAREHOUSE";
  static final String LANDING = "LANDING";
  static final String NAMESPACE = "ICEBERG_NAMESPACE";
  static final String CHANGELOG_NAMESPACE = "CHANGELOG_NAMESPACE";
  static final String TABLE_FORMAT = "ICEBERG_TABLE_FORMAT";
  static final String PARTITION_BY = "ICEBERG_PARTITION_BY";
  static final String RETENTION = "ICEBERG_SNAPSHOT_RETENTION_H";
  static final String FLUSH_INTERVAL = "FLUSH_INTERVAL_MS";
  static final String FLUSH_ROWS = "FLUSH_ROWS";

  /** Five days: whoever reads as of an earlier time has a long weekend. */
  static final int RETENTION_HOURS = 120;

  private static final String CATALOG_PREFIX = "ICEBERG_CATALOG_";

  private LakeVariables() {}

  /** Whether a variable gives a property of the catalog, itself or by a file. */
  static boolean isCatalog(String name) {
    return name.startsWith(CATALOG_PREFIX) && name.length() > CATALOG_PREFIX.length();
  }

  /**
   * Whether a variable names a file with the value of another one. A property whose name ends in
   * {@code -file} keeps its own variable, with two underscores.
   */
  static boolean isCatalogFile(String name) {
    String suffix = SecretFile.SUFFIX;
    return name.startsWith(CATALOG_PREFIX)
        && name.endsWith(suffix)
        && !name.endsWith("_" + suffix)
        && name.length() > CATALOG_PREFIX.length() + suffix.length();
  }

  static void define(ConfigDef definition) {
    VariableGroup catalog = new VariableGroup(definition, CATALOG);
    catalog.text(
        BUCKET,
        null,
        Rule.tableBucket(),
        Importance.HIGH,
        "Amazon S3 table bucket to write to. Credentials come from the default chain of the AWS"
            + " SDK. This or another catalog has to be given.");
    catalog.text(
        REGION,
        null,
        Rule.matching("[a-z0-9-]+", "the name of a region"),
        Importance.LOW,
        "Region of the table bucket. With a table bucket, another region than the one in the ARN is"
            + " an error. Without one, it is the region for the AWS clients of the catalog. They"
            + " read the environment themselves; a value in the file becomes"
            + " iceberg.catalog.client.region.");
    catalog.text(
        CATALOG_TYPE,
        null,
        Rule.oneOf("rest", "hadoop", "hive", "glue", "jdbc", "nessie", "bigquery").orReference(),
        Importance.HIGH,
        "Type of any other Iceberg catalog. rest, hadoop and glue need no further jars. jdbc needs"
            + " its driver in plugins/iceberg-kafka-connect; hive, nessie and bigquery need"
            + " Iceberg's jars for them there. ICEBERG_CATALOG_CATALOG__IMPL names the class of a"
            + " catalog without a type.");
    catalog.text(
        CATALOG_URI,
        null,
        Rule.anyText(),
        Importance.HIGH,
        "Address of the catalog, for the types that have one.");
    catalog.text(
        CATALOG_WAREHOUSE,
        null,
        Rule.anyText(),
        Importance.HIGH,
        "Where the tables are, for example s3://lake/ or file:///srv/lake.");

    VariableGroup tables = new VariableGroup(definition, TABLES);
    tables.text(
        LANDING,
        "changelog",
        Rule.oneOf("changelog", "mirror", "both"),
        Importance.HIGH,
        "What lands. changelog: a table for each source table, to which every change is appended."
            + " mirror: a table for each source table, which has the same rows; it needs a key, and"
            + " by default an engine that reads format version 3. both: two tables for each source"
            + " table. mirror.md explains the mirror.");
    tables.text(
        NAMESPACE,
        "waltap",
        Rule.anyText(),
        Importance.HIGH,
        "Namespace of the tables; with LANDING=both, of the mirrors. In a table bucket, and for"
            + " mirrors, it has lower-case letters, digits and _, and neither begins nor ends with"
            + " _.");
    tables.text(
        CHANGELOG_NAMESPACE,
        null,
        Rule.anyText(),
        Importance.MEDIUM,
        "Namespace of the change log, if it is another one than that of the mirrors.");
    tables.text(
        TABLE_FORMAT,
        null,
        Rule.tableFormat(),
        Importance.LOW,
        "Names of the tables, made of ${schema} and ${table}.");
    tables.text(
        PARTITION_BY,
        null,
        Rule.partitionFields().orReference(),
        Importance.MEDIUM,
        "Partitioning of the change log, for tables that are made from now on, for example"
            + " day(_ts). The file may have mirror.iceberg.tables.default-partition-by for the"
            + " mirrors.");
    tables.numberByOthers(
        RETENTION,
        Rule.number(0, 87_600),
        Importance.MEDIUM,
        "Hours for which snapshots of the tables that run makes are kept. Of a mirror, the newest"
            + " 100 are kept in any case. 0: snapshots are never expired. S3 Tables expires"
            + " snapshots itself, so with a table bucket the default is 0.");
    tables.number(
        FLUSH_INTERVAL,
        60_000,
        Rule.number(1000, 86_400_000),
        Importance.MEDIUM,
        "Milliseconds between two commits to the tables.");
    tables.number(
        FLUSH_ROWS,
        10_000,
        Rule.number(1, 10_000_000),
        Importance.LOW,
        "Most rows that the sink takes from Kafka at once. This limits memory, not the size of a"
            + " commit.");
  }
}
