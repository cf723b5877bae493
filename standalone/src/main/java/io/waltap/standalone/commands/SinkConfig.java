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

  /**
   * Marks the tables that {@code run} makes: it expires the snapshots of no others, nor those of
   * mirrors.
   */
  static final String MADE_BY_RUN = "waltap.made-by-run";

  /** Glue and S3 Tables want the names of columns in lower case. */
  private static final String LOWER_CASE = "transforms.flatten.lower.case";

  private static final String CATALOG_TYPE = "iceberg.catalog.type";

  /** At the end of the namespace of the change log, if that of the tables has mirrors. */
  private static final String CHANGES = "_changes";

  private final RunInput input;
  private final Map<String, String> sink = new LinkedHashMap<>();
  private final Map<String, Given> given = new LinkedHashMap<>();

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
    return ConnectorProperties.of(config.sink, config.given);
  }

  private void build(String topicPrefix) {
    Duration interval = Duration.ofMillis(input.number(LakeVariables.FLUSH_INTERVAL).orElseThrow());
    sink.putAll(new SinkProperties(topicPrefix, namespace(), CONTROL_TOPIC, interval).toMap());
    sink.putAll(SinkProperties.inOneProcess());
    sink.put(
        "consumer.override.max.poll.records",
        Integer.toString(input.number(LakeVariables.FLUSH_ROWS).orElseThrow()));
    sink.put("iceberg.tables.auto-create-props." + MADE_BY_RUN, "true");
    if (input.given(LakeVariables.BUCKET).isEmpty()) {
      // S3 Tables does that itself
      sink.putAll(SinkProperties.metadataCleanup());
    }
    // No name of a table must stop the sink, which lands all tables.
    sink.put("transforms.route.unique.names", "true");
    putIfGiven("transforms.route.table.format", LakeVariables.TABLE_FORMAT);
    putIfGiven("iceberg.tables.default-partition-by", LakeVariables.PARTITION_BY);
    input.given(LakeVariables.BUCKET).ifPresent(arn -> tableBucket(arn.value()));
    input.catalog().forEach((name, value) -> put(catalogProperty(name), value));
    if ("glue".equalsIgnoreCase(sink.get(CATALOG_TYPE))) {
      sink.put(LOWER_CASE, "true");
    }
    input.section("sink").forEach(this::put);
    regionOfTheFile();
    refuseGroup(Area.LAKE, "sink", "iceberg.connect.group-id");
    refuseGroup(Area.LAKE, "sink", "consumer.override.group.id");
    refuseGroup(Area.PROCESS, "worker", "consumer.group.id");
    if (!sink.containsKey(CATALOG_TYPE) && !sink.containsKey("iceberg.catalog.catalog-impl")) {
      problem(
          LakeVariables.BUCKET + " or " + LakeVariables.CATALOG_TYPE,
          "is missing: "
              + Variables.summary(LakeVariables.BUCKET)
              + "; or the type of another Iceberg catalog, such as rest, with its properties in"
              + " ICEBERG_CATALOG_URI, ICEBERG_CATALOG_WAREHOUSE and so on");
    }
  }

  private void put(String property, Given value) {
    sink.put(property, value.value());
    given.put(property, value);
  }

  private void putIfGiven(String property, String variable) {
    input.given(variable).ifPresent(value -> put(property, value));
  }

  /** Of the change log. Mirrors need another one. */
  private String namespace() {
    String all = input.text(LakeVariables.NAMESPACE).orElseThrow();
    return input
        .text(LakeVariables.CHANGELOG_NAMESPACE)
        .orElse(LandingChoice.of(input).mirror() ? all + CHANGES : all);
  }

  private void tableBucket(String arn) {
    Optional<TableBucket> bucket = TableBucket.of(arn);
    if (bucket.isEmpty()) {
      // It breaks its rule, which is a problem already. The catalog is not missing as well.
      sink.put(CATALOG_TYPE, "rest");
      return;
    }
    String region = bucket.get().region();
    String other = input.text(LakeVariables.REGION).orElse(region);
    if (!other.equals(region)) {
      problem(
          LakeVariables.REGION,
          "is " + other + ", but the table bucket is in " + region + ": remove the variable");
    }
    requireAllowed(LakeVariables.NAMESPACE);
    requireAllowed(LakeVariables.CHANGELOG_NAMESPACE);
    sink.putAll(bucket.get().sinkProperties());
    sink.put(LOWER_CASE, "true");
  }

  private void requireAllowed(String variable) {
    if (!input.text(variable).map(TableBucket::allowsNamespace).orElse(true)) {
      problem(
          variable,
          "is not a valid name in S3 Tables: expected lower-case letters, digits and _; the first"
              + " and the last character are not _");
    }
  }

  /**
   * The region for the clients of AWS in the sink. They read the variable themselves, but only in
   * the environment.
   */
  private void regionOfTheFile() {
    Optional<Given> region = input.given(LakeVariables.REGION);
    if (region.isEmpty()
        || input.given(LakeVariables.BUCKET).isPresent()
        || input.isInEnvironment(LakeVariables.REGION)) {
      return;
    }
    putIfAbsent("iceberg.catalog.client.region", region.get());
    if ("true".equalsIgnoreCase(sink.get("iceberg.catalog.rest.sigv4-enabled"))) {
      putIfAbsent("iceberg.catalog.rest.signing-region", region.get());
    }
  }

  private void putIfAbsent(String property, Given value) {
    if (!sink.containsKey(property)) {
      put(property, value);
    }
  }

  /** In another group, nothing would ever count as landed: Landing asks for the usual ones. */
  private void refuseGroup(Area area, String section, String property) {
    if (input.section(section).containsKey(property)) {
      input.problem(
          area,
          section + "." + property,
          "cannot be set: run sees by the sink's usual consumer groups what is in the tables, and"
              + " confirms the slot by that. Remove the key");
    }
  }

  private void problem(String name, String message) {
    input.problem(Area.LAKE, name, message);
  }

  /** {@code ICEBERG_CATALOG_IO__IMPL} is {@code iceberg.catalog.io-impl}. */
  private static String catalogProperty(String variable) {
    return variable.toLowerCase(Locale.ROOT).replace("__", "-").replace('_', '.');
  }
}
