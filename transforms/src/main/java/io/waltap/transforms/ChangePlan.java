/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.transforms;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Says how the envelopes of one schema become rows. It has the schema of the rows, and for every
 * column the place to read its value and the place to write it. A plan is made once per schema; a
 * row is then a loop over indices.
 */
final class ChangePlan {
  private static final String ENVELOPE = "Envelope";
  private static final Schema INSTANT =
      SchemaBuilder.int64().name(TypeMapping.INSTANT_MICROS).optional().build();
  private static final Schema NAMES = SchemaBuilder.array(Schema.STRING_SCHEMA).optional().build();
  private static final Schema TEXTS =
      SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA).optional().build();

  private final Schema schema;
  private final Map<String, Integer> columnIndex = new HashMap<>();

  /** The table's columns: by their names in the event, those in the rows if they differ. */
  private final Map<String, String> renamed = new LinkedHashMap<>();

  private final Field op;
  private final Field before;
  private final Field after;
  private final Field source;
  private final NullableField[] columnsBefore;
  private final NullableField[] columnsAfter;
  private final SourceFields sourceFields;

  /** The places to write to; null for what is left out. */
  private final Image newValues;

  private final Image oldValues;
  private final Image rowBefore;
  private final Field opTarget;
  private final Field tsTarget;
  private final Field lsnTarget;
  private final Field txidTarget;
  private final Field seqTarget;
  private final Field deletedTarget;
  private final Field unchangedTarget;

  /** Whether a schema is Debezium's envelope of a change event, by its name and its shape. */
  static boolean isEnvelope(Schema schema) {
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

  ChangePlan(Schema envelope, FlattenOptions options) {
    op = envelope.field("op");
    before = envelope.field("before");
    after = envelope.field("after");
    source = envelope.field("source");
    sourceFields = SourceFields.of(source.schema());

    List<Field> fields = after.schema().fields();
    columnsAfter = new NullableField[fields.size()];
    columnsBefore = new NullableField[fields.size()];
    for (int i = 0; i < columnsAfter.length; i++) {
      Field field = fields.get(i);
      Field old = before.schema().field(field.name());
      columnsAfter[i] = NullableField.of(field);
      if (old != null) {
        columnsBefore[i] = old.equals(field) ? columnsAfter[i] : NullableField.of(old);
      }
      columnIndex.put(field.name(), i);
    }

    String name = envelope.name();
    String base = name == null ? null : name.substring(0, name.length() - ENVELOPE.length());
    List<String> original = fields.stream().map(Field::name).toList();
    List<String> names = ColumnNames.of(original, options.added(), options.lowerCase());
    for (int i = 0; i < names.size(); i++) {
      if (!names.get(i).equals(original.get(i))) {
        renamed.put(original.get(i), names.get(i));
      }
    }
    Columns columns = new Columns(base, original, names, columnsAfter);
    FlattenOptions.MetadataColumns metadata = options.metadata();

    // an image can find its fields only after the schema is built: so names first, then fields
    Image.Target newTarget = newTarget(options, columns);
    Image.Target oldTarget = oldTarget(options, columns);
    Image.Target beforeTarget =
        metadata.before().isEmpty() ? null : columns.struct(metadata.before());
    columns.add(metadata.op(), Schema.OPTIONAL_STRING_SCHEMA);
    columns.add(metadata.ts(), INSTANT);
    columns.add(metadata.lsn(), Schema.OPTIONAL_INT64_SCHEMA);
    columns.add(metadata.txid(), Schema.OPTIONAL_INT64_SCHEMA);
    columns.add(metadata.seq(), Schema.OPTIONAL_INT64_SCHEMA);
    columns.add(metadata.deleted(), Schema.OPTIONAL_BOOLEAN_SCHEMA);
    columns.add(metadata.unchanged(), NAMES);

    schema = columns.build();
    newValues = newTarget.resolve(schema);
    oldValues = oldTarget == null ? null : oldTarget.resolve(schema);
    rowBefore = beforeTarget == null ? null : beforeTarget.resolve(schema);
    opTarget = schema.field(metadata.op());
    tsTarget = schema.field(metadata.ts());
    lsnTarget = schema.field(metadata.lsn());
    txidTarget = schema.field(metadata.txid());
    seqTarget = schema.field(metadata.seq());
    deletedTarget = schema.field(metadata.deleted());
    unchangedTarget = schema.field(metadata.unchanged());
  }

  private static Image.Target newTarget(FlattenOptions options, Columns columns) {
    if (options.newInRow()) {
      return columns.each("");
    }
    return switch (options.layout()) {
      case ROW, COLUMNS -> columns.each(options.newPrefix());
      case STRUCT -> columns.struct(options.newColumn());
      case MAP -> columns.map(options.newColumn());
    };
  }

  private static Image.Target oldTarget(FlattenOptions options, Columns columns) {
    return switch (options.layout()) {
      case ROW -> null;
      case COLUMNS -> columns.each(options.oldPrefix());
      case STRUCT -> columns.struct(options.oldColumn());
      case MAP -> columns.map(options.oldColumn());
    };
  }

  Schema schema() {
    return schema;
  }

  /** The columns that have another name in the rows than in the event. */
  Map<String, String> renamed() {
    return Map.copyOf(renamed);
  }

  /** Returns null if the envelope does not hold a change to a row. */
  Change change(Struct envelope) {
    return envelope.get(op) instanceof String letter ? Change.of(letter) : null;
  }

  /**
   * @param offset the record's Kafka offset, or null if it has none
   * @param unsent fields of the row that were not sent, or null. The row is {@code after}, or for a
   *     delete {@code before}
   * @param unsentBefore fields of an update's {@code before} that were not sent, or null
   */
  Struct row(
      Struct envelope, Change change, Long offset, List<String> unsent, List<String> unsentBefore) {
    Struct row = new Struct(schema);
    Struct old = (Struct) envelope.get(before);
    switch (change) {
      case READ, INSERT -> writeNew(row, envelope, unsent);
      case UPDATE -> {
        writeNew(row, envelope, unsent);
        BitSet hidden = hidden(unsentBefore);
        write(oldValues, row, old, hidden);
        write(rowBefore, row, old, hidden);
      }
      case DELETE -> {
        BitSet hidden = hidden(unsent);
        write(newValues, row, old, hidden);
        write(rowBefore, row, old, hidden);
      }
      case TRUNCATE -> {
        // there is no row: its columns stay null
      }
    }
    put(row, opTarget, change.op());
    put(row, deletedTarget, change == Change.DELETE);
    // a delete has no value that a later row of its key may take from an earlier one
    put(row, unchangedTarget, change == Change.DELETE ? null : inRow(unsent));
    Struct origin = (Struct) envelope.get(source);
    if (origin != null) {
      put(row, tsTarget, sourceFields.micros(origin));
      put(row, lsnTarget, sourceFields.lsn(origin));
      put(row, txidTarget, sourceFields.txid(origin));
      put(row, seqTarget, offset != null ? offset : sourceFields.commitBefore(origin));
    }
    return row;
  }

  private void writeNew(Struct row, Struct envelope, List<String> unsent) {
    newValues.write(row, (Struct) envelope.get(after), columnsAfter, hidden(unsent));
  }

  private void write(Image image, Struct row, Struct values, BitSet hidden) {
    if (image != null) {
      image.write(row, values, columnsBefore, hidden);
    }
  }

  private static void put(Struct row, Field target, Object value) {
    if (target != null && value != null) {
      row.put(target, value);
    }
  }

  /** The names of columns as the row has them. */
  private List<String> inRow(List<String> columns) {
    if (columns == null || renamed.isEmpty()) {
      return columns;
    }
    List<String> names = new ArrayList<>(columns.size());
    for (String column : columns) {
      names.add(renamed.getOrDefault(column, column));
    }
    return names;
  }

  private BitSet hidden(List<String> unsent) {
    if (unsent == null) {
      return null;
    }
    BitSet hidden = new BitSet(columnsAfter.length);
    for (String column : unsent) {
      Integer index = columnIndex.get(column);
      if (index != null) {
        hidden.set(index);
      }
    }
    return hidden;
  }

  /** The columns of the rows' schema while the schema is built. */
  private static final class Columns {
    private final String base;
    private final List<String> original;
    private final List<String> names;
    private final NullableField[] columns;
    private final SchemaBuilder builder = SchemaBuilder.struct();
    private Schema struct;

    /**
     * @param base the start of the names of schemas, or null if they get no names
     * @param original the names of the table's columns in the event
     * @param names their names in the rows
     */
    Columns(String base, List<String> original, List<String> names, NullableField[] columns) {
      this.base = base;
      this.original = original;
      this.names = names;
      this.columns = columns;
    }

    void add(String name, Schema schema) {
      if (name.isEmpty()) {
        return;
      }
      if (builder.field(name) != null) {
        throw new ConnectException(
            "Rows made from "
                + (base == null ? "an envelope" : base + ENVELOPE)
                + " would have two columns named "
                + name
                + ". Rename the column that FlattenChange adds: see its options *.field,"
                + " old.prefix and new.prefix.");
      }
      builder.field(name, schema);
    }

    Image.Target each(String prefix) {
      List<String> prefixed = names.stream().map(name -> prefix + name).toList();
      for (int i = 0; i < columns.length; i++) {
        add(prefixed.get(i), columns[i].schema());
      }
      return row -> new Image.EachColumn(targets(row, prefixed));
    }

    Image.Target struct(String name) {
      if (struct == null) {
        struct = structSchema();
      }
      Schema members = struct;
      add(name, members);
      return row ->
          new Image.StructColumn(row.field(name), new Image.EachColumn(targets(members, names)));
    }

    Image.Target map(String name) {
      add(name, TEXTS);
      TextValue[] texts = new TextValue[columns.length];
      for (int i = 0; i < texts.length; i++) {
        texts[i] = TextValue.of(columns[i].schema(), original.get(i));
      }
      return row -> new Image.MapColumn(row.field(name), original.toArray(String[]::new), texts);
    }

    Schema build() {
      if (base != null) {
        builder.name(base + "Row");
      }
      return builder.build();
    }

    private Schema structSchema() {
      SchemaBuilder members = SchemaBuilder.struct();
      if (base != null) {
        members.name(base + "Value");
      }
      for (int i = 0; i < columns.length; i++) {
        members.field(names.get(i), columns[i].schema());
      }
      return members.optional().build();
    }

    private static Field[] targets(Schema schema, List<String> names) {
      return names.stream().map(schema::field).toArray(Field[]::new);
    }
  }
}
