/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.transforms;

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
    Columns columns = new Columns(base, fields, columnsAfter);
    FlattenOptions.MetadataColumns metadata = options.metadata();

    // an image can find its fields only after the schema is built: so names first, then fields
    ImageTarget newTarget = newTarget(options, columns);
    ImageTarget oldTarget = oldTarget(options, columns);
    ImageTarget beforeTarget =
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

  private static ImageTarget newTarget(FlattenOptions options, Columns columns) {
    if (options.newInRow()) {
      return columns.each("");
    }
    return switch (options.layout()) {
      case ROW, COLUMNS -> columns.each(options.newPrefix());
      case STRUCT -> columns.struct(options.newColumn());
      case MAP -> columns.map(options.newColumn());
    };
  }

  private static ImageTarget oldTarget(FlattenOptions options, Columns columns) {
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

  /** Returns null if the envelope does not hold a change to a row. */
  Change change(Struct envelope) {
    return envelope.get(op) instanceof String letter ? Change.of(letter) : null;
  }

  /**
   * @param offset the record's Kafka offset, or null if it has none
   * @param unchanged columns whose value was not sent, or null
   */
  Struct row(Struct envelope, Change change, Long offset, List<String> unchanged) {
    Struct row = new Struct(schema);
    Struct old = (Struct) envelope.get(before);
    switch (change) {
      case READ, INSERT -> writeNew(row, envelope, unchanged);
      case UPDATE -> {
        writeNew(row, envelope, unchanged);
        write(oldValues, row, old);
        write(rowBefore, row, old);
      }
      case DELETE -> {
        newValues.write(row, old, columnsBefore, null);
        write(rowBefore, row, old);
      }
      case TRUNCATE -> {
        // there is no row: its columns stay null
      }
    }
    put(row, opTarget, change.op());
    put(row, deletedTarget, change == Change.DELETE);
    put(row, unchangedTarget, unchanged);
    Struct origin = (Struct) envelope.get(source);
    if (origin != null) {
      put(row, tsTarget, sourceFields.micros(origin));
      put(row, lsnTarget, sourceFields.lsn(origin));
      put(row, txidTarget, sourceFields.txid(origin));
      put(row, seqTarget, offset != null ? offset : sourceFields.commitBefore(origin));
    }
    return row;
  }

  private void writeNew(Struct row, Struct envelope, List<String> unchanged) {
    newValues.write(row, (Struct) envelope.get(after), columnsAfter, hidden(unchanged));
  }

  private void write(Image image, Struct row, Struct values) {
    if (image != null) {
      image.write(row, values, columnsBefore, null);
    }
  }

  private static void put(Struct row, Field target, Object value) {
    if (target != null && value != null) {
      row.put(target, value);
    }
  }

  private BitSet hidden(List<String> unchanged) {
    if (unchanged == null) {
      return null;
    }
    BitSet hidden = new BitSet(columnsAfter.length);
    for (String column : unchanged) {
      Integer index = columnIndex.get(column);
      if (index != null) {
        hidden.set(index);
      }
    }
    return hidden;
  }

  /** The values of one row, before or after a change, and how they get into the new row. */
  private interface Image {
    /**
     * @param values the row's values; null if there are none
     * @param columns how to read each column from the values; null for a column that they lack
     * @param hidden indices of columns to leave null, or null
     */
    void write(Struct row, Struct values, NullableField[] columns, BitSet hidden);

    /** Returns the value of a column, or null if the column is to be left null. */
    static Object read(Struct values, NullableField[] columns, int index, BitSet hidden) {
      return columns[index] == null || (hidden != null && hidden.get(index))
          ? null
          : columns[index].read(values);
    }
  }

  /** An image whose names are known, but not yet its fields. */
  private interface ImageTarget {
    Image resolve(Schema row);
  }

  /** Writes each value to a column. */
  private static final class EachColumn implements Image {
    private final Field[] targets;

    EachColumn(Field[] targets) {
      this.targets = targets;
    }

    @Override
    public void write(Struct row, Struct values, NullableField[] columns, BitSet hidden) {
      if (values == null) {
        return;
      }
      for (int i = 0; i < targets.length; i++) {
        Object value = Image.read(values, columns, i, hidden);
        if (value != null) {
          row.put(targets[i], value);
        }
      }
    }
  }

  /** Writes all values to one column, as a struct. */
  private record StructColumn(Field target, EachColumn members) implements Image {
    @Override
    public void write(Struct row, Struct values, NullableField[] columns, BitSet hidden) {
      if (values == null) {
        return;
      }
      Struct struct = new Struct(target.schema());
      members.write(struct, values, columns, hidden);
      row.put(target, struct);
    }
  }

  /** Writes all values to one column, as a map of text. */
  private static final class MapColumn implements Image {
    private final Field target;
    private final String[] names;
    private final TextValue[] texts;

    MapColumn(Field target, String[] names, TextValue[] texts) {
      this.target = target;
      this.names = names;
      this.texts = texts;
    }

    @Override
    public void write(Struct row, Struct values, NullableField[] columns, BitSet hidden) {
      if (values == null) {
        return;
      }
      Map<String, String> map = new LinkedHashMap<>();
      for (int i = 0; i < names.length; i++) {
        map.put(names[i], texts[i].text(Image.read(values, columns, i, hidden)));
      }
      row.put(target, map);
    }
  }

  /** The columns of the rows' schema while the schema is built. */
  private static final class Columns {
    private final String base;
    private final List<Field> fields;
    private final NullableField[] columns;
    private final SchemaBuilder builder = SchemaBuilder.struct();
    private Schema struct;

    /**
     * @param base the start of the names of schemas, or null if they get no names
     * @param fields the table's columns
     */
    Columns(String base, List<Field> fields, NullableField[] columns) {
      this.base = base;
      this.fields = fields;
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

    ImageTarget each(String prefix) {
      String[] names = new String[columns.length];
      for (int i = 0; i < names.length; i++) {
        names[i] = prefix + fields.get(i).name();
        add(names[i], columns[i].schema());
      }
      return row -> new EachColumn(targets(row, names));
    }

    ImageTarget struct(String name) {
      if (struct == null) {
        struct = structSchema();
      }
      Schema members = struct;
      add(name, members);
      return row -> new StructColumn(row.field(name), new EachColumn(targets(members, names())));
    }

    ImageTarget map(String name) {
      add(name, TEXTS);
      TextValue[] texts = new TextValue[columns.length];
      for (int i = 0; i < texts.length; i++) {
        texts[i] = TextValue.of(columns[i].schema(), fields.get(i).name());
      }
      return row -> new MapColumn(row.field(name), names(), texts);
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
        members.field(fields.get(i).name(), columns[i].schema());
      }
      return members.optional().build();
    }

    private String[] names() {
      return fields.stream().map(Field::name).toArray(String[]::new);
    }

    private static Field[] targets(Schema schema, String[] names) {
      Field[] targets = new Field[names.length];
      for (int i = 0; i < names.length; i++) {
        targets[i] = schema.field(names[i]);
      }
      return targets;
    }
  }
}
