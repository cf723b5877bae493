/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.change;

import io.waltap.change.Change;
import io.waltap.change.EnvelopeReader;
import io.waltap.change.SourceFields;
import io.waltap.change.TypeMapping;
import io.waltap.change.UnchangedColumns;
import io.waltap.mirror.schema.RowShape;
import java.util.BitSet;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** Reads the records of one topic. Used by one thread. */
public final class ChangeReader {
  /** The header by which both connectors say, at a delete, that the row gets another key. */
  private static final String NEW_KEY = "__debezium.newkey";

  private final TypeMapping types;
  private final UnchangedColumns unchanged = new UnchangedColumns(UnchangedColumns.HEADER);
  private final Placeholder placeholder;
  private Schema valueSchema;
  private EnvelopeReader envelopes; // of the schema of values; null if they are no envelopes
  private Schema keySchema;
  private EventShape shape;

  /**
   * @param types what values of special types become
   * @param placeholder what Debezium writes for a value that was not sent
   */
  public ChangeReader(TypeMapping types, String placeholder) {
    this.types = types;
    this.placeholder = new Placeholder(placeholder);
  }

  /**
   * The change of a record; null if it has none, as the record behind a delete for a compacted
   * topic, a marker of the source, a heartbeat or a message.
   *
   * @throws DataException if the record is a change that cannot be read
   */
  public RowChange read(SinkRecord sinkRecord) {
    Object value = sinkRecord.value();
    if (value == null) {
      return null;
    }
    if (!(value instanceof Struct envelope)) {
      throw new DataException(
          "The record has no schema. Use a converter with schemas, such as JSON with"
              + " schemas.enable=true or Avro.");
    }
    EnvelopeReader envelopes = envelopes(envelope.schema());
    if (envelopes == null) {
      if (envelope.schema().field("_op") != null || envelope.schema().field("__op") != null) {
        throw new DataException(
            "The record is a flat row. The mirror needs the whole envelope: remove transforms such"
                + " as FlattenChange and ExtractNewRecordState from the sink and the source.");
      }
      return null;
    }
    Change change = envelopes.change(envelope);
    if (change == null) {
      return null;
    }
    if (change == Change.TRUNCATE) {
      // it has no key, and its schema of rows says nothing that a row will not say
      Origin origin = Origin.of(envelopes, envelope, RowChange.Source.STREAM);
      return change(RowChange.Kind.TRUNCATE, null, null, null, origin, sinkRecord);
    }
    if (!(sinkRecord.key() instanceof Struct key)) {
      throw new DataException("The record is a change of a row and has no key.");
    }
    EventShape event = shape(sinkRecord.keySchema());
    Struct source = envelopes.source(envelope);
    RowChange.Source from = event.source(source);
    if (from == RowChange.Source.STREAM && change == Change.READ) {
      from = RowChange.Source.SNAPSHOT;
    } else if (change == Change.DELETE && sinkRecord.headers().lastWithName(NEW_KEY) != null) {
      from = RowChange.Source.MOVE;
    }
    Origin origin = Origin.of(envelopes, envelope, from);
    return change == Change.DELETE
        ? change(RowChange.Kind.DELETE, event.key(key), null, event.shape(), origin, sinkRecord)
        : change(
            RowChange.Kind.UPSERT,
            event.key(key),
            row(event, envelope, sinkRecord),
            event.shape(),
            origin,
            sinkRecord);
  }

  private static RowChange change(
      RowChange.Kind kind, Key key, Row row, RowShape shape, Origin origin, SinkRecord sinkRecord) {
    return new RowChange(
        kind,
        key,
        row,
        shape,
        Position.of(sinkRecord.headers()),
        origin.transaction,
        origin.lsn,
        origin.time,
        sinkRecord.kafkaOffset(),
        sinkRecord.timestamp() == null ? -1 : sinkRecord.timestamp(),
        origin.source);
  }

  /** Where a change comes from; -1 for what is not known. */
  private record Origin(long transaction, long lsn, long time, RowChange.Source source) {
    static Origin of(EnvelopeReader envelopes, Struct envelope, RowChange.Source from) {
      Struct source = envelopes.source(envelope);
      if (source == null) {
        return new Origin(-1, -1, -1, from);
      }
      SourceFields fields = envelopes.sourceFields();
      boolean streamed = from == RowChange.Source.STREAM || from == RowChange.Source.MOVE;
      return new Origin(
          streamed ? number(fields.txid(source)) : -1,
          number(fields.lsn(source)),
          number(fields.micros(source)),
          from);
    }
  }

  private Row row(EventShape event, Struct envelope, SinkRecord sinkRecord) {
    Struct after = event.envelopes().after(envelope);
    if (after == null) {
      throw new DataException("The change has no row: after is null.");
    }
    Object[] values = event.values(after);
    List<String> unsent = unchanged.ofRow(sinkRecord.headers());
    BitSet unknown = unsent == null ? placeholder.in(values) : unknown(event, unsent);
    return new Row(event.shape(), values, unknown);
  }

  /** A name that is not understood would let a substitute land as a value. */
  private static BitSet unknown(EventShape event, List<String> unsent) {
    for (String column : unsent) {
      if (event.envelopes().indexOf(column) < 0) {
        throw new DataException(
            "The header "
                + UnchangedColumns.HEADER
                + " names the column "
                + column
                + ", which the row has not. The header.converter of the sink has to be that of the"
                + " source.");
      }
    }
    return event.envelopes().hidden(unsent);
  }

  /** Converters give the same schema for the same schema, so that the last one is nearly all. */
  private EnvelopeReader envelopes(Schema value) {
    if (value != valueSchema) {
      envelopes = EnvelopeReader.isEnvelope(value) ? new EnvelopeReader(value) : null;
      valueSchema = value;
      shape = null;
    }
    return envelopes;
  }

  private EventShape shape(Schema key) {
    if (shape == null || key != keySchema) {
      shape = new EventShape(envelopes, valueSchema, key, types);
      keySchema = key;
    }
    return shape;
  }

  private static long number(Long number) {
    return number == null ? -1 : number;
  }
}
