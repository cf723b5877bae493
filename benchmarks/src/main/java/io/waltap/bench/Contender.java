/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.util.Map;

/** The programs that are compared. */
enum Contender {
  DRAIN("drain", "slot drained to nothing"),
  WALTAP("waltap", "Waltap"),
  /** Waltap with the converter that comes with it. The bytes in Kafka are the same. */
  OWN_JSON("own", "Waltap, its own JSON converter"),
  /** Waltap with the same converter as the others, but on several threads. */
  PARALLEL("parallel", "Waltap, converting in parallel"),
  DEBEZIUM("debezium", "Debezium as it comes"),
  TUNED("tuned", "Debezium tuned");

  private static final String PARALLEL_CONVERTER = "io.waltap.connect.convert.ParallelConverter";
  private static final String OWN_CONVERTER = "io.waltap.connect.json.WaltapJsonConverter";

  private final String key;
  private final String label;

  Contender(String key, String label) {
    this.key = key;
    this.label = label;
  }

  /** The contender's name on the command line. It is part of the names of slots and topics. */
  String key() {
    return key;
  }

  String label() {
    return label;
  }

  boolean isConnector() {
    return this != DRAIN;
  }

  boolean isWaltap() {
    return this == WALTAP || this == OWN_JSON || this == PARALLEL;
  }

  /** Whether a measurement with this converter makes sense. */
  boolean converts(ValueFormat format) {
    return switch (this) {
      case DRAIN, WALTAP, DEBEZIUM, TUNED -> true;
      case OWN_JSON -> format == ValueFormat.JSON;
      case PARALLEL -> format == ValueFormat.AVRO;
    };
  }

  String connectorClass() {
    return switch (this) {
      case DRAIN -> throw new IllegalStateException("the drain is not a connector");
      case WALTAP, OWN_JSON, PARALLEL -> "io.waltap.connect.PostgresSourceConnector";
      case DEBEZIUM, TUNED -> "io.debezium.connector.postgresql.PostgresConnector";
    };
  }

  /**
   * The properties in addition to, or instead of, the properties that all contenders share.
   *
   * @param converter the class of the other contenders' value converter
   */
  Map<String, String> properties(String converter) {
    return this == PARALLEL
        ? Map.of("value.converter", PARALLEL_CONVERTER, "value.converter.delegate", converter)
        : properties();
  }

  /** The same, without those that depend on the other contenders. */
  Map<String, String> properties() {
    return switch (this) {
      case DRAIN, WALTAP, PARALLEL, DEBEZIUM -> Map.of();
      case OWN_JSON -> Map.of("key.converter", OWN_CONVERTER, "value.converter", OWN_CONVERTER);
      case TUNED ->
          Map.of(
              "max.batch.size", "20000",
              "max.queue.size", "100000",
              "poll.interval.ms", "5",
              "statistics.metrics.enabled", "false",
              "snapshot.max.threads", "4",
              "snapshot.fetch.size", "20000");
    };
  }
}
