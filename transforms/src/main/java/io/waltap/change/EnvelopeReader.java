/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Reads the envelopes of one schema: what happened, the row before and after the change, and where
 * the change comes from. A reader is made once per schema. The table's columns are those of the row
 * after a change; an index of a column is its place there.
 */
public final class EnvelopeReader {
  private static final String ENVELOPE = "Envelope";

  private final String name;
  private final Field op;
  private final Field before;
  private final Field after;
  private final Field source;
  private final SourceFields sourceFields;
  private final List<String> columns;
  private final Map<String, Integer> indices = new HashMap<>();
  private final ImageReader imageBefore;
  private final ImageReader imageAfter;

  /** Whether a schema is Debezium's envelope of a change event, by its name and its shape. */
  public static boolean isEnvelope(Schema schema) {
    String name = schema.name();
    return (name == null || name.equals(ENVELOPE) || name.endsWith("." + ENVELOPE))
        && has(schema, "before", Schema.Type.STRUCT)
        && has(schema, "after", Schema.Type.STRUCT)
        && has(schema, "source", Schema.Type.STRUCT)
        && has(schema, "op", Schema.Type.STRING);
  }

  private static boolean has(Schema schema, String name, Schema.Type type) {
    Field field = schema.field(name);
    return field != null && field.schema().type() == type;
  }

  /**
   * @param envelope a schema that {@link #isEnvelope} accepts
   */
  public EnvelopeReader(Schema envelope) {
    name = envelope.name();
    op = envelope.field("op");
    before = envelope.field("before");
    after = envelope.field("after");
    source = envelope.field("source");
    sourceFields = SourceFields.of(source.schema());

    List<Field> fields = after.schema().fields();
    columns = fields.stream().map(Field::name).toList();
    NullableField[] columnsBefore = new NullableField[fields.size()];
    NullableField[] columnsAfter = new NullableField[fields.size()];
    for (int i = 0; i < columnsAfter.length; i++) {
      Field field = fields.get(i);
      Field old = before.schema().field(field.name());
      columnsAfter[i] = NullableField.of(field);
      if (old != null) {
        columnsBefore[i] = old.equals(field) ? columnsAfter[i] : NullableField.of(old);
      }
      indices.put(field.name(), i);
    }
    imageBefore = new ImageReader(columnsBefore);
    imageAfter = new ImageReader(columnsAfter);
  }

  /** The name of the envelopes' schema, or null. */
  public String name() {
    return name;
  }

  /**
   * The start of the names of the table's schemas, such as {@code server.public.orders.}; null if
   * the envelopes' schema has no name.
   */
  public String prefix() {
    return name == null ? null : name.substring(0, name.length() - ENVELOPE.length());
  }

  /** Returns null if the envelope does not hold a change to a row. */
  public Change change(Struct envelope) {
    return envelope.get(op) instanceof String letter ? Change.of(letter) : null;
  }

  /** Returns the row before the change, or null. */
  public Struct before(Struct envelope) {
    return (Struct) envelope.get(before);
  }

  /** Returns the row after the change, or null. */
  public Struct after(Struct envelope) {
    return (Struct) envelope.get(after);
  }

  /** Returns the block that {@link #sourceFields} reads, or null. */
  public Struct source(Struct envelope) {
    return (Struct) envelope.get(source);
  }

  /** Reads {@link #source}. */
  public SourceFields sourceFields() {
    return sourceFields;
  }

  /** The names of the table's columns in the event, in the order of the row after a change. */
  public List<String> columns() {
    return columns;
  }

  /** Returns the index of a column, or -1 if the row after a change has no such column. */
  public int indexOf(String column) {
    return indices.getOrDefault(column, -1);
  }

  /** Reads the columns of {@link #before}. */
  public ImageReader imageBefore() {
    return imageBefore;
  }

  /** Reads the columns of {@link #after}. */
  public ImageReader imageAfter() {
    return imageAfter;
  }

  /**
   * Returns the indices of these columns, without columns that the row after a change lacks.
   *
   * @param unsent the names of columns that were not sent, see {@link UnchangedColumns}, or null
   * @return null for null
   */
  public BitSet hidden(Collection<String> unsent) {
    if (unsent == null) {
      return null;
    }
    BitSet hidden = new BitSet(columns.size());
    for (String column : unsent) {
      int index = indexOf(column);
      if (index >= 0) {
        hidden.set(index);
      }
    }
    return hidden;
  }
}
