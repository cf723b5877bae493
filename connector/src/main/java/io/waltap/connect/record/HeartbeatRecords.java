/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.table.TableCursor;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;

/**
 * Makes records of Debezium's heartbeat topic. Their purpose is the source offset that they carry.
 */
public final class HeartbeatRecords {
  private static final Schema KEY =
      SchemaBuilder.struct()
          .name("io.debezium.connector.common.ServerNameKey")
          .version(1)
          .field("serverName", Schema.STRING_SCHEMA)
          .build();
  private static final Schema VALUE =
      SchemaBuilder.struct()
          .name("io.debezium.connector.common.Heartbeat")
          .version(1)
          .field("ts_ms", Schema.INT64_SCHEMA)
          .build();

  private final RecordContext context;
  private final Map<String, String> lanePartition;
  private final Struct key;

  public HeartbeatRecords(RecordContext context, String slot) {
    this.context = context;
    this.lanePartition = SourcePartition.lane(context.config().topics().prefix(), slot);
    this.key = key(context);
  }

  /** Carries the lane's position. */
  public CapturedRecord lane(LanePosition position) {
    return heartbeat(lanePartition, position.toMap());
  }

  /**
   * Carries the position of a table that has no record to carry it, because its snapshot found no
   * row.
   *
   * @param table {@code schema.table}
   */
  public CapturedRecord table(String table, TablePosition position) {
    return table(table, position.toMap());
  }

  /**
   * @param offset the table's position as a source offset
   */
  public CapturedRecord table(String table, Map<String, Object> offset) {
    return heartbeat(SourcePartition.table(context.config().topics().prefix(), table), offset);
  }

  /** Carries the place in the stream of a table whose records Connect has dropped. */
  static CapturedRecord reached(RecordContext context, TableCursor cursor) {
    return heartbeat(context, key(context), cursor.partition(), cursor.reached());
  }

  private static Struct key(RecordContext context) {
    return new Struct(KEY).put("serverName", context.config().topics().prefix());
  }

  private CapturedRecord heartbeat(Map<String, ?> partition, Map<String, ?> offset) {
    return heartbeat(context, key, partition, offset);
  }

  private static CapturedRecord heartbeat(
      RecordContext context, Struct key, Map<String, ?> partition, Map<String, ?> offset) {
    return new CapturedRecord(
        partition,
        offset,
        context.topics().heartbeat(),
        0,
        KEY,
        key,
        VALUE,
        new Struct(VALUE).put("ts_ms", System.currentTimeMillis()),
        new ConnectHeaders());
  }
}
