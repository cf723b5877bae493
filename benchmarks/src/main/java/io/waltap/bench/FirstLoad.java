/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.bench.mirror.GeneratedEvents;
import io.waltap.bench.worker.GeneratedConverter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one sink did with the rows of a new topic.
 *
 * @param rowsPerSecond from the first commit to the last but one; NaN if there were too few commits
 * @param seconds from the creation of the connector to the commit of the last row
 */
record FirstLoad(Sink sink, int round, double rowsPerSecond, double seconds) {
  /** Both sinks commit so often, so that there are several commits. */
  static final int COMMIT_SECONDS = 5;

  /** The sinks that are compared. */
  enum Sink {
    MIRROR("Waltap's mirror", "rows"),
    APPEND("Apache sink, append", "appended");

    private final String label;
    private final String table;

    Sink(String label, String table) {
      this.label = label;
      this.table = table;
    }

    String label() {
      return label;
    }

    /** The name of its table. */
    String table() {
      return table;
    }

    /**
     * The name of its connector.
     *
     * @param round as each has its own name, none finds offsets of an earlier one
     */
    String connector(int round) {
      return "load-" + name().toLowerCase(Locale.ROOT) + "-" + round;
    }

    /**
     * The properties of its connector.
     *
     * @param rows of the table
     * @param warehouse of the catalog
     * @param scratch for the index
     * @param controlTopic in which the Apache sink coordinates its tasks
     */
    Map<String, String> properties(
        long rows, String warehouse, Path scratch, String controlTopic, String bootstrapServers) {
      Map<String, String> properties = new TreeMap<>();
      properties.put("tasks.max", "1");
      properties.put("topics", GeneratedEvents.TOPIC);
      for (String converter : List.of("key.converter", "value.converter")) {
        properties.put(converter, GeneratedConverter.class.getName());
        properties.put(converter + "." + GeneratedConverter.ROWS, Long.toString(rows));
        properties.put(
            converter + "." + GeneratedConverter.FORM,
            this == MIRROR ? GeneratedConverter.ENVELOPE : GeneratedConverter.ROW);
      }
      properties.put("consumer.override.auto.offset.reset", "earliest");
      properties.put("iceberg.catalog.type", "hadoop");
      properties.put("iceberg.catalog.warehouse", warehouse);
      properties.put("iceberg.control.commit.interval-ms", Integer.toString(COMMIT_SECONDS * 1000));
      if (this == MIRROR) {
        properties.put("connector.class", "io.waltap.mirror.MirrorSinkConnector");
        properties.put("mirror.index.dir", scratch.toString());
      } else {
        properties.put("connector.class", "org.apache.iceberg.connect.IcebergSinkConnector");
        properties.put("iceberg.tables", "public." + table);
        properties.put("iceberg.tables.auto-create-enabled", "true");
        properties.put("iceberg.control.topic", controlTopic);
        properties.put("iceberg.control.commit.timeout-ms", "10000");
        properties.put("iceberg.kafka.bootstrap.servers", bootstrapServers);
        properties.put("iceberg.kafka.auto.offset.reset", "earliest");
      }
      return properties;
    }
  }
}
