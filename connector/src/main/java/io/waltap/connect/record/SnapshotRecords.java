/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import io.waltap.connect.config.Operation;
import io.waltap.connect.pgoutput.TupleData;
import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.position.TableIdentity;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.schema.TableSchema;
import io.waltap.connect.schema.TableSchemas;
import io.waltap.connect.schema.UnexpectedNullException;
import io.waltap.connect.types.EnumLabels;
import io.waltap.connect.types.StaleTypeException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
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
  private final TableSchemas schemas;
  // one for all moments of a table's snapshot, because converters cache schemas by identity
  private final AtomicReference<Shape> shape;
  private final long lsn;
  private final Map<String, String> partition;
  private final Map<String, Object> started;
  private final Map<String, Object> completed;
  private final Struct source;
  private final boolean sharesSource;

  /**
   * @param schemas compiles the table again, if a row does not fit its schema
   * @param timeMicros when the snapshot was taken, by the database's clock
   * @param xid id of the snapshot's transaction, 0 if it has none
   * @param lsn the log position that the snapshot shows
   * @param end the table's position when its last row is handed over
   * @param identity which table it is
   */
  public SnapshotRecords(
      RecordContext context,
      TableSchemas schemas,
      TableSchema schema,
      long timeMicros,
      long xid,
      long lsn,
      TablePosition end,
      TableIdentity identity) {
    this.context = context;
    this.sharesSource = !context.config().hasTransformations();
    this.schemas = schemas;
    this.shape = new AtomicReference<>(new Shape(schema, context.envelope(schema)));
    this.lsn = lsn;
    this.partition = SourcePartition.table(context.config().topics().prefix(), schema.id().text());
    this.started = TablePosition.snapshot(false, lsn).toMap(identity);
    this.completed = end.toMap(identity);
    this.source = context.source().snapshot(timeMicros, schema.relation(), xid, lsn, WITHIN);
  }

  private SnapshotRecords(SnapshotRecords pattern, Struct source) {
    this.context = pattern.context;
    this.sharesSource = pattern.sharesSource;
    this.schemas = pattern.schemas;
    this.shape = pattern.shape;
    this.lsn = pattern.lsn;
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
        this, context.source().snapshot(timeMicros, schema().relation(), 0, lsn, WITHIN));
  }

  /** The offset of the table when its last row is handed over. */
  public Map<String, Object> completed() {
    return completed;
  }

  /** The table's schema, as the latest rows have it. */
  public TableSchema schema() {
    return shape.get().schema();
  }

  /**
   * Makes the record of a row. If the row does not fit what the catalog said, the table's schema is
   * compiled again, as for a row of the stream: for a label that the enum did not have when the
   * types were read, and for a NOT NULL column whose value has no representation.
   *
   * @param time when the row is processed
   * @throws io.waltap.connect.schema.UndeliverableTableException if the row has no key
   */
  public CapturedRecord row(TupleData tuple, String marker, EventTime time) {
    Shape current = shape.get();
    EnumLabels labels = EnumLabels.KNOWN_ONLY;
    while (true) {
      try {
        return row(current, tuple, marker, time);
      } catch (StaleTypeException stale) {
        EnumLabels accepted = labels;
        current = renewed(current, schema -> schemas.recompile(schema, accepted));
        labels = EnumLabels.ANY;
      } catch (UnexpectedNullException unexpected) {
        current = renewed(current, schema -> schemas.recompile(schema, unexpected));
      }
    }
  }

  private CapturedRecord row(Shape current, TupleData tuple, String marker, EventTime time) {
    Struct row = current.schema().row(tuple, NONE_UNAVAILABLE);
    Struct origin =
        sharesSource && marker.equals(WITHIN) ? source : SourceBlock.marked(source, marker);
    Struct value = current.envelope().fill(Operation.READ, null, row, origin, null, time);
    CapturedRecord made = record(started, current.schema().key(row, tuple), value);
    return current.envelope().firstUse() ? context.beginTopic(made) : made;
  }

  /** Compiles the schema again, unless another thread has renewed it meanwhile. */
  private Shape renewed(Shape stale, UnaryOperator<TableSchema> compiler) {
    synchronized (shape) {
      Shape current = shape.get();
      if (current.schema() != stale.schema()) {
        return current;
      }
      TableSchema schema = compiler.apply(stale.schema());
      Shape renewed = new Shape(schema, context.envelope(schema));
      shape.set(renewed);
      return renewed;
    }
  }

  /** The table's last row again, as the row that completes the table's snapshot. */
  public CapturedRecord completing(CapturedRecord last, String marker) {
    Struct value = (Struct) last.value();
    shape.get().envelope().from(SourceBlock.marked(source, marker), value);
    return record(completed, (Struct) last.key(), value).beginningTopic(last.beginsTopic());
  }

  /**
   * Adds what a mirror is told before the table's first row ({@code mirror.signals.enabled}).
   *
   * @param whole whether all rows of the table follow
   */
  public void begin(boolean whole, Batch out) {
    MarkerRecords markers = context.markers();
    if (markers != null) {
      TableSchema table = schema();
      markers.open(table.id(), table.relation().oid(), started, out);
      if (whole) {
        markers.snapshotBegin(table.id(), started, lsn, out);
      }
    }
  }

  /**
   * Adds the table's last row, and behind it what a mirror is told. The last of them completes the
   * table's snapshot: nothing would send a marker again that was lost.
   *
   * @param whole whether all rows of the table were read
   */
  public void last(CapturedRecord row, String marker, boolean whole, Batch out) {
    CapturedRecord completing = completing(row, marker);
    boolean more = whole && context.markers() != null;
    out.add(more ? at(completing, started) : completing);
    end(whole, out);
  }

  /**
   * Adds what a mirror is told after the table's last row. It completes the table's snapshot.
   *
   * @param whole whether all rows of the table were read
   */
  public void end(boolean whole, Batch out) {
    MarkerRecords markers = context.markers();
    if (whole && markers != null) {
      markers.snapshotEnd(schema().id(), completed, lsn, out);
    }
  }

  /** The row again, with another source offset. */
  public CapturedRecord at(CapturedRecord row, Map<String, Object> offset) {
    return record(offset, (Struct) row.key(), (Struct) row.value())
        .beginningTopic(row.beginsTopic());
  }

  /** A record with the schemas of its key and value, which an earlier row may have had. */
  private CapturedRecord record(Map<String, Object> offset, Struct key, Struct value) {
    return new CapturedRecord(
        partition,
        offset,
        schema().topic(),
        null,
        key == null ? null : key.schema(),
        key,
        value.schema(),
        value,
        context.headers().plain());
  }

  /** The schemas of a row. */
  private record Shape(TableSchema schema, Envelope envelope) {}
}
