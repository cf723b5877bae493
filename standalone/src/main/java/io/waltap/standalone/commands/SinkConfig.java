/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.standalone.commands.RunProblem.Area;
import io.waltap.standalone.landing.SinkProperties;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The sink connector's configuration, from what a user gave. */
final class SinkConfig {
  private static final String CONTROL_TOPIC = "waltap-control-iceberg";

  /** Glue and S3 Tables want the names of columns in lower case. */
  private static final String LOWER_CASE = "transforms.flatten.lower.case";

  private final RunInput input;
  private final Map<String, String> sink = new LinkedHashMap<>();
  private final Map<String, String> references = new LinkedHashMap<>();

  private SinkConfig(RunInput input) {
    this.input = input;
  }

  /**
   * The properties, without the connector's name and the broker's address; what is wrong becomes a
   * problem of the input.
   *
   * @param topicPrefix of the source
   */
  static ConnectorProperties of(RunInput input, String topicPrefix) {
    SinkConfig config = new SinkConfig(input);
    config.build(topicPrefix);
    return ConnectorProperties.of(config.sink, config.references, input.providers());
  }

  private void build(String topicPrefix) {
    Duration interval =
        Duration.ofMillis(input.number(Area.LAKE, Variable.FLUSH_INTERVAL, 1000, 86_400_000));
    sink.putAll(
        new SinkProperties(topicPrefix, input.value(Variable.NAMESPACE), CONTROL_TOPIC, interval)
            .toMap());
    sink.put(
        "consumer.override.max.poll.records",
        Long.toString(input.number(Area.LAKE, Variable.FLUSH_ROWS, 1, 10_000_000)));
    // No name of a table must stop the sink, which lands all tables.
    sink.put("transforms.route.unique.names", "true");
    input
        .given(Variable.TABLE_FORMAT)
        .ifPresent(value -> sink.put("transforms.route.table.format", value));
    input
        .given(Variable.PARTITION_BY)
        .ifPresent(value -> sink.put("iceberg.tables.default-partition-by", value));
    input.given(Variable.BUCKET).ifPresent(this::tableBucket);
    input
        .variablesWith(Variable.CATALOG_PREFIX)
        .forEach(
            (name, value) -> {
              if (name.length() > Variable.CATALOG_PREFIX.length()) {
                sink.put(catalogProperty(name), value);
                references.put(catalogProperty(name), input.reference(name));
              }
            });
    if ("glue".equals(sink.get("iceberg.catalog.type"))) {
      sink.put(LOWER_CASE, "true");
    }
    input
        .section("sink")
        .forEach(
            (property, value) -> {
              sink.put(property, value);
              references.put(property, input.reference("sink." + property));
            });
    if (!sink.containsKey("iceberg.catalog.type")
        && !sink.containsKey("iceberg.catalog.catalog-impl")) {
      input.problem(
          Area.LAKE,
          Variable.BUCKET.name() + " or " + Variable.CATALOG_PREFIX + "TYPE",
          "is missing: "
              + Variable.BUCKET.meaning()
              + "; or the type of another Iceberg catalog (rest, hadoop, jdbc, glue, hive), with"
              + " its properties in ICEBERG_CATALOG_URI, ICEBERG_CATALOG_WAREHOUSE and so on");
    }
  }

  private void tableBucket(String arn) {
    Optional<TableBucket> bucket = TableBucket.of(arn);
    if (bucket.isEmpty()) {
      input.problem(
          Area.LAKE,
          Variable.BUCKET.name(),
          "is not an ARN of a table bucket: expected " + Variable.BUCKET.meaning());
      // Otherwise the catalog would be reported as missing too.
      sink.put("iceberg.catalog.type", "rest");
      return;
    }
    String region = bucket.get().region();
    String given = input.given(Variable.REGION).orElse(region);
    if (!given.equals(region)) {
      input.problem(
          Area.LAKE,
          Variable.REGION.name(),
          "is " + given + ", but the table bucket is in " + region + ": remove the variable");
    }
    if (!TableBucket.allowsNamespace(input.value(Variable.NAMESPACE))) {
      input.problem(
          Area.LAKE,
          Variable.NAMESPACE.name(),
          "is not a valid name in S3 Tables: expected lower-case letters, digits and _; the first"
              + " and the last character are not _");
    }
    sink.putAll(bucket.get().sinkProperties());
    sink.put(LOWER_CASE, "true");
  }

  /** {@code ICEBERG_CATALOG_IO__IMPL} is {@code iceberg.catalog.io-impl}. */
  private static String catalogProperty(String variable) {
    return variable.toLowerCase(Locale.ROOT).replace("__", "-").replace('_', '.');
  }
}
