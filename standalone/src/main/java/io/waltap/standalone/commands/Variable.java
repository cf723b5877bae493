/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.util.List;

/**
 * An environment variable that {@code run} and {@code preflight} read.
 *
 * @param name as the environment has it
 * @param meaning for the help and for messages
 * @param fallback what holds without the variable; empty if nothing does
 */
public record Variable(String name, String meaning, String fallback) {
  static final Variable HOST =
      new Variable("POSTGRES_HOST", "host name or address of the PostgreSQL server", "");
  static final Variable PORT = new Variable("POSTGRES_PORT", "port of the server", "5432");
  static final Variable DB = new Variable("POSTGRES_DB", "database whose tables are captured", "");
  static final Variable USER =
      new Variable("POSTGRES_USER", "role with LOGIN and REPLICATION that can read the tables", "");
  static final Variable PASSWORD = new Variable("POSTGRES_PASSWORD", "password of the role", "");
  static final Variable SSLMODE =
      new Variable(
          "POSTGRES_SSLMODE",
          "disable, allow, prefer, require, verify-ca or verify-full",
          "prefer");
  static final Variable PUBLICATION =
      new Variable(
          "PUBLICATION_NAME", "publication to read; created if it does not exist", "waltap");
  static final Variable AUTOCREATE_MODE =
      new Variable(
          "PUBLICATION_AUTOCREATE_MODE",
          "filtered: makes the publication of the included tables, and changes only one that it has"
              + " made; or all_tables, no_tables, disabled",
          "filtered");
  static final Variable SLOT_NAME =
      new Variable(
          "SLOT_NAME", "replication slot to read from; created if it does not exist", "waltap");
  static final Variable TABLES =
      new Variable(
          "TABLE_INCLUDE_LIST",
          "regular expressions of schema.table, separated by commas; all tables if empty",
          "");
  static final Variable SNAPSHOT =
      new Variable(
          "SNAPSHOT_MODE", "snapshot.mode of the connector: when it reads the tables", "initial");
  static final Variable TOPIC_PREFIX =
      new Variable(
          "TOPIC_PREFIX", "first part of the names of topics; do not change it later", "waltap");
  static final Variable BUCKET =
      new Variable(
          "S3_TABLE_BUCKET_ARN",
          "Amazon S3 table bucket to write to, arn:aws:s3tables:<region>:<account>:bucket/<name>",
          "");
  static final Variable REGION =
      new Variable("AWS_REGION", "region of the table bucket", "the region in the ARN");

  /** How the names of the variables of {@link #CATALOG} begin. */
  static final String CATALOG_PREFIX = "ICEBERG_CATALOG_";

  static final Variable CATALOG =
      new Variable(
          CATALOG_PREFIX + "*",
          "any other catalog: ICEBERG_CATALOG_TYPE is iceberg.catalog.type; _ is a dot, __ a hyphen"
              + " (ICEBERG_CATALOG_IO__IMPL is iceberg.catalog.io-impl)",
          "");
  static final Variable NAMESPACE =
      new Variable("ICEBERG_NAMESPACE", "namespace of the Iceberg tables", "waltap");
  static final Variable TABLE_FORMAT =
      new Variable(
          "ICEBERG_TABLE_FORMAT",
          "names of the Iceberg tables, made of ${schema} and ${table}",
          "the table's name; schema__table outside of the schema public");
  static final Variable PARTITION_BY =
      new Variable("ICEBERG_PARTITION_BY", "partitioning of new tables, for example day(_ts)", "");
  static final Variable FLUSH_INTERVAL =
      new Variable(
          "FLUSH_INTERVAL_MS", "milliseconds between two commits to the Iceberg tables", "60000");
  static final Variable FLUSH_ROWS =
      new Variable(
          "FLUSH_ROWS",
          "most rows that the sink takes from Kafka at once; this limits memory, not the size of a"
              + " commit",
          "10000");
  static final Variable DATA_DIR =
      new Variable(
          "WALTAP_DATA_DIR", "directory for the broker's data, offsets and the log", ".waltap/run");
  static final Variable SHUTDOWN_TIMEOUT =
      new Variable("SHUTDOWN_TIMEOUT_S", "seconds that a stop waits for rows to land", "60");

  /** All of them, in the order of the help. */
  public static final List<Variable> ALL =
      List.of(
          HOST,
          PORT,
          DB,
          USER,
          PASSWORD,
          SSLMODE,
          PUBLICATION,
          AUTOCREATE_MODE,
          SLOT_NAME,
          TABLES,
          SNAPSHOT,
          TOPIC_PREFIX,
          BUCKET,
          REGION,
          CATALOG,
          NAMESPACE,
          TABLE_FORMAT,
          PARTITION_BY,
          FLUSH_INTERVAL,
          FLUSH_ROWS,
          DATA_DIR,
          SHUTDOWN_TIMEOUT);
}
