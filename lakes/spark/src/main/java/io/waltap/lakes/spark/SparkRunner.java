/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.lakes.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Runs SQL statements in one Spark session with Iceberg's extensions, and ends. Both files are
 * JSON. The statements are an array of strings. The results are an array with an element for each
 * statement: an array of rows, each an array of values. A value is a string, as Spark casts it, or
 * null.
 */
public final class SparkRunner {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LOOPBACK = "127.0.0.1";

  private SparkRunner() {}

  /**
   * Ends with an exception at the first statement that fails, and then writes no results.
   *
   * @param args file of the statements, file of the results, properties of Spark as name=value
   */
  public static void main(String[] args) throws IOException {
    if (args.length < 2) {
      throw new IllegalArgumentException("usage: <statements> <results> [<name>=<value>...]");
    }
    String[] statements = JSON.readValue(new File(args[0]), String[].class);
    List<List<List<String>>> results = new ArrayList<>();
    try (SparkSession spark = session(Arrays.asList(args).subList(2, args.length))) {
      for (String statement : statements) {
        // for the reader of the log after a failure
        System.out.println(statement);
        results.add(rows(spark.sql(statement)));
      }
    }
    JSON.writeValue(new File(args[1]), results);
  }

  private static SparkSession session(List<String> properties) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .appName("waltap")
            .master("local[1]")
            .config(
                "spark.sql.extensions",
                "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
            .config("spark.sql.session.timeZone", "UTC")
            // the default is 200: tasks that have nothing to do
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", LOOPBACK)
            .config("spark.driver.host", LOOPBACK);
    for (String property : properties) {
      int equals = property.indexOf('=');
      builder = builder.config(property.substring(0, equals), property.substring(equals + 1));
    }
    return builder.getOrCreate();
  }

  /** A statement that is not a query has no rows. */
  private static List<List<String>> rows(Dataset<Row> result) {
    Column[] texts =
        Arrays.stream(result.columns())
            .map(name -> result.col("`" + name + "`").cast("string"))
            .toArray(Column[]::new);
    List<List<String>> rows = new ArrayList<>();
    for (Row row : result.select(texts).collectAsList()) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < row.length(); i++) {
        values.add(row.getString(i));
      }
      rows.add(values);
    }
    return rows;
  }
}
