/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.transforms;

import io.waltap.change.Change;
import io.waltap.change.ColumnNames;
import io.waltap.change.EnvelopeReader;
import io.waltap.change.ImageReader;
import io.waltap.change.SourceFields;
import io.waltap.change.TypeMapping;
import java.util.ArrayList;
import java.util.BitSet;
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
  private static final Schema INSTANT =
      SchemaBuilder.int64().name(TypeMapping.INSTANT_MICROS).optional().build();
  private static final Schema NAMES = SchemaBuilder.array(Schema.STRING_SCHEMA).optional().build();
  private static final Schema TEXTS =
      SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA).optional().build();

  private final EnvelopeReader reader;
  private final Schema schema;

  /** The table's columns: by their names in the event, those in the rows if they differ. */
  private final Map<String, String> renamed = new LinkedHashMap<>();

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

  ChangePlan(EnvelopeReader reader, FlattenOptions options) {
    this.reader = reader;
    List<String> original = reader.columns();
    List<String> names = ColumnNames.of(original, options.added(), options.lowerCase());
    for (int i = 0; i < names.size(); i++) {
      if (!names.get(i).equals(original.get(i))) {
        renamed.put(original.get(i), names.get(i));
      }
    }
    Columns columns = new Columns(reader, names);
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
    return reader.change(envelope);
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
    Struct old = reader.before(envelope);
    switch (change) {
      case READ, INSERT -> writeNew(row, envelope, unsent);
      case UPDATE -> {
        writeNew(row, envelope, unsent);
        BitSet hidden = reader.hidden(unsentBefore);
        write(oldValues, row, old, hidden);
        write(rowBefore, row, old, hidden);
      }
      case DELETE -> {
        BitSet hidden = reader.hidden(unsent);
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
    Struct origin = reader.source(envelope);
    if (origin != null) {
      SourceFields sourceFields = reader.sourceFields();
      put(row, tsTarget, sourceFields.micros(origin));
      put(row, lsnTarget, sourceFields.lsn(origin));
      put(row, txidTarget, sourceFields.txid(origin));
      put(row, seqTarget, offset != null ? offset : sourceFields.commitBefore(origin));
    }
    return row;
  }

  private void writeNew(Struct row, Struct envelope, List<String> unsent) {
    newValues.write(row, reader.after(envelope), reader.imageAfter(), reader.hidden(unsent));
  }

  private void write(Image image, Struct row, Struct values, BitSet hidden) {
    if (image != null) {
      image.write(row, values, reader.imageBefore(), hidden);
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

  /** The columns of the rows' schema while the schema is built. */
  private static final class Columns {
    private final EnvelopeReader envelope;
    private final ImageReader image;
    private final List<String> original;
    private final List<String> names;
    private final SchemaBuilder builder = SchemaBuilder.struct();
    private Schema struct;

    /**
     * @param names the names of the table's columns in the rows
     */
    Columns(EnvelopeReader envelope, List<String> names) {
      this.envelope = envelope;
      this.image = envelope.imageAfter();
      this.original = envelope.columns();
      this.names = names;
    }

    void add(String name, Schema schema) {
      if (name.isEmpty()) {
        return;
      }
      if (builder.field(name) != null) {
        throw new ConnectException(
            "Rows made from "
                + (envelope.name() == null ? "an envelope" : envelope.name())
                + " would have two columns named "
                + name
                + ". Rename the column that FlattenChange adds: see its options *.field,"
                + " old.prefix and new.prefix.");
      }
      builder.field(name, schema);
    }

    Image.Target each(String prefix) {
      List<String> prefixed = names.stream().map(name -> prefix + name).toList();
      for (int i = 0; i < prefixed.size(); i++) {
        add(prefixed.get(i), image.schema(i));
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
      TextValue[] texts = new TextValue[original.size()];
      for (int i = 0; i < texts.length; i++) {
        texts[i] = TextValue.of(image.schema(i), original.get(i));
      }
      return row -> new Image.MapColumn(row.field(name), original.toArray(String[]::new), texts);
    }

    Schema build() {
      if (envelope.prefix() != null) {
        builder.name(envelope.prefix() + "Row");
      }
      return builder.build();
    }

    private Schema structSchema() {
      SchemaBuilder members = SchemaBuilder.struct();
      if (envelope.prefix() != null) {
        members.name(envelope.prefix() + "Value");
      }
      for (int i = 0; i < names.size(); i++) {
        members.field(names.get(i), image.schema(i));
      }
      return members.optional().build();
    }

    private static Field[] targets(Schema schema, List<String> names) {
      return names.stream().map(schema::field).toArray(Field[]::new);
    }
  }
}
