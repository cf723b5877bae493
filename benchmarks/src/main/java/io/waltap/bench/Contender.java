/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.util.Map;

/** Who catches up the backlog. */
enum Contender {
  DRAIN("drain", "slot drained to nothing"),
  WALTAP("waltap", "Waltap"),
  DEBEZIUM("debezium", "Debezium as it comes"),
  TUNED("tuned", "Debezium tuned");

  private final String key;
  private final String label;

  Contender(String key, String label) {
    this.key = key;
    this.label = label;
  }

  /** What the command line calls it; part of names of slots and topics. */
  String key() {
    return key;
  }

  String label() {
    return label;
  }

  boolean isConnector() {
    return this != DRAIN;
  }

  String connectorClass() {
    return switch (this) {
      case DRAIN -> throw new IllegalStateException("the drain is no connector");
      case WALTAP -> "io.waltap.connect.PostgresSourceConnector";
      case DEBEZIUM, TUNED -> "io.debezium.connector.postgresql.PostgresConnector";
    };
  }

  /** What it has beside the properties that all share. */
  Map<String, String> properties() {
    return switch (this) {
      case DRAIN, WALTAP, DEBEZIUM -> Map.of();
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
