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
 * key of a row that moved to a new key. Headers of our own name the fields whose values the server
 * did not send.
 */
final class ContextHeaders {
  /**
   * Names the fields of the row that the server did not send, which hold null or a substitute. The
   * row is {@code after}, or for a delete {@code before}.
   */
  static final String UNAVAILABLE = "__waltap.unavailable";

  /** The same for {@code before} of an update, whose {@code after} has the other header. */
  static final String UNAVAILABLE_BEFORE = "__waltap.unavailable.before";

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

  /**
   * @param unavailable fields of the row that were not sent
   */
  ConnectHeaders withUnavailable(List<String> unavailable) {
    return named(plain(), UNAVAILABLE, unavailable);
  }

  /**
   * @param unavailable fields of {@code after} that were not sent
   * @param unavailableBefore fields of {@code before} that were not sent
   */
  ConnectHeaders withUnavailable(List<String> unavailable, List<String> unavailableBefore) {
    return named(withUnavailable(unavailable), UNAVAILABLE_BEFORE, unavailableBefore);
  }

  ConnectHeaders withNewKey(Struct key, List<String> unavailable) {
    return named(behind(NEW_KEY, key), UNAVAILABLE, unavailable);
  }

  ConnectHeaders withOldKey(Struct key, List<String> unavailable) {
    return named(behind(OLD_KEY, key), UNAVAILABLE, unavailable);
  }

  private static ConnectHeaders named(ConnectHeaders headers, String name, List<String> fields) {
    if (!fields.isEmpty()) {
      headers.add(name, List.copyOf(fields), NAMES);
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
