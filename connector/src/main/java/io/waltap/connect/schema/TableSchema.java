/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import io.waltap.connect.pgoutput.OldTuple;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.pgoutput.TupleData;
import io.waltap.connect.struct.StructValues;
import io.waltap.connect.types.StaleTypeException;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * A relation compiled into a row plan: which column goes to which field, through which decoder. A
 * row is one loop over its columns. Immutable; the stream's thread and the snapshot's threads share
 * it.
 */
public final class TableSchema {
  private final Relation relation;
  private final TableId id;
  // the id as the transaction block names it
  private final String collection;
  private final String topic;
  private final Schema keySchema;
  private final Schema valueSchema;
  private final Set<String> nullable;
  private final ColumnNumbers numbers;
  private final boolean complete;
  private final Column[] columns;
  private final KeyColumn[] keyColumns;
  private final Field[] keyFields;
  // per key column: the row's field that holds the same value, or null
  private final Field[] rowFields;

  TableSchema(
      Relation relation,
      String topic,
      Schema keySchema,
      Schema valueSchema,
      List<Column> columns,
      List<KeyColumn> keyColumns,
      Set<String> nullable,
      ColumnNumbers numbers,
      boolean complete) {
    this.relation = relation;
    this.id = relation.id();
    this.collection = id.text();
    this.topic = topic;
    this.nullable = Set.copyOf(nullable);
    this.numbers = numbers;
    this.complete = complete;
    this.keySchema = keySchema;
    this.valueSchema = valueSchema;
    this.columns = columns.toArray(Column[]::new);
    this.keyColumns = keyColumns.toArray(KeyColumn[]::new);
    this.keyFields = keySchema == null ? new Field[0] : keySchema.fields().toArray(Field[]::new);
    this.rowFields = new Field[this.keyColumns.length];
    for (int i = 0; i < rowFields.length; i++) {
      String name = this.keyColumns[i].rowField();
      rowFields[i] = name == null ? null : valueSchema.field(name);
    }
  }

  public Relation relation() {
    return relation;
  }

  public String topic() {
    return topic;
  }

  /** Whether values of the relation's column are captured, in the row or in the key. */
  public boolean captures(int index) {
    for (Column column : columns) {
      if (column.index() == index) {
        return true;
      }
    }
    for (KeyColumn column : keyColumns) {
      if (column.index() == index) {
        return true;
      }
    }
    return false;
  }

  public TableId id() {
    return id;
  }

  /** {@code schema.table}, as the event's transaction block has it. */
  public String collection() {
    return collection;
  }

  /** Columns that were NULL in the stream, even if the catalog says NOT NULL now. */
  Set<String> nullable() {
    return nullable;
  }

  /** Which columns of the catalog the relation's columns are, as far as that is known. */
  ColumnNumbers numbers() {
    return numbers;
  }

  /**
   * Whether the schemas have the defaults of the columns. If not, the table was locked when they
   * were to be read, and it should be compiled again.
   */
  public boolean isComplete() {
    return complete;
  }

  /** Schema of the record key, or null for a table without a key. */
  public Schema keySchema() {
    return keySchema;
  }

  /** Schema of {@code before} and {@code after}. */
  public Schema valueSchema() {
    return valueSchema;
  }

  /**
   * A whole row.
   *
   * @param unavailable takes the names of the fields whose values are unavailable
   */
  public Struct row(TupleData tuple, List<String> unavailable) {
    return row(tuple, null, unavailable);
  }

  /**
   * The new row of an update. A value that was not sent is taken from the old row, as far as the
   * server sent that.
   */
  public Struct row(TupleData tuple, OldTuple old, List<String> unavailable) {
    checkWidth(tuple);
    Struct row = new Struct(valueSchema);
    for (Column column : columns) {
      int index = column.index();
      if (tuple.length(index) >= 0) {
        StructValues.set(row, column.field(), decode(column, tuple));
      } else if (tuple.isNull(index)) {
        if (column.nullValue() == null && !column.field().schema().isOptional()) {
          throw new UnexpectedNullException(collection, column.name());
        }
        StructValues.set(row, column.field(), column.nullValue());
      } else if (tuple.isUnchanged(index)) {
        TupleData kept = kept(old, index, column.identity());
        if (kept != null) {
          StructValues.set(row, column.field(), decode(column, kept));
        } else {
          StructValues.set(row, column.field(), column.unavailable());
          unavailable.add(column.field().name());
        }
      }
    }
    return row;
  }

  /**
   * The old tuple if it has the value of a column that the update left unchanged, else null. A key
   * tuple has the columns of the replica identity, also those that are TOASTed.
   */
  private static TupleData kept(OldTuple old, int index, boolean identity) {
    boolean sent = old instanceof OldTuple.Full || identity && old instanceof OldTuple.Key;
    return sent && old.tuple().length(index) >= 0 ? old.tuple() : null;
  }

  /**
   * The old row, as far as the server sent it, or null if it sent nothing.
   *
   * @param unavailable takes the names of the fields whose values the server did not send
   */
  public Struct oldRow(OldTuple old, List<String> unavailable) {
    if (old instanceof OldTuple.Full full) {
      return row(full.tuple(), null, unavailable);
    }
    return old instanceof OldTuple.Key key ? identityRow(key.tuple(), unavailable) : null;
  }

  /**
   * The columns of the replica identity. Any other column gets NULL or, if it cannot be null,
   * Debezium's fallback.
   */
  private Struct identityRow(TupleData tuple, List<String> unavailable) {
    checkWidth(tuple);
    Struct row = new Struct(valueSchema);
    for (Column column : columns) {
      if (!column.identity()) {
        StructValues.set(row, column.field(), column.absent());
        unavailable.add(column.field().name());
      } else if (tuple.length(column.index()) >= 0) {
        StructValues.set(row, column.field(), decode(column, tuple));
      }
    }
    return row;
  }

  /**
   * The key of a row, or null for a table without a key.
   *
   * @param tuple the tuple from which the row was made
   */
  public Struct key(Struct row, TupleData tuple) {
    return key(row, tuple, OldTuple.NONE);
  }

  /**
   * The key of the new row of an update, or null for a table without a key.
   *
   * @param tuple the tuple from which the row was made
   * @param old what was sent of the old row, from which the row has its unchanged values
   * @throws UndeliverableTableException if the server did not send a value of the key, or if the
   *     value has no representation
   */
  public Struct key(Struct row, TupleData tuple, OldTuple old) {
    if (keySchema == null) {
      return null;
    }
    Struct key = new Struct(keySchema);
    for (int i = 0; i < keyColumns.length; i++) {
      KeyColumn column = keyColumns[i];
      TupleData source = tuple;
      if (tuple.isUnchanged(column.index())) {
        source = kept(old, column.index(), column.identity());
        if (source == null) {
          throw notSent(column);
        }
      }
      Object value =
          rowFields[i] == null ? decode(column, source) : StructValues.get(row, rowFields[i]);
      if (value == null) {
        if (source.length(column.index()) >= 0) {
          throw nullInKey(name(column));
        } else if (!keyFields[i].schema().isOptional()) {
          throw notSent(column);
        }
      }
      StructValues.set(key, keyFields[i], value);
    }
    return key;
  }

  /** The failure of a table with a key column that has NULL, or a value like NULL. */
  UndeliverableTableException nullInKey(String column) {
    return new UndeliverableTableException(
        relation,
        column,
        "is part of the key, and a row has NULL there, or a value that its representation cannot"
            + " hold",
        "NaN and the infinities of numeric need decimal.handling.mode=string or double; the time"
            + " 24:00 needs another time.precision.mode than structured. Or name other columns that"
            + " identify a row: message.key.columns="
            + id
            + ":<column>,<column>");
  }

  private UndeliverableTableException notSent(KeyColumn column) {
    return new UndeliverableTableException(
        relation,
        name(column),
        "is part of the key but not of the replica identity, and the server did not send its value"
            + " with a change",
        "Set REPLICA IDENTITY FULL for the table, or let message.key.columns name columns of its"
            + " replica identity");
  }

  private String name(KeyColumn column) {
    return relation.columns().get(column.index()).name();
  }

  /**
   * Whether an update moved the row to another key. The server sends an old tuple if the identity
   * changed. It also sends one under FULL, and if an identity column is TOASTed.
   */
  public boolean keyChanged(OldTuple old, TupleData tuple) {
    TupleData before = old.tuple();
    if (before == null) {
      return false;
    }
    boolean whole = old instanceof OldTuple.Full;
    for (KeyColumn column : keyColumns) {
      if ((whole || column.identity())
          && !tuple.isUnchanged(column.index())
          && !before.sameValue(tuple, column.index())) {
        return true;
      }
    }
    return false;
  }

  /** Whether an update left all captured columns unchanged. This is known only under FULL. */
  public boolean unchanged(OldTuple old, TupleData tuple) {
    if (!(old instanceof OldTuple.Full full)) {
      return false;
    }
    for (Column column : columns) {
      if (!tuple.isUnchanged(column.index()) && !full.tuple().sameValue(tuple, column.index())) {
        return false;
      }
    }
    return true;
  }

  private Object decode(Column column, TupleData tuple) {
    Object value;
    try {
      value = column.decode(tuple);
    } catch (StaleTypeException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new UndecodableValueException(collection, column.name(), e);
    }
    if (value == null && !column.field().schema().isOptional()) {
      throw new UnexpectedNullException(collection, column.name());
    }
    return value;
  }

  private Object decode(KeyColumn column, TupleData tuple) {
    try {
      return column.decode(tuple);
    } catch (StaleTypeException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new UndecodableValueException(collection, name(column), e);
    }
  }

  private void checkWidth(TupleData tuple) {
    if (tuple.columnCount() != relation.columns().size()) {
      throw new IllegalStateException(
          "row of "
              + id
              + " has "
              + tuple.columnCount()
              + " columns, its relation has "
              + relation.columns().size());
    }
  }
}
