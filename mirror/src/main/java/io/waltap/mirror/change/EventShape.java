/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.change;

import io.waltap.change.ColumnNames;
import io.waltap.change.EnvelopeReader;
import io.waltap.change.OutOfRange;
import io.waltap.change.TypeMapping;
import io.waltap.mirror.schema.ColumnValue;
import io.waltap.mirror.schema.RowShape;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/** How the events of one schema of values and one of keys become rows. Compiled once per schema. */
final class EventShape {
  /** What 24:00:00 becomes in a column of times. */
  private static final LocalTime LAST_TIME = LocalTime.of(23, 59, 59, 999_999_000);

  private final EnvelopeReader envelopes;
  private final Field snapshot;
  private final ColumnValue[] columns;
  private final Field[] keyFields;
  private final ColumnValue[] keyValues;
  private final RowShape shape;
  private final KeyCodec codec;

  /**
   * @param envelopes reads the envelopes
   * @param value their schema
   * @param key the schema of the records' keys
   */
  EventShape(EnvelopeReader envelopes, Schema value, Schema key, TypeMapping types) {
    if (key == null || key.type() != Schema.Type.STRUCT) {
      throw new DataException(
          "The table has no key, so its rows cannot be told apart. Give it a primary key, or set"
              + " message.key.columns of the source.");
    }
    this.envelopes = envelopes;
    snapshot = value.field("source").schema().field("snapshot");
    List<String> names = envelopes.columns();
    List<String> inTable = ColumnNames.of(names, List.of(), false);
    columns = new ColumnValue[names.size()];
    List<RowShape.Column> shapeColumns = new ArrayList<>();
    for (int i = 0; i < columns.length; i++) {
      columns[i] = new ColumnValue(types.compile(envelopes.imageAfter().schema(i), names.get(i)));
      shapeColumns.add(new RowShape.Column(inTable.get(i), columns[i].type()));
    }
    List<Field> fields = key.fields();
    keyFields = fields.toArray(Field[]::new);
    keyValues = new ColumnValue[keyFields.length];
    int[] places = new int[keyFields.length];
    TypeMapping exact = exact(types);
    for (int i = 0; i < places.length; i++) {
      Field field = keyFields[i];
      places[i] = envelopes.indexOf(field.name());
      if (places[i] < 0) {
        throw new DataException(
            "The key has the column " + field.name() + ", and the row has not.");
      }
      keyValues[i] = new ColumnValue(exact.compile(field.schema(), field.name()));
      if (!keyValues[i].type().equals(columns[places[i]].type())) {
        throw new DataException(
            "The key column "
                + field.name()
                + " would land as "
                + columns[places[i]].type()
                + ", which does not tell all its values apart. Set numeric.unbounded.as=string.");
      }
    }
    shape = new RowShape(shapeColumns, places);
    codec = new KeyCodec(shape.keyTypes());
  }

  /** Keys are not rounded or cut: two of them could fall together. */
  private static TypeMapping exact(TypeMapping types) {
    return new TypeMapping(
        types.timeAs(), types.uuidAs(), TypeMapping.UnboundedAs.STRING, OutOfRange.Rule.FAIL);
  }

  EnvelopeReader envelopes() {
    return envelopes;
  }

  RowShape shape() {
    return shape;
  }

  /** The key of a record. */
  Key key(Struct key) {
    Object[] values = new Object[keyFields.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = keyValues[i].convert(key.get(keyFields[i]));
      if (values[i] == null) {
        throw new DataException("The key column " + keyFields[i].name() + " is null.");
      }
      if (LAST_TIME.equals(values[i])) {
        throw new DataException(
            "The key column "
                + keyFields[i].name()
                + " has the time 24:00:00 or 23:59:59.999999, which Iceberg cannot tell apart. Set"
                + " mirror.time.as=string.");
      }
    }
    return codec.encode(values);
  }

  /** The values of a row after a change. */
  Object[] values(Struct after) {
    Object[] values = new Object[columns.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = columns[i].convert(envelopes.imageAfter().value(after, i));
    }
    return values;
  }

  /** Where an event comes from, as its source block says. */
  RowChange.Source source(Struct source) {
    String text =
        source != null && snapshot != null && source.get(snapshot) instanceof String value
            ? value
            : "false";
    return switch (text) {
      case "false" -> RowChange.Source.STREAM;
      case "first", "first_in_data_collection" -> RowChange.Source.SNAPSHOT_BEGIN;
      case "incremental" -> RowChange.Source.INCREMENTAL;
      default -> RowChange.Source.SNAPSHOT;
    };
  }
}
