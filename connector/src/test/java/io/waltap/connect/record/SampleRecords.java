/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.schema.TopicNaming;
import java.util.Map;

/** Records for tests that do not depend on their content. */
public final class SampleRecords {
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "name", "test",
          "topic.prefix", "t",
          "database.hostname", "localhost",
          "database.user", "u",
          "database.dbname", "d");

  private SampleRecords() {}

  public static HeartbeatRecords heartbeats() {
    return new HeartbeatRecords(
        new RecordContext(
            new ConnectorConfig(PROPERTIES),
            new TopicNaming("t", ".", "__debezium-heartbeat", "transaction"),
            "1",
            "0"),
        "slot");
  }
}
