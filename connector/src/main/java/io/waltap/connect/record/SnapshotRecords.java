/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import io.waltap.connect.config.Operation;
import io.waltap.connect.pgoutput.TupleData;
import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.position.TableIdentity;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.schema.TableSchema;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;

/**
 * Makes records of one table's snapshot rows, with op {@code r}. They have the same schema and
 * decoders as the stream's records. Safe for several threads.
 */
public final class SnapshotRecords {
  /** Debezium's markers of a row's place in the snapshot. */
  public static final String FIRST = "first";

  public static final String FIRST_OF_TABLE = "first_in_data_collection";
  public static final String WITHIN = "true";
  public static final String LAST_OF_TABLE = "last_in_data_collection";
  public static final String LAST = "last";

  /** The marker of a row that is read while the stream runs. */
  public static final String INCREMENTAL = "incremental";

  /** COPY sends every value, so none is unavailable. */
  private static final List<String> NONE_UNAVAILABLE = List.of();

  private final RecordContext context;
  private final TableSchema schema;
  private final Envelope envelope;
  private final Map<String, String> partition;
  private final Map<String, Object> started;
  private final Map<String, Object> completed;
  private final Struct source;
  private final boolean sharesSource;

  /**
   * @param timeMicros when the snapshot was taken, by the database's clock
   * @param xid id of the snapshot's transaction, 0 if it has none
   * @param lsn the log position that the snapshot shows
   * @param end the table's position when its last row is handed over
   * @param identity which table it is
   */
  public SnapshotRecords(
      RecordContext context,
      TableSchema schema,
      long timeMicros,
      long xid,
      long lsn,
      TablePosition end,
      TableIdentity identity) {
    this.context = context;
    this.sharesSource = !context.config().hasTransformations();
    this.schema = schema;
    this.envelope = context.envelope(schema);
    this.partition = SourcePartition.table(context.config().topics().prefix(), schema.id().text());
    this.started = TablePosition.snapshot(false, lsn).toMap(identity);
    this.completed = end.toMap(identity);
    this.source = context.source().snapshot(timeMicros, schema.relation(), xid, lsn, WITHIN);
  }

  private SnapshotRecords(SnapshotRecords pattern, Struct source) {
    this.context = pattern.context;
    this.sharesSource = pattern.sharesSource;
    this.schema = pattern.schema;
    this.envelope = pattern.envelope;
    this.partition = pattern.partition;
    this.started = pattern.started;
    this.completed = pattern.completed;
    this.source = source;
  }

  /**
   * The same for rows of another moment. It has the very same schemas, because converters cache by
   * identity.
   */
  public SnapshotRecords asOf(long timeMicros, long lsn) {
    return new SnapshotRecords(
        this, context.source().snapshot(timeMicros, schema.relation(), 0, lsn, WITHIN));
  }

  /** The offset of the table when its last row is handed over. */
  public Map<String, Object> completed() {
    return completed;
  }

  public TableSchema schema() {
    return schema;
  }

  /**
   * @param time when the row is processed
   */
  public CapturedRecord row(TupleData tuple, String marker, EventTime time) {
    Struct row = schema.row(tuple, NONE_UNAVAILABLE);
    Struct origin =
        sharesSource && marker.equals(WITHIN) ? source : SourceBlock.marked(source, marker);
    Struct value = envelope.fill(Operation.READ, null, row, origin, null, time);
    CapturedRecord made = record(started, schema.key(row, tuple), value);
    return envelope.firstUse() ? context.beginTopic(made) : made;
  }

  /** The table's last row again, as the row that completes the table's snapshot. */
  public CapturedRecord completing(CapturedRecord last, String marker) {
    Struct value = (Struct) last.value();
    envelope.from(SourceBlock.marked(source, marker), value);
    return record(completed, (Struct) last.key(), value).beginningTopic(last.beginsTopic());
  }

  /** The row again, with another source offset. */
  public CapturedRecord at(CapturedRecord row, Map<String, Object> offset) {
    return record(offset, (Struct) row.key(), (Struct) row.value())
        .beginningTopic(row.beginsTopic());
  }

  private CapturedRecord record(Map<String, Object> offset, Struct key, Struct value) {
    return new CapturedRecord(
        partition,
        offset,
        schema.topic(),
        null,
        schema.keySchema(),
        key,
        envelope.schema(),
        value,
        context.headers().plain());
  }
}
