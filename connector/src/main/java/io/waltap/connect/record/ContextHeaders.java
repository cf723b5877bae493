/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;

/**
 * Headers of a record: Debezium's context headers ({@code extended.headers.enabled}), and the other
 * key of a row that moved to a new key. A header of our own lists the columns whose values are
 * unavailable.
 */
final class ContextHeaders {
  /**
   * Names the columns whose TOASTed value the update did not touch. Such a column has a
   * placeholder.
   */
  static final String UNAVAILABLE = "__waltap.unavailable";

  private static final String NEW_KEY = "__debezium.newkey";
  private static final String OLD_KEY = "__debezium.oldkey";
  private static final Schema NAMES = SchemaBuilder.array(Schema.STRING_SCHEMA).build();

  private final List<Header> context;

  ContextHeaders(boolean extended, String server, String taskId, String runId) {
    List<Header> headers = new ArrayList<>();
    if (extended) {
      new ConnectHeaders()
          .addString("__debezium.context.connectorLogicalName", server)
          .addString("__debezium.context.taskId", taskId)
          .addString("__debezium.context.connectorName", "postgresql")
          .addString("__debezium.context.runId", runId)
          .forEach(headers::add);
    }
    context = List.copyOf(headers);
  }

  /**
   * New headers for one record. Each record needs its own, because transformations may add to them.
   */
  ConnectHeaders plain() {
    return context.isEmpty() ? new ConnectHeaders() : new SharedHeaders(context);
  }

  ConnectHeaders withUnavailable(List<String> columns) {
    ConnectHeaders headers = plain();
    if (!columns.isEmpty()) {
      headers.add(UNAVAILABLE, List.copyOf(columns), NAMES);
    }
    return headers;
  }

  ConnectHeaders withNewKey(Struct key) {
    return behind(NEW_KEY, key);
  }

  ConnectHeaders withOldKey(Struct key, List<String> unavailable) {
    ConnectHeaders headers = behind(OLD_KEY, key);
    if (!unavailable.isEmpty()) {
      headers.add(UNAVAILABLE, List.copyOf(unavailable), NAMES);
    }
    return headers;
  }

  /** Debezium puts the other key before the context headers. */
  private ConnectHeaders behind(String name, Struct key) {
    ConnectHeaders headers = new ConnectHeaders();
    headers.add(name, key, key.schema());
    context.forEach(headers::add);
    return headers;
  }
}
